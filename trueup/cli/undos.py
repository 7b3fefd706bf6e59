"""`trueup undo`: take back what a round did."""

import asyncio
from datetime import timedelta
from typing import Annotated

import typer

from reconciler import guards, leasing, plans, records, undoing
from reconciler import round as rounds
from trueup import opening, projects
from trueup.cli import desks, progress, refusals, reporting


def add_to(app: typer.Typer) -> None:
    """Put the command at the top of the tree."""
    app.command(epilog="Example: trueup undo 12")(undo)


def undo(  # noqa: PLR0913 - the words of the command
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="ROUND", help="The round, as `trueup rounds list` lists it.")],
    *,
    format: reporting.Format = "text",  # noqa: A002 - the word that people use for it
    report: reporting.ReportFile = None,
    allow: reporting.Allow = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask; undo what a look at this moment finds.")] = False,
) -> None:
    """Take back what a round did, as far as it still stands as the round left it.

    What has moved on since is left alone, and the plan says why. The plan is shown first and you are asked; `--yes`
    skips that. Leaves with 0 when everything in the plan was done, 1 when a guard holds it, or something could not be
    done. Undoing takes back effects, not causes: rounds go on, so mend the rule, the mapping or the figures, too.
    """
    project = desks.at(context).project
    shown = None
    if not yes:
        shown = asyncio.run(_look(project, number, allow))
        reporting.present(shown, (), "text", None)
        if shown.is_empty:
            return
        if shown.is_stopped:
            raise typer.Exit(refusals.FAILED)
        reporting.ask("Undo exactly this?", f"Add --yes: trueup undo {number} --yes")
    result = asyncio.run(_undo(project, number, allow, shown))
    reporting.present_result(result, format, report)
    if records.status(result.plan, result.outcomes) != "done":
        raise typer.Exit(refusals.FAILED)


async def _look(project: projects.Project, number: int, allow: list[str] | None) -> plans.Plan:
    allowed = guards.read_allowed(allow or ())
    with progress.bars() as told:
        async with opening.open_shop(project, allowed=allowed, progress=told) as shop:
            return await undoing.look(shop, number)


async def _undo(
    project: projects.Project, number: int, allow: list[str] | None, shown: plans.Plan | None
) -> rounds.Result:
    allowed = guards.read_allowed(allow or ())
    oldest = timedelta(seconds=project.settings.rounds.plan_max_age_seconds)
    with progress.bars() as told:
        if shown is not None:
            told.expect(len(shown.changes))
        async with (
            opening.open_shop(project, allowed=allowed, progress=told) as opened,
            leasing.alone(opened, ttl=opening.lease_of(project)) as shop,
        ):
            return await undoing.undo(shop, number, shown=shown, oldest=oldest, told=told.outcome)
