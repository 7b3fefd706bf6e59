"""`trueup orders`: orders as imported, where their parts ship from, and what was said about them."""

from typing import Annotated

import typer

from store import order_states, orders, parts, states, timeline, warehouses
from trueup.cli import desks, printing

app = typer.Typer(
    no_args_is_help=True, help="See orders and decide where they ship from.", epilog="Example: trueup orders show 1001"
)


def add_to(top: typer.Typer) -> None:
    """Put the group of this module at the top of the tree."""
    top.add_typer(app, name="orders")


Number = Annotated[str, typer.Argument(help="The order's number, such as 1001 or #1001.")]


@app.command("list", epilog="Example: trueup orders list")
def show_all(context: typer.Context) -> None:
    """List the orders with something left to ship."""
    with desks.at(context).shop() as at, at.database.session() as session:
        ids = [order.id for order in orders.open_orders(session, at.domain)]
        lines = [
            (order.name, order.placed_at, _ships_from(order), _labels(order), ", ".join(order.failure))
            for order in order_states.load(session, ids)
        ]
    columns = ("Order", "Placed", "Ships from", "Labels", "Blocked by")
    printing.rows(columns, lines, nothing="No open order. A round imports those of the shop: trueup apply")


@app.command(epilog="Example: trueup orders show 1001")
def show(context: typer.Context, number: Number) -> None:
    """Show an order: its parts, labels, tags and timeline."""
    with desks.at(context).shop() as at, at.database.session() as session:
        found = orders.find(session, at.domain, number)
        (order,) = order_states.load(session, [found.id])
        remarks = [(one.at, one.author, one.text) for one in timeline.entries(session, found)]
    printing.say(f"Order {order.name}, placed {printing.moment(order.placed_at)}, {_state(order)}")
    if order.tags:
        printing.say(f"Tags: {', '.join(order.tags)}")
    printing.rows(("Part", "Ships from", "Decided by", "Holds", "Labels"), _part_lines(order), nothing="")
    printing.rows(("When", "Who", "What"), remarks, nothing="Nothing was said about it yet.")


@app.command("ship-from", epilog="Example: trueup orders ship-from 1001 warehouse-b")
def ship_from(
    context: typer.Context,
    number: Number,
    warehouse: Annotated[str, typer.Argument(help="The warehouse's key or name.")],
    *,
    part: Annotated[int | None, typer.Option(help="Which part, where the order has several.")] = None,
) -> None:
    """Decide where an order ships from. No rule undoes what a person decided."""
    with desks.at(context).shop() as at, at.database.session() as session:
        row = parts.ship_from(session, at.domain, number, warehouse, now=desks.now(), part=part)
        name, which = warehouses.find(session, warehouse).name, row.number
    printing.say(f'Order {number} part {which} ships from "{name}" now. No rule will change that.')


def _ships_from(order: states.Order) -> str:
    return ", ".join(part.warehouse or "nobody yet" for part in order.parts)


def _labels(order: states.Order) -> str:
    return ", ".join(label.tracking_number for part in order.parts for label in part.labels if label.voided_at is None)


def _state(order: states.Order) -> str:
    if order.cancelled_at:
        return f"cancelled {printing.moment(order.cancelled_at)}"
    if order.closed_at:
        return f"shipped {printing.moment(order.closed_at)}"
    return f"open; blocked by {', '.join(order.failure)}" if order.failure else "open"


def _part_lines(order: states.Order) -> list[tuple[object, ...]]:
    titles = {line.gid: line.sku or line.title for line in order.lines}
    return [
        (
            part.number,
            part.warehouse or "nobody yet",
            f"rule {part.rule}" if part.rule else part.decided_by,
            ", ".join(f"{units} x {titles.get(line, line)}" for line, units in part.lines),
            ", ".join(_label(label) for label in part.labels),
        )
        for part in order.parts
    ]


def _label(label: states.Label) -> str:
    state = "void" if label.voided_at else "written" if label.fulfillment_gid else "to be written"
    return f"{label.carrier} {label.tracking_number} ({state})"
