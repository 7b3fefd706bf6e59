"""`trueup check` and `trueup test`: rule files, looked at before a shop meets them."""

from collections.abc import Sequence
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
        printing.say(_as(format, found).rstrip("\n"))
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


def run_cases(
    context: typer.Context,
    paths: Paths = None,
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Leave with 1 also where a rule has no case.")] = False,
    format: Annotated[Form, typer.Option(help="How to show it.")] = Form.TEXT,  # noqa: A002 - the word people use
) -> None:
    """Run the cases in *.test.yaml beside the rules, and name the rules that no case exercises.

    Leaves with 1 where a case fails or a file is wrong.
    """
    # Checking alone should answer at once.
    from engine import testing  # noqa: PLC0415
    from engine.testing import reports  # noqa: PLC0415

    report = testing.run(_paths(context, paths))
    show = {Form.TEXT: reports.as_text, Form.JSON: reports.as_json, Form.SARIF: reports.as_sarif}[format]
    printing.say(show(report).rstrip("\n"))
    if not report.ok or (strict and report.untested):
        raise typer.Exit(refusals.FAILED)


def _as(form: Form, found: Sequence[problems.Problem]) -> str:
    if form is Form.JSON:
        return problems.as_json(found)
    from engine import sarif  # noqa: PLC0415 - checking alone should answer at once

    return sarif.as_text("trueup check", found)


def _paths(context: typer.Context, paths: list[Path] | None) -> tuple[Path, ...]:
    return tuple(paths) if paths else places.of(context).outline.rule_paths
