"""`trueup rounds`: what past rounds planned and did."""

from typing import Annotated

import typer

from store import rounds
from trueup.cli import desks, printing

app = typer.Typer(no_args_is_help=True, help="Look at past rounds.")


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
