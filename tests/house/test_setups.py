"""Picking a Python: really run, and one clear line when none fits."""

import os
import subprocess
import sys
from pathlib import Path

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
