"""`trueup approve`: carry out what waits for a person's word."""

import asyncio
from datetime import timedelta
from typing import Annotated

import typer

from reconciler import approving, leasing, records, waiting
from reconciler import round as rounds
from trueup import opening, projects
from trueup.cli import desks, progress, refusals, reporting


def add_to(app: typer.Typer) -> None:
    """Put the command at the top of the tree."""
    app.command(epilog="Example: trueup rounds waiting && trueup approve 12")(approve)


def approve(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="ROUND", help="The round, as `trueup rounds waiting` lists it.")],
    *,
    format: reporting.Format = "text",  # noqa: A002 - the word that people use for it
    report: reporting.ReportFile = None,
) -> None:
    """Carry out exactly what waits in a round, or say what has changed since, and do nothing.

    Typing it is the yes: see before what it is, with `trueup rounds waiting ROUND`. Leaves with 0 when everything was
    done, 1 when it no longer fits, or something was refused or could not be done.
    """
    result = asyncio.run(_approve(desks.at(context).project, number))
    reporting.present_result(result, format, report)
    if records.status(result.plan, result.outcomes) != "done":
        raise typer.Exit(refusals.FAILED)


async def _approve(project: projects.Project, number: int) -> rounds.Result:
    oldest = timedelta(seconds=project.settings.rounds.approval_max_age_seconds)
    with progress.bars() as told:
        async with (
            opening.open_shop(project, progress=told) as opened,
            leasing.alone(opened, ttl=opening.lease_of(project)) as shop,
        ):
            told.expect(len(waiting.find(shop, number).changes))
            return await approving.approve(shop, number, oldest=oldest, told=told.outcome)
