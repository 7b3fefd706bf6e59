"""Reporting: how commands show plans and what became of them, and how they ask for a yes."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from reconciler import plans
from reconciler import round as rounds
from reconciler.reports import as_text, building, rendering
from trueup import errors


def _known(format: str) -> str:  # noqa: A002 - as in the option
    rendering.check(format)
    return format


def in_a_folder(file: Path | None) -> Path | None:
    """The file, if it has a folder to be written in: work is not begun that could not be told of at its end."""
    if file is not None and not file.absolute().parent.is_dir():
        raise errors.TrueupError(f"{file} can't be written: there is no folder {file.parent}.")
    return file


Format = Annotated[str, typer.Option(callback=_known, help=f"How to show it: {', '.join(rendering.FORMATS)}.")]
ReportFile = Annotated[
    Path | None,
    typer.Option("--report", callback=in_a_folder, help="Write the report into this file instead of showing it."),
]
Allow = Annotated[
    list[str] | None, typer.Option(help="Let a guard pass once up to a value, such as levels_changed=812.")
]


def present(plan: plans.Plan, outcomes: tuple[plans.Outcome, ...], format: str, path: Path | None) -> None:  # noqa: A002 - as in the option
    """Show a plan and its outcomes, or write them into a file."""
    made = building.build(plan, outcomes)
    if path is not None:
        rendering.write(made, format, path)
    elif format == "text" and sys.stdout.isatty():
        as_text.show(made, Console())
    else:
        typer.echo(rendering.render(made, format), nl=False)


def present_result(result: rounds.Result, format: str, path: Path | None) -> None:  # noqa: A002 - as in the option
    """Show what a round did, and on stderr what of it waits for a person."""
    present(result.plan, result.outcomes, format, path)
    for number in result.waiting:
        typer.echo(f"Waits for approval: trueup rounds waiting {number}, then trueup approve {number}", err=True)


def ask(question: str, instead: str) -> None:
    """Ask a person for a yes. Raises ProjectError, naming what to type `instead`, where nobody can answer."""
    if not sys.stdin.isatty():
        raise errors.ProjectError(f"Nobody is there to say yes. {instead}")
    typer.confirm(question, abort=True)
