"""Nurseries: real daemons as processes of their own, started quickly, and ended at a commit of one's choice.

A nursery is one process that has loaded everything and waits. For each order that it reads, a line of JSON, it forks a
child that runs the command line; so a daemon starts in a moment rather than in seconds, and hundreds can be killed.
"""

import contextlib
import itertools
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).parents[2]


class Daemon:
    """A daemon that was started. `said` is the file of what it wrote to its terminal."""

    def __init__(self, nursery: subprocess.Popen[str], said: Path) -> None:
        self._nursery = nursery
        self._said = said
        self.pid: int = self._read()["pid"]

    def _read(self) -> dict[str, Any]:
        assert self._nursery.stdout is not None
        line = self._nursery.stdout.readline()
        assert line, "the nursery is gone"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def wait(self) -> int:
        """Wait for its end; its exit code, negative for the signal that killed it."""
        code: int = self._read()["code"]
        return code

    def signal(self, number: int) -> None:
        """Send it a signal. That it ended just before is no fault."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    @property
    def said(self) -> str:
        """What it wrote so far."""
        return self._said.read_text(encoding="utf-8")

    def commits(self) -> int:
        """How many commits it made, once it has ended by itself."""
        return int(self._said.with_suffix(".commits").read_text(encoding="ascii"))


class Nursery:
    """Starts daemons, one at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "support.nurseries"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(
        self, folder: Path, variables: Mapping[str, str], words: list[str] | None = None, **trouble: Any
    ) -> Daemon:
        """Start `trueup run --once`, or other words, in a project's folder.

        Trouble: `dies_before` and `dies_after` name a commit by its number, `largest_file` is in bytes.
        """
        said = folder / "said.txt"
        wish = {"folder": str(folder), "env": dict(variables), "words": words or ["run", "--once"], **trouble}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({**wish, "said": str(said)}) + "\n")
        self._process.stdin.flush()
        return Daemon(self._process, said)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _count_commits(dies_before: int, dies_after: int) -> Callable[[], int]:
    """Die at a commit: just before the database gets it, or as soon as it has it. Gives how many there were."""
    from sqlalchemy import Engine, event  # noqa: PLC0415 - loaded in the nursery only
    from sqlmodel import Session  # noqa: PLC0415

    coming, done = itertools.count(1), itertools.count(1)
    made = [0]

    def before(_connection: object) -> None:
        if next(coming) == dies_before:
            _die()

    def after(_session: object) -> None:
        made[0] = next(done)
        if made[0] == dies_after:
            _die()

    event.listen(Engine, "commit", before)
    event.listen(Session, "after_commit", after)
    return lambda: made[0]


def _live(wish: dict[str, Any]) -> None:
    """What the child does; it never returns."""
    from trueup.cli import refusals  # noqa: PLC0415 - loaded in the nursery only

    os.chdir(wish["folder"])
    os.environ.update(wish["env"])
    said = Path(wish["said"])
    terminal = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, nothing), (1, terminal), (2, terminal)):
        os.dup2(source, target)
    made = _count_commits(wish.get("dies_before", 0), wish.get("dies_after", 0))
    if "largest_file" in wish:
        resource.setrlimit(resource.RLIMIT_FSIZE, (wish["largest_file"], wish["largest_file"]))
    code = 1
    try:
        code = refusals.run(wish["words"])
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        said.with_suffix(".commits").write_text(str(made()), encoding="ascii")
        os._exit(code)


def main() -> None:
    """Wait for orders until nobody gives any more."""
    import trueup.cli.apps  # noqa: PLC0415 - only the nursery loads it
    from trueup.cli import running  # noqa: F401, PLC0415

    with contextlib.suppress(Exception):
        trueup.cli.apps.app_for(["run"])
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _live(json.loads(line))
        print(json.dumps({"pid": child}), flush=True)  # noqa: T201 - the answer to the order
        _, status = os.waitpid(child, 0)
        print(json.dumps({"code": os.waitstatus_to_exitcode(status)}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
