"""`trueup check` and `trueup test`: rule files, looked at before a shop meets them."""

from pathlib import Path
from typing import Annotated

import typer

from engine import loading, problems, testing
from trueup.cli import places, printing, refusals

Paths = Annotated[
    list[Path] | None, typer.Argument(help="Rule files or folders; none takes those that the settings name.")
]


def add_to(app: typer.Typer) -> None:
    """Put the commands of this module at the top of the tree."""
    app.command("check", epilog="Example: trueup check rules/")(check)
    app.command("test", epilog="Example: trueup test rules/20-placement.test.yaml")(run_cases)


def check(context: typer.Context, paths: Paths = None) -> None:
    """Read the rule files and show everything that is wrong with them, each with its place and its cure."""
    loaded = loading.load(_paths(context, paths))
    if loaded.problems:
        typer.echo(problems.as_text(loaded.problems), err=True)
    if loaded.rules is None:
        raise typer.Exit(refusals.FAILED)
    count = len(loaded.rules.rules)
    printing.say(f"{count} {'rule' if count == 1 else 'rules'}, no errors.")


def run_cases(context: typer.Context, paths: Paths = None) -> None:
    """Run the cases in *.test.yaml beside the rules, and name the rules that no case exercises."""
    report = testing.run(_paths(context, paths))
    printing.say(testing.as_text(report))
    if not report.ok:
        raise typer.Exit(refusals.FAILED)


def _paths(context: typer.Context, paths: list[Path] | None) -> tuple[Path, ...]:
    return tuple(paths) if paths else places.of(context).project.rule_paths
