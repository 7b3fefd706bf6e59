"""Imports go one way, and each outside library has one home."""

from pathlib import Path

import pytest
from importlinter import cli

ROOT = Path(__file__).parents[2]


def test_the_layers_hold(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """Every contract of the importlinter section in pyproject.toml is kept."""
    monkeypatch.chdir(ROOT)
    code = cli.lint_imports(config_filename="pyproject.toml", no_cache=True)

    assert code == 0, capsys.readouterr().out
