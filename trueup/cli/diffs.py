"""`trueup diff` and `trueup apply`: what would change, and changing it."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from reconciler import feeding, guards, leasing, names, plan_files, plans, records, scoping
from reconciler import round as rounds
from reconciler.differences import Stage
from trueup import opening, projects
from trueup.cli import desks, progress, refusals, reporting

Order = Annotated[str | None, typer.Option(help="Only this order, such as 1001.")]
Sku = Annotated[str | None, typer.Option(help="Only this SKU, written exactly as in the shop.")]
Location = Annotated[str | None, typer.Option(help="Only this location, by its name in Shopify.")]
OneStage = Annotated[Stage | None, typer.Option(help="Only this stage of the round.")]


def add_to(app: typer.Typer) -> None:
    """Add both commands to the command line."""
    app.command(epilog="Example: trueup diff --order 1001")(diff)
    app.command(epilog="Example: trueup diff --out plan.json; trueup apply plan.json")(apply)


def diff(  # noqa: PLR0913 - the words of the command
    context: typer.Context,
    *,
    order: Order = None,
    sku: Sku = None,
    location: Location = None,
    stage: OneStage = None,
    format: reporting.Format = "text",  # noqa: A002 - the word that people use for it
    report: reporting.ReportFile = None,
    out: Annotated[
        Path | None,
        typer.Option(callback=reporting.in_a_folder, help="Write the plan into this file, for `trueup apply FILE`."),
    ] = None,
    allow: reporting.Allow = None,
) -> None:
    """Show what a round would change, and change nothing.

    Leaves with 0 when nothing differs, 2 when something would change (or a guard holds it), 1 on an error, such as an
    order, a SKU or a location that does not exist.
    """
    scope = scoping.Scope(order=order, sku=sku, location=location, stage=stage)
    project = desks.at(context).project
    plan = asyncio.run(_plan(project, scope, allow))
    if out is not None:
        _save(plan, out)
    reporting.present(plan, (), format, report)
    if plan.changes:
        raise typer.Exit(refusals.WOULD_CHANGE)


def apply(  # noqa: PLR0913 - the words of the command
    context: typer.Context,
    plan: Annotated[
        Path | None, typer.Argument(help="A plan file of `trueup diff --out`; without one, look now.")
    ] = None,
    *,
    order: Order = None,
    sku: Sku = None,
    location: Location = None,
    stage: OneStage = None,
    format: reporting.Format = "text",  # noqa: A002 - the word that people use for it
    report: reporting.ReportFile = None,
    allow: reporting.Allow = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask; do what a look at this moment finds.")] = False,
) -> None:
    """Carry out a plan: the one in the file, exactly as it was shown, or what a look finds now.

    Without a file the plan is shown first and you are asked; `--yes` skips that. Leaves with 0 when everything was
    done, 1 when something was refused, held by a guard, or could not be done.
    """
    project = desks.at(context).project
    scope = scoping.Scope(order=order, sku=sku, location=location, stage=stage)
    if plan is not None:
        if not scope.is_everything or allow:
            raise typer.BadParameter("A plan file is applied exactly as it is; narrow it when you make it.")
        result = asyncio.run(_apply_saved(project, _read(plan)))
    elif yes:
        result = asyncio.run(_reconcile(project, scope, allow))
    else:
        shown = asyncio.run(_plan(project, scope, allow, with_feeds=True))
        reporting.present(shown, (), "text", None)
        if shown.is_empty:
            return
        if shown.is_stopped:
            raise typer.Exit(refusals.FAILED)
        reporting.ask(
            "Apply exactly this?",
            "Add --yes, or make a plan first: trueup diff --out plan.json, then trueup apply plan.json",
        )
        result = asyncio.run(_apply_saved(project, shown))
    reporting.present_result(result, format, report)
    if records.status(result.plan, result.outcomes) != "done":
        raise typer.Exit(refusals.FAILED)


async def _plan(
    project: projects.Project, scope: scoping.Scope, allow: list[str] | None, *, with_feeds: bool = False
) -> plans.Plan:
    """Make a plan. `with_feeds` takes what is new in the stock feeds first, as applying does; a dry run takes none."""
    allowed = guards.read_allowed(allow or ())
    with progress.bars() as told:
        async with opening.open_shop(project, allowed=allowed, progress=told) as shop:
            scope = await names.resolve(shop, scope)
            if with_feeds:
                await feeding.refresh(shop)
            return await rounds.plan(shop, scope)


async def _reconcile(project: projects.Project, scope: scoping.Scope, allow: list[str] | None) -> rounds.Result:
    allowed = guards.read_allowed(allow or ())
    with progress.bars() as told:
        async with (
            opening.open_shop(project, allowed=allowed, progress=told) as opened,
            leasing.alone(opened, ttl=opening.lease_of(project)) as shop,
        ):
            scope = await names.resolve(shop, scope)
            return await rounds.reconcile(shop, scope, told=told.outcome)


async def _apply_saved(project: projects.Project, saved: plans.Plan) -> rounds.Result:
    oldest = timedelta(seconds=project.settings.rounds.plan_max_age_seconds)
    with progress.bars() as told:
        told.expect(len(saved.changes))
        async with (
            opening.open_shop(project, progress=told) as opened,
            leasing.alone(opened, ttl=opening.lease_of(project)) as shop,
        ):
            return await rounds.apply_saved(shop, saved, oldest=oldest, told=told.outcome)


def _save(plan: plans.Plan, path: Path) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(plan_files.encode(plan))
    part.replace(path)


def _read(path: Path) -> plans.Plan:
    try:
        return plan_files.decode(path.read_bytes())
    except plan_files.PlanFileError as error:
        raise plan_files.PlanFileError(f"{path}: {error}") from error
