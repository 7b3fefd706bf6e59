"""`trueup rounds`: what past rounds planned and did, and what of it waits for a person."""

from collections import Counter
from typing import Annotated

import typer

from reconciler.waiting import read as plan_of
from store import rounds, waiting_plans
from store.tables import WaitingPlan
from trueup.cli import desks, printing, reporting

app = typer.Typer(
    no_args_is_help=True,
    help="Look at past rounds.",
    epilog="Example: trueup rounds list",
)


def add_to(top: typer.Typer) -> None:
    """Put the group of this module at the top of the tree."""
    top.add_typer(app, name="rounds")


@app.command("list", epilog="Example: trueup rounds list --last 50")
def show_all(
    context: typer.Context, *, last: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = 20
) -> None:
    """List the latest rounds."""
    with desks.at(context).shop() as at, at.database.session() as session:
        lines = [
            (one.id, one.started_at, one.finished_at, one.mode, one.status)
            for one in rounds.list_latest(session, at.domain, last)
        ]
    columns = ("Round", "Started", "Finished", "Mode", "Status")
    printing.rows(columns, lines, nothing="No round was run yet. See what one would do: trueup diff")


@app.command(epilog="Example: trueup rounds show 12")
def show(context: typer.Context, number: Annotated[int, typer.Argument(help="The round's number.")]) -> None:
    """Show what a round changed, and what became of each change."""
    with desks.at(context).shop() as at, at.database.session() as session:
        one = rounds.get(session, number)
        head = f"Round {one.id} ({one.mode}), started {printing.moment(one.started_at)}: {one.status}"
        lines = [
            (row.position + 1, row.address, row.action, row.outcome or "not tried", row.message)
            for row in rounds.changes(session, number)
        ]
    printing.say(head)
    printing.rows(("", "What", "Action", "Outcome", "Said"), lines, nothing="It changed nothing.")


@app.command("waiting", epilog="Example: trueup rounds waiting 12")
def waiting(
    context: typer.Context,
    number: Annotated[
        int | None, typer.Argument(metavar="ROUND", help="Show all that waits in this round.", show_default=False)
    ] = None,
    *,
    format: reporting.Format = "text",  # noqa: A002 - the word that people use for it
) -> None:
    """List what waits for a person's approval, or show what waits in one round.

    A rule with `require_approval` lets single changes wait; with `guards.on_breach = "approve"`, a plan beyond a limit
    waits whole.
    """
    with desks.at(context).shop() as at, at.database.session() as session:
        if number is not None:
            row = waiting_plans.find(session, at.domain, number)
            plan, state = plan_of(row), _state(row)
        else:
            lines = [
                (one.round_id, one.since, _CAUSES[one.cause], _contents(one), f"trueup approve {one.round_id}")
                for one in waiting_plans.undecided(session, at.domain)
            ]
    if number is None:
        printing.rows(("Round", "Since", "Because of", "What", "Approve"), lines, nothing="Nothing waits for approval.")
        return
    reporting.present(plan, (), format, None)
    typer.echo(state, err=True)


_CAUSES = {"rule": "a rule", "limit": "a limit"}


def _contents(row: WaitingPlan) -> str:
    """What would be done, counted by action."""
    counted = Counter(change.action for change in plan_of(row).changes)
    return ", ".join(f"{count} {action}" for action, count in counted.items())


def _state(row: WaitingPlan) -> str:
    if row.decision is None:
        return f"Waits since {printing.moment(row.since)}. Carry it out: trueup approve {row.round_id}"
    decided = f"{row.decision} at {printing.moment(row.decided_at)}"
    return f"This was {decided}" + (f", and done as round {row.applied_as}." if row.applied_as else ".")
