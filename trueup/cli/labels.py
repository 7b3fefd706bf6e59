"""`trueup label`: parcels. `trueup label 1001 ...` is short for `trueup label create 1001 ...`."""

import asyncio
from typing import Annotated, Any

import typer
from typer import core

from reconciler import actual
from reconciler.compare import doubts
from reconciler.shopify import identity, reading_orders
from store import errors, labels, orders, parts
from trueup import projects, wiring
from trueup.cli import desks, printing


class _Group(core.TyperGroup):
    """A group whose first command is meant where an order stands in its place."""

    # `Any`: the context class that typer hands over is private to it.
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `create` before an order's number."""
        known = args and (args[0] in self.commands or args[0].startswith("-"))
        return super().parse_args(ctx, args if known or not args else ["create", *args])


app = typer.Typer(
    cls=_Group,
    no_args_is_help=True,
    help="Label parcels. Where an order stands in place of a command, `create` is meant.",
    epilog="Example: trueup label 1001 --carrier UPS --tracking 1Z999AA10123456784",
)


def add_to(top: typer.Typer) -> None:
    """Put the group of this module at the top of the tree."""
    top.add_typer(app, name="label")


Number = Annotated[str, typer.Argument(help="The order's number, such as 1001 or #1001.")]
Carrier = Annotated[str, typer.Option(help="The carrier's name, as customers should read it.")]
Tracking = Annotated[str, typer.Option(help="The tracking number.")]
Url = Annotated[str | None, typer.Option(help="Where to follow it; Shopify knows it for the carriers it knows.")]


@app.command(epilog="Example: trueup label 1001 --carrier UPS --tracking 1Z999AA10123456784")
def create(  # noqa: PLR0913 - the words of the command
    context: typer.Context,
    number: Number,
    *,
    carrier: Carrier,
    tracking: Tracking,
    url: Url = None,
    part: Annotated[int | None, typer.Option(help="Which part, where the order has several.")] = None,
    line: Annotated[
        list[str] | None, typer.Option(help="SKU=QUANTITY in this parcel, as often as needed; none: all that is left.")
    ] = None,
) -> None:
    """Label a parcel of an order; the next round writes it to the shop."""
    units = _units(line) if line else None
    parcel = labels.Parcel(carrier=carrier, tracking_number=tracking, tracking_url=url, part=part, lines=units)
    desk = desks.at(context)
    with desk.shop() as at:
        try:
            with at.database.session() as session:
                labels.create(session, at.domain, number, parcel, now=desks.now())
        except errors.UnknownOrderError as unknown:
            _look_in_shop(desk.project, number, unknown)
            raise
    printing.say(f"Order {number} has a label: {carrier} {tracking}. The next round writes it to the shop.")


@app.command(epilog="Example: trueup label void 1001 1Z999AA10123456784")
def void(
    context: typer.Context, number: Number, tracking: Annotated[str, typer.Argument(help="The tracking number.")]
) -> None:
    """Call a parcel off: what was in it is to be shipped again."""
    with desks.at(context).shop() as at, at.database.session() as session:
        order = orders.find(session, at.domain, number)
        labels.void(session, labels.find(session, order, tracking).id, now=desks.now())
    printing.say(f"Label {tracking} of order {number} is void.")


@app.command(epilog="Example: trueup label replace 1001 1Z999AA1 --carrier FedEx --tracking 7712345")
def replace(  # noqa: PLR0913 - the words of the command
    context: typer.Context,
    number: Number,
    old: Annotated[str, typer.Argument(help="The tracking number it has now.")],
    *,
    carrier: Carrier,
    tracking: Tracking,
    url: Url = None,
) -> None:
    """Give a parcel another carrier or tracking number; what is in it stays."""
    parcel = labels.Parcel(carrier=carrier, tracking_number=tracking, tracking_url=url)
    with desks.at(context).shop() as at, at.database.session() as session:
        order = orders.find(session, at.domain, number)
        labels.replace(session, labels.find(session, order, old).id, parcel, now=desks.now())
    printing.say(f"Order {number}: {old} is {carrier} {tracking} now. The next round tells the shop.")


@app.command(epilog="Example: trueup label match 1001 1Z999AA10123456784 --parcel 1001-F2")
def match(
    context: typer.Context,
    number: Number,
    tracking: Annotated[str, typer.Argument(help="The tracking number.")],
    *,
    parcel: Annotated[
        str | None, typer.Option(help="The parcel's name in Shopify, such as 1001-F2, where several have the number.")
    ] = None,
) -> None:
    """Say that a parcel in Shopify is this label's, where a round can't tell."""
    desk = desks.at(context)
    with desk.shop() as at:
        with at.database.session() as session:
            label = labels.find(session, orders.find(session, at.domain, number), tracking).id
        in_shop = asyncio.run(_in_shop(desk.project, number))
        found = _parcel(in_shop, tracking, parcel)
        matched = labels.Matched(
            fulfillment_gid=found.id,
            name=found.name,
            tracking_numbers=frozenset(one.number for one in found.tracking if one.number),
            lines=doubts.units(found.lines),
        )
        with at.database.session() as session:
            again = labels.match(session, label, matched, now=desks.now())
    printing.say(f"{found.name} is the parcel of label {tracking} now. The next round takes it from there.")
    if again and in_shop is not None:
        goods = doubts.goods(in_shop, again.items())
        printing.say(f"Shopify says that it doesn't hold all of the label: {goods} is to be packed again.")


@app.command("list", epilog="Example: trueup label list 1001")
def show(context: typer.Context, number: Number) -> None:
    """List the labels of an order."""
    with desks.at(context).shop() as at, at.database.session() as session:
        order = orders.find(session, at.domain, number)
        numbers = {part.id: part.number for part in parts.list_all(session, order)}
        lines = [
            (numbers[one.part_id], one.carrier, one.tracking_number, one.created_at, one.voided_at, one.fulfillment_gid)
            for one in labels.list_all(session, order)
        ]
    columns = ("Part", "Carrier", "Tracking", "Made", "Voided", "Fulfillment")
    printing.rows(columns, lines, nothing=f"Order {number} has no label.")


def _units(words: list[str]) -> dict[str, int]:
    """Read SKU=QUANTITY words. A SKU may itself have an equals sign, so the last one counts."""
    units: dict[str, int] = {}
    for word in words:
        sku, equals, quantity = word.rpartition("=")
        if not equals or not sku or not quantity.isdecimal() or int(quantity) == 0:
            raise typer.BadParameter(f"{word}: write SKU=QUANTITY, such as TSHIRT-M=2.", param_hint="--line")
        if sku in units:
            raise typer.BadParameter(f"{sku} is named twice.", param_hint="--line")
        units[sku] = int(quantity)
    return units


def _look_in_shop(project: projects.Project, number: str, unknown: errors.UnknownOrderError) -> None:
    """Tell apart an order that does not exist from one that no round has imported yet; the latter gets its cure."""
    if project.secrets.shop_token is None and project.secrets.client_secret is None:
        return
    if asyncio.run(_in_shop(project, number)) is not None:
        raise errors.UnknownOrderError(
            number, hint="The shop has it, but no round has imported it yet. Run: trueup apply"
        ) from unknown


async def _in_shop(project: projects.Project, number: str) -> actual.Order | None:
    async with wiring.connect(project) as client:
        await identity.check_shop(client)
        return await reading_orders.order_by_number(client, number)


def _parcel(order: actual.Order | None, tracking: str, name: str | None) -> actual.Fulfillment:
    """The standing parcel with the tracking number, or the named one of several."""
    found = doubts.carrying(order, tracking) if order is not None else []
    if not found:
        raise errors.OrderStateError(
            f"No parcel in Shopify carries {tracking}, so there is nothing to match. The next round writes the label."
        )
    names = [one.name for one in found]
    if name is not None:
        found = [one for one in found if one.name.lstrip("#") == name.lstrip("#")]
        if not found:
            raise errors.OrderStateError(
                f'No parcel with {tracking} is called "{name}". Those are: {", ".join(names)}.'
            )
    if len(found) > 1:
        raise errors.OrderStateError(
            f"{len(found)} parcels in Shopify carry {tracking}: {', '.join(names)}. Say which: --parcel NAME"
        )
    return found[0]
