"""`trueup shop`: the shop's switches."""

from enum import StrEnum
from typing import Annotated

import typer

from store import shops
from store.tables import Shop
from trueup.cli import desks, printing

app = typer.Typer(
    no_args_is_help=True,
    help="See and switch what Trueup may do in the shop.",
    epilog="Example: trueup shop write-inventory on",
)


def add_to(top: typer.Typer) -> None:
    """Put the group of this module at the top of the tree."""
    top.add_typer(app, name="shop")


class Switch(StrEnum):
    """On or off."""

    ON = "on"
    OFF = "off"


@app.command(epilog="Example: trueup shop show")
def show(context: typer.Context) -> None:
    """Show the shop and its switches."""
    with desks.at(context).shop() as at, at.database.session() as session:
        shop = shops.get(session, at.domain)
        lines = [
            ("shop", shop.domain),
            ("inventory is written", "on" if shop.writes_inventory else "off"),
            ("rounds", _rounds(shop)),
            ("database", at.database.url_safe),
        ]
    printing.rows(("", ""), lines, nothing="")


@app.command("write-inventory", epilog="Example: trueup shop write-inventory on")
def write_inventory(context: typer.Context, switch: Annotated[Switch, typer.Argument(help="on or off.")]) -> None:
    """Let Trueup set the shop's inventory, or not. Relocation and tracking go on either way."""
    with desks.at(context).shop() as at, at.database.session() as session:
        shops.set_writes_inventory(session, at.domain, on=switch is Switch.ON)
    after = " See what that would set: trueup diff --stage availability" if switch is Switch.ON else ""
    printing.say(f"Writing inventory is {switch} for {at.domain}.{after}")


def _rounds(shop: Shop) -> str:
    if not shop.paused:
        return "running"
    since = f" since {printing.moment(shop.paused_at)}" if shop.paused_at else ""
    return f"paused{since}" + (f": {shop.paused_why}" if shop.paused_why else "")
