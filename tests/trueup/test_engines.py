"""Without durable_rules: everything runs on the plain evaluator, and one line says so, once in a process."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import shells
from support.served_shops import ServedShop

SAID = "plain evaluator"


@pytest.fixture
def without_durable_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine where durable_rules could not be built, for every process that the test starts."""
    folder = tmp_path / "without"
    folder.mkdir()
    (folder / "durable_rules_engine.py").write_text('raise ImportError("not built for this Python")', encoding="utf-8")
    path = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))
    monkeypatch.setenv("PYTHONPATH", path)


@pytest.mark.usefixtures("without_durable_rules")
def test_the_demo_warns_once(tmp_path: Path):
    """However many rounds it runs and reports it shows."""
    with shells.shell(tmp_path) as shell:
        answer = shell.type("trueup demo")

    assert answer.code == 0
    assert answer.out.count(SAID) == 1
    (line,) = [line for line in answer.out.splitlines() if SAID in line]
    assert "not built for this Python" in line
    assert "C compiler" in line
    assert "Warnings" not in answer.out


def trueup(*words: str) -> subprocess.CompletedProcess[str]:
    """A command as a process of its own, on the engine that is the default."""
    bare = {name: value for name, value in os.environ.items() if name != "TRUEUP_RULES__ENGINE"}
    return subprocess.run(
        [sys.executable, "-m", "trueup", *words], env=bare, capture_output=True, text=True, check=False
    )


@pytest.mark.usefixtures("without_durable_rules", "imported")
def test_a_command_warns_once_and_apart_from_its_report():
    """The report names the engine instead, for those who compare."""
    made = trueup("apply", "--yes", "--format", "json")

    report = json.loads(made.stdout)
    assert made.returncode == 0, made.stderr
    assert report["engine"] == "plain"
    assert report["warnings"] == []
    assert made.stderr.count(SAID) == 1


@pytest.mark.usefixtures("without_durable_rules")
def test_the_daemon_warns_once_in_its_log(imported: ServedShop):
    """As it starts; its rounds and their reports don't repeat it."""
    del imported
    once = trueup("run", "--once")

    assert once.returncode == 0, once.stderr
    warnings = [line for line in map(json.loads, once.stderr.splitlines()) if line["level"] == "warning"]
    (warning,) = warnings
    assert SAID in warning["event"]


@pytest.mark.usefixtures("imported")
def test_who_chose_the_plain_evaluator_is_not_warned(monkeypatch: pytest.MonkeyPatch):
    """It is what was asked for."""
    monkeypatch.setenv("TRUEUP_RULES__ENGINE", "plain")

    made = subprocess.run([sys.executable, "-m", "trueup", "diff"], capture_output=True, text=True, check=False)

    assert made.returncode == 0
    assert SAID not in made.stderr + made.stdout
