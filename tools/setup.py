"""Make .venv fit to run Trueup: `python tools/setup.py [runtime|dev]`, called by the Makefile.

In: the lock files under requirements/, read with their hashes. Out: a .venv with what they name, the project itself
installed from the checkout, and durable-rules built where a C compiler is found. Uses the standard library alone, for
it runs before anything is installed. Says little: one line while it works, one line for what is missing; what pip and
the compiler print goes to .venv/setup.log. Running it again when nothing changed costs a fraction of a second.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOG = VENV / "setup.log"
STAMP = VENV / "setup.json"
REQUIREMENTS = ROOT / "requirements"
LEVELS = {"runtime": ("build.lock", "runtime.lock"), "dev": ("build.lock", "dev.lock")}
SUPPORTED = ((3, 11), (3, 12), (3, 13))


class SetupFailedError(Exception):
    """Setting up cannot go on; the message is one line that says what to do."""


def main(arguments: Sequence[str]) -> int:
    """Bring .venv to the asked level; 0 when it is there, 1 with one line on stderr when it cannot be."""
    level = arguments[0] if arguments else "dev"
    if level not in LEVELS:
        say(f"unknown level '{level}': say runtime or dev")
        return 1
    try:
        ensure_venv()
        ensure_locked(level)
    except SetupFailedError as failure:
        say(str(failure))
        return 1
    ensure_durable(tell=level == "dev")
    return 0


def say(line: str) -> None:
    """Print one line to stderr, where it does not mix with what a command answers."""
    print(line, file=sys.stderr, flush=True)


def venv_python() -> Path:
    """Where the virtual environment's own Python is."""
    return VENV / "bin" / "python"


def venv_version() -> str | None:
    """The version of the Python in .venv, or None when it is absent, broken or not one that Trueup supports."""
    if not venv_python().exists():
        return None
    asked = subprocess.run(
        [venv_python(), "-c", "import sys; print(*sys.version_info[:3], sep='.')"],
        capture_output=True,
        text=True,
        check=False,
    )
    version = asked.stdout.strip()
    supported = tuple(f"{major}.{minor}." for major, minor in SUPPORTED)
    return version if version.startswith(supported) else None


def ensure_venv() -> None:
    """Make .venv with the Python this runs on, unless a fitting one is there already."""
    if venv_version():
        return
    if VENV.exists() and not (VENV / "pyvenv.cfg").exists() and any(VENV.iterdir()):
        raise SetupFailedError(f"{VENV} exists and is not a virtual environment: move it away and run make again.")
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True, check=False)
    if made.returncode:
        version = "{}.{}".format(*sys.version_info[:2])
        raise SetupFailedError(
            f"Python {version} could not make a virtual environment: install its venv module, "
            f"e.g. 'apt-get install python{version}-venv', and run make again."
        )


def ensure_locked(level: str) -> None:
    """Install exactly what the level's lock files name, and the project itself, unless the stamp says it is done."""
    wanted = fingerprint(level)
    stamp = read_stamp()
    if wanted in (stamp.get(level), stamp.get("dev") if level == "runtime" else None):
        return
    say(f"Setting up Trueup in .venv (Python {venv_version()}); the first time takes a minute or two.")
    LOG.write_text("", encoding="utf-8")
    for lock in LEVELS[level]:
        # What comes as source only is built with the locked build tools, which the first lock has just installed.
        if pip("install", "--require-hashes", "--no-build-isolation", "-r", str(REQUIREMENTS / lock)):
            raise SetupFailedError(
                f"Could not install requirements/{lock}: {last_words()} "
                "(is a package index reachable? the whole story is in .venv/setup.log)"
            )
    if pip("install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)):
        raise SetupFailedError(f"Could not install Trueup itself: {last_words()} (more in .venv/setup.log)")
    write_stamp(stamp | {level: wanted, "runtime": fingerprint("runtime")})


def ensure_durable(*, tell: bool) -> None:
    """Build durable-rules; without it Trueup runs on its plain evaluator. With `tell`, one line says what is missing.

    Who goes on to run Trueup needs no telling: it says by itself, once, which engine it runs on and how to change that.

    It comes as source only, and on Python 3.13 its C code names a function that Python has dropped.
    Source: durable-rules 2.0.28 source distribution, src/rulespy/rules.c; CPython 3.13, "What's new", removed C API.
    """
    wanted = digest([REQUIREMENTS / "build.lock", REQUIREMENTS / "durable.lock"])
    if read_stamp().get("durable") == wanted and durable_works():
        return
    missing = what_compiling_lacks()
    if missing:
        if tell:
            say(f"No {missing}: the rules run on the plain evaluator, which is right but slower. {how_to_get(missing)}")
        return
    version = venv_version() or ""
    flags = {"CPPFLAGS": "-DPyEval_CallObject=PyObject_CallObject"} if version.startswith("3.13.") else {}
    lock = str(REQUIREMENTS / "durable.lock")
    built = pip(
        "install", "--no-build-isolation", "--require-hashes", "--no-binary", "durable-rules", "-r", lock, env=flags
    )
    if built or not durable_works():
        pip("uninstall", "--yes", "durable-rules")
        if tell:
            say(
                "durable-rules did not build (see .venv/setup.log): "
                "the rules run on the plain evaluator, which is right but slower."
            )
        return
    write_stamp(read_stamp() | {"durable": wanted})


def durable_works() -> bool:
    """Whether the engine's C module can be imported by the Python in .venv."""
    tried = subprocess.run([venv_python(), "-c", "import durable_rules_engine"], capture_output=True, check=False)
    return tried.returncode == 0


def what_compiling_lacks() -> str | None:
    """What is missing to build a C extension: a compiler, Python's headers, or nothing (None)."""
    compiler = os.environ.get("CC", "").split()[:1] or ["cc"]
    if not any(shutil.which(name) for name in (*compiler, "gcc", "clang")):
        return "C compiler"
    code = "import sysconfig, pathlib; print(pathlib.Path(sysconfig.get_path('include'), 'Python.h').exists())"
    asked = subprocess.run([venv_python(), "-c", code], capture_output=True, text=True, check=False)
    return None if asked.stdout.strip() == "True" else "Python.h"


def how_to_get(missing: str) -> str:
    """The command that most people need to get what is missing."""
    package = "gcc" if missing == "C compiler" else f"python{sysconfig.get_python_version()}-dev"
    return f"To have the faster engine, 'apt-get install {package}' (or your system's like) and run make setup."


def pip(*arguments: str, env: Mapping[str, str] | None = None) -> int:
    """Run pip in .venv, its words appended to the log; returns its exit code."""
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore", "PIP_NO_INPUT": "1"}
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"\n$ pip {' '.join(arguments)}\n")
        log.flush()
        run = subprocess.run(
            [venv_python(), "-m", "pip", *arguments],
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **quiet, **(env or {})},
            check=False,
        )
    return run.returncode


def last_words() -> str:
    """The most telling line of the log's last command, for the one line that a person sees."""
    text = LOG.read_text(encoding="utf-8", errors="replace").rpartition("\n$ pip ")[2]
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    raised = [line for line in lines if re.match(r"\w+Error: ", line)]
    said = [line for line in lines if line.startswith("ERROR: ")]
    return (raised or said or lines or ["no words"])[-1]


def fingerprint(level: str) -> str:
    """What decides whether a level is up to date: its locks, the project's description, the Python and the place."""
    files = [ROOT / "pyproject.toml", *(REQUIREMENTS / lock for lock in LEVELS[level])]
    return digest(files)


def digest(files: Sequence[Path]) -> str:
    """A hash over the files, the Python in .venv and where the checkout stands (a moved checkout is set up anew)."""
    summed = hashlib.sha256(f"{venv_version()} {ROOT}".encode())
    for file in files:
        summed.update(file.read_bytes())
    return summed.hexdigest()


def read_stamp() -> dict[str, str]:
    """What earlier runs have finished; empty when there is none or it cannot be read."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(stamp: Mapping[str, str]) -> None:
    """Remember what is finished."""
    STAMP.write_text(json.dumps(stamp, indent=1), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
