"""Accepting what the shop says about an order's lines after somebody edited it there."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlmodel import Session

from store import contents, errors, orders
from store.tables import Line, Order


def set_quantities(session: Session, order: Order, lines: Sequence[orders.IncomingLine], *, now: datetime) -> None:
    """Take over all lines of the order as the shop has them; a line that is not among them has quantity 0 now.

    Parts follow: see `contents.settle`. What lies in parcels stays there. Raises QuantityError for a negative quantity.
    """
    orders.lock(session, order)
    present = {line.gid: line for line in orders.lines(session, order)}
    for incoming in lines:
        if incoming.quantity < 0:
            raise errors.QuantityError(
                f"Order {order.name}, {incoming.title}: the quantity {incoming.quantity} is negative."
            )
        line = present.pop(incoming.gid, None)
        if line is None:
            session.add(Line(order_id=order.id, **msgspec.structs.asdict(incoming)))
        else:
            line.quantity = incoming.quantity
    for line in present.values():
        line.quantity = 0
    session.flush()
    contents.settle(session, order, now)
