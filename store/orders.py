"""Orders: importing, finding, cancelling, closing. `parts` says where they ship from, `labels` what was shipped."""

from collections.abc import Collection
from datetime import datetime

import msgspec
from sqlmodel import Session, col, or_, select

from store import errors, shops, upserts
from store.tables import Line, Order, Part, PartLine

_LATEST = 2_000


class IncomingLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line as the shop has it. `quantity` is the current one: after edits, cancellations and refunds."""

    gid: str
    title: str
    quantity: int
    sku: str | None = None
    requires_shipping: bool = True
    item_gid: str | None = None


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """An order to import. `name` is what people read ("#1001"), `number` the bare text ("1001")."""

    gid: str
    name: str
    number: str
    placed_at: datetime
    lines: tuple[IncomingLine, ...]
    cancelled_at: datetime | None = None


def import_order(session: Session, shop: str, incoming: Incoming, now: datetime) -> Order:
    """Import an order with one part, not yet assigned, that holds every line to be shipped.

    An order that is here already is returned as it stands: importing again never adds or changes anything.
    """
    shop_id = shops.get(session, shop).id
    statement = upserts.insert(session, Order).values(
        shop_id=shop_id,
        gid=incoming.gid,
        name=incoming.name,
        number=incoming.number,
        placed_at=incoming.placed_at,
        imported_at=now,
        cancelled_at=incoming.cancelled_at,
        failure=[],
    )
    new = session.execute(
        statement.on_conflict_do_nothing(index_elements=["shop_id", "gid"]).returning(col(Order.id))
    ).scalar_one_or_none()
    if new is None:
        return get(session, shop, incoming.gid)
    part = Part(order_id=new, number=1, created_at=now)
    lines = [Line(order_id=new, **msgspec.structs.asdict(line)) for line in incoming.lines]
    session.add_all([part, *lines])
    session.flush()
    session.add_all(
        PartLine(part_id=part.id, line_id=line.id, quantity=line.quantity)
        for line in lines
        if line.requires_shipping and line.quantity
    )
    session.flush()
    return session.get_one(Order, new)


def get(session: Session, shop: str, gid: str) -> Order:
    """Return the order with Shopify's id. Raises UnknownOrderError."""
    asked = (Order.shop_id == shops.get(session, shop).id, Order.gid == gid)
    order = session.exec(select(Order).where(*asked)).one_or_none()
    if order is None:
        raise errors.UnknownOrderError(gid)
    return order


def find(session: Session, shop: str, number: str) -> Order:
    """Return the order that a person means by "1001", "#1001", its full name or its Shopify id.

    Raises UnknownOrderError with the nearest number (the shop may have it although it was not imported yet) and
    AmbiguousNameError.
    """
    shop_id = shops.get(session, shop).id
    written = number.strip()
    asked = or_(col(Order.name) == written, col(Order.number) == written.removeprefix("#"), col(Order.gid) == written)
    found = list(session.exec(select(Order).where(Order.shop_id == shop_id, asked)))
    exact = [order for order in found if written in {order.name, order.gid}]
    if not found:
        hint = f"Nothing with that number was imported from {shop} yet."
        raise errors.UnknownOrderError(number, latest_numbers(session, shop), hint)
    if len(found) > 1 and len(exact) != 1:
        names = ", ".join(f"{order.name} ({order.gid})" for order in found)
        raise errors.AmbiguousNameError(f'"{number}" may be {names}. Use the full name or the id.')
    return exact[0] if exact else found[0]


def known(session: Session, shop: str, gids: Collection[str]) -> frozenset[str]:
    """Return which of these Shopify ids were imported."""
    shop_id = shops.get(session, shop).id
    found: set[str] = set()
    for chunk in upserts.chunks(gids):
        found.update(session.exec(select(Order.gid).where(Order.shop_id == shop_id, col(Order.gid).in_(chunk))))
    return frozenset(found)


def latest_numbers(session: Session, shop: str) -> list[str]:
    """Return the numbers of the shop's latest orders: those that somebody who mistypes one is likely to mean."""
    asked = select(Order.number).where(Order.shop_id == shops.get(session, shop).id)
    return list(session.exec(asked.order_by(col(Order.id).desc()).limit(_LATEST)))


def open_orders(session: Session, shop: str) -> list[Order]:
    """Return the orders that are neither cancelled nor closed, oldest first."""
    asked = (Order.shop_id == shops.get(session, shop).id, col(Order.closed_at).is_(None))
    still = (*asked, col(Order.cancelled_at).is_(None))
    return list(session.exec(select(Order).where(*still).order_by(col(Order.placed_at), col(Order.id))))


def lines(session: Session, order: Order) -> list[Line]:
    """Return the order's lines with the quantities that were last accepted, read afresh."""
    asked = select(Line).where(Line.order_id == order.id).order_by(col(Line.id))
    return list(session.exec(asked, execution_options={"populate_existing": True}))


def cancel(session: Session, order: Order, at: datetime) -> None:
    """Note that the order was cancelled in the shop: it commits no stock from now on. Again: nothing happens."""
    order.cancelled_at = order.cancelled_at or at
    session.add(order)
    session.flush()


def close(session: Session, order: Order, at: datetime) -> None:
    """Note that all of it has shipped: it commits no stock from now on. Closing again changes nothing."""
    order.closed_at = order.closed_at or at
    session.add(order)
    session.flush()


def reopen(session: Session, order: Order) -> None:
    """Take a closed order up again, because something is to be shipped after all."""
    order.closed_at = None
    session.add(order)
    session.flush()


def lock(session: Session, order: Order) -> None:
    """Keep other transactions from changing the order until this one ends, and read it afresh."""
    session.flush()
    session.refresh(order, with_for_update=True)


def refuse_finished(order: Order) -> None:
    """Raise OrderCancelledError or AlreadyFulfilledError if nothing is to be shipped any more."""
    if order.cancelled_at is not None:
        raise errors.OrderCancelledError(
            f"Order {order.name} was cancelled on {order.cancelled_at:%Y-%m-%d %H:%M} UTC: "
            "nothing of it is to be shipped."
        )
    if order.closed_at is not None:
        raise errors.AlreadyFulfilledError(
            f"Order {order.name} is fulfilled since {order.closed_at:%Y-%m-%d %H:%M} UTC. To ship something again, "
            "void its label first."
        )
