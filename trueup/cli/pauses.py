"""`trueup pause` and `trueup resume`: keep the daemon from writing to the shop, and let it again."""

from typing import Annotated

import typer

from store import shops
from trueup.cli import desks, printing


def add_to(app: typer.Typer) -> None:
    """Put both commands at the top of the tree."""
    app.command(epilog='Example: trueup pause "counting the shelves in Austin"')(pause)
    app.command(epilog="Example: trueup resume")(resume)


def pause(
    context: typer.Context,
    reason: Annotated[str, typer.Argument(help="Why, for others who wonder.", show_default=False)] = "",
) -> None:
    """Keep the daemon from writing to the shop; it goes on looking, and its log tells what it would do.

    A round at work stops after the change in hand. `trueup diff` works as always, and so does what people type:
    apply, approve, undo.
    """
    with desks.at(context).shop() as at, at.database.session() as session:
        shops.pause(session, at.domain, why=reason.strip(), now=desks.now())
    printing.say(f"{at.domain} is paused. Take it up again: trueup resume")


def resume(context: typer.Context) -> None:
    """Let the daemon write to the shop again, from its next round on."""
    with desks.at(context).shop() as at, at.database.session() as session:
        was = shops.get(session, at.domain).paused
        shops.resume(session, at.domain)
    printing.say(f"{at.domain} is running again." if was else f"{at.domain} was not paused.")
