"""`trueup check` and `trueup test`: rule files, looked at before a shop meets them."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from engine import loading, problems
from engine import naming as engine_naming
from trueup.cli import naming, places, printing, refusals


class Form(StrEnum):
    """How problems are shown."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


Paths = Annotated[
    list[Path] | None, typer.Argument(help="Rule files or folders; none takes those that the settings name.")
]


def add_to(app: typer.Typer) -> None:
    """Put the commands of this module at the top of the tree."""
    app.command("check", epilog="Example: trueup check rules/ --prove")(check)
    app.command("test", epilog="Example: trueup test rules/20-placement.test.yaml")(run_cases)


def check(
    context: typer.Context,
    paths: Paths = None,
    *,
    prove: Annotated[
        bool,
        typer.Option(
            "--prove",
            help="Look for rules that never match or never stand, rules that disagree, cases without an answer, and "
            "rules that undo each other; leave with 1 if there are any.",
        ),
    ] = False,
    format: Annotated[Form, typer.Option(help="How to show it.")] = Form.TEXT,  # noqa: A002 - the word people use
) -> None:
    """Read the rule files and show everything that is wrong with them, each with its place and its cure.

    Warehouses and locations that they name are looked up in the project's database, where there is one.
    """
    loaded = loading.load(_paths(context, paths))
    found, unchecked = loaded.problems, ""
    if loaded.rules is not None:
        named, unchecked = naming.check(context, loaded.rules)
        found += named
    if format is not Form.TEXT and not (prove and not problems.any_error(found)):
        show = problems.as_json if format is Form.JSON else problems.as_sarif
        printing.say(show(found).rstrip("\n"))
    elif found:
        typer.echo(problems.as_text(found), err=True)
    if loaded.rules is None or problems.any_error(found):
        raise typer.Exit(refusals.FAILED)
    if prove:
        from trueup.cli import proving  # noqa: PLC0415 - checking alone should answer at once

        proving.prove(loaded.rules, format)
    if prove or format is not Form.TEXT:
        return
    count = len(loaded.rules.rules)
    printing.say(f"{count} {'rule' if count == 1 else 'rules'}, no errors.")
    if unchecked and engine_naming.names_any(loaded.rules):
        printing.say(f"The names of warehouses and locations were not checked: {unchecked}.")


def run_cases(context: typer.Context, paths: Paths = None) -> None:
    """Run the cases in *.test.yaml beside the rules, and name the rules that no case exercises."""
    from engine import testing  # noqa: PLC0415 - checking alone should answer at once

    report = testing.run(_paths(context, paths))
    printing.say(testing.as_text(report))
    if not report.ok:
        raise typer.Exit(refusals.FAILED)


def _paths(context: typer.Context, paths: list[Path] | None) -> tuple[Path, ...]:
    return tuple(paths) if paths else places.of(context).outline.rule_paths
