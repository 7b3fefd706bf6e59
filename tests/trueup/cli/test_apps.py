"""The command tree: whole for help, and no more than needed for a command."""

import subprocess
import sys

import pytest
import typer

from trueup.cli import apps


def names(words: tuple[str, ...]) -> set[str]:
    """The commands of the tree that a command line gets."""
    tree = typer.main.get_command(apps.app_for(words))
    assert isinstance(tree, typer.main.TyperGroup)
    return set(tree.commands)


def test_every_command_stands_under_a_heading():
    """And every heading's command exists."""
    assert names(()) == set(apps.MODULES)


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (("check",), "check"),
        (("--debug", "check", "diff"), "check"),
        (("--settings", "diff", "check"), "check"),
        (("--settings=diff", "check"), "check"),
    ],
)
def test_a_command_is_found_behind_the_options_before_it(words: tuple[str, ...], command: str):
    """An option's value is no command."""
    assert apps.find_command(words) == command


@pytest.mark.parametrize("words", [(), ("--help",), ("--help", "diff"), ("bogus",), ("--settings",)])
def test_where_no_command_is_clear_the_tree_is_whole(words: tuple[str, ...]):
    """So that help lists all, and a slip meets the nearest name."""
    assert names(words) == set(apps.MODULES)


def test_completion_gets_the_whole_tree(monkeypatch: pytest.MonkeyPatch):
    """A shell asks what could be typed next."""
    monkeypatch.setenv("_TRUEUP_COMPLETE", "complete_bash")

    assert names(("check",)) == set(apps.MODULES)


@pytest.mark.parametrize("library", ["sqlalchemy", "httpx", "graphql", "structlog"])
def test_checking_rules_loads_no_library_that_it_does_not_need(library: str):
    """Authors run it after every edit."""
    command = "import sys; from trueup.cli import refusals; refusals.run(['check', '--help'])"
    code = f"{command}; print({library!r} in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout.splitlines()[-1] == "False"
