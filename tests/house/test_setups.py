"""Picking a Python and setting up: really run, and one clear line when it cannot be done."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = "/usr/bin:/bin"


def fake(folder: Path, name: str, body: str) -> Path:
    """A command of that name which does what the shell body says."""
    folder.mkdir(exist_ok=True)
    command = folder / name
    command.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    command.chmod(0o755)
    return command


def pick(**env: str) -> subprocess.CompletedProcess[str]:
    """Run the script that picks a Python, in a bare environment."""
    return subprocess.run(
        ["/bin/sh", ROOT / "tools" / "pick-python.sh"], env=env, capture_output=True, text=True, check=False
    )


def test_a_command_that_only_refuses_is_passed_over(tmp_path: Path):
    """Version managers leave such commands on the path."""
    fake(tmp_path / "bin", "python3.12", "echo 'command not found' >&2; exit 127")
    fake(tmp_path / "bin", "python3.11", f'exec {sys.executable} "$@"')

    picked = pick(PATH=f"{tmp_path / 'bin'}", HOME=str(tmp_path))

    assert (0, os.path.realpath(sys.executable)) == (picked.returncode, os.path.realpath(picked.stdout.strip()))


def test_a_python_without_venv_is_named_with_its_cure(tmp_path: Path):
    """Debian ships Python without it."""
    body = 'case "$2" in *version_info*) echo 3.12 ;; *) exit 1 ;; esac'
    bare = fake(tmp_path / "bin", "bare", body)

    picked = pick(PATH=TOOLS, HOME=str(tmp_path), TRUEUP_PYTHON=str(bare))

    assert picked.returncode == 1
    assert picked.stdout == ""
    assert len(picked.stderr.splitlines()) == 1
    assert "apt-get install python3.12-venv" in picked.stderr


def test_a_python_that_is_too_old_is_refused_in_one_line(tmp_path: Path):
    """The line says which versions would do."""
    old = fake(tmp_path / "bin", "old", "echo 3.8")

    picked = pick(PATH=TOOLS, HOME=str(tmp_path), TRUEUP_PYTHON=str(old))

    assert picked.returncode == 1
    assert len(picked.stderr.splitlines()) == 1
    assert "3.11, 3.12 or 3.13" in picked.stderr


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with nothing but its set-up, whose lock asks for something that no index has."""
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "pyproject.toml").touch()
    for lock in ("build.lock", "runtime.lock", "dev.lock", "durable.lock"):
        (tmp_path / "requirements" / lock).write_text(f"no-such-thing==1 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    return tmp_path


def set_up(checkout: Path) -> subprocess.CompletedProcess[str]:
    """Run the set-up with no index to reach."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    return subprocess.run(
        [sys.executable, checkout / "tools" / "setup.py", "runtime"],
        env={**bare, "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_install_that_fails_ends_in_one_line_that_names_the_lock_and_the_log(checkout: Path):
    """What pip had to say is in the log, for those who want it."""
    failed = set_up(checkout)

    assert failed.returncode == 1
    begun, said = failed.stderr.splitlines()
    assert begun.startswith("Setting up Trueup")
    assert "requirements/build.lock" in said
    assert ".venv/setup.log" in said
    assert "no-such-thing" in (checkout / ".venv" / "setup.log").read_text(encoding="utf-8")


def test_a_folder_in_the_place_of_the_virtual_environment_is_left_alone(checkout: Path):
    """Whatever it is, somebody put it there."""
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / "notes.txt").write_text("mine", encoding="utf-8")

    refused = set_up(checkout)

    assert refused.returncode == 1
    assert "not a virtual environment" in refused.stderr
    assert (checkout / ".venv" / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_level_that_is_none_is_refused():
    """The levels are named."""
    run = subprocess.run(
        [sys.executable, ROOT / "tools" / "setup.py", "everything"], capture_output=True, text=True, check=False
    )

    assert run.returncode == 1
    assert "runtime or dev" in run.stderr
