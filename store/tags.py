"""Tags that we set on orders, and the failure noted on an order. Only our own tags are kept here."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from store.tables import Order, Tag


def tag(session: Session, order: Order, text: str) -> bool:
    """Note that the order carries our tag; return whether that is new."""
    if session.get(Tag, (order.id, text)) is not None:
        return False
    session.add(Tag(order_id=order.id, text=text))
    session.flush()
    return True


def untag(session: Session, order: Order, text: str) -> bool:
    """Note that our tag is gone; return whether it was there."""
    present = session.get(Tag, (order.id, text))
    if present is None:
        return False
    session.delete(present)
    session.flush()
    return True


def list_all(session: Session, order: Order) -> list[str]:
    """Return our tags on the order in alphabetical order."""
    return list(session.exec(select(Tag.text).where(Tag.order_id == order.id).order_by(col(Tag.text))))


def set_failure(session: Session, order: Order, reasons: Iterable[str]) -> None:
    """Keep the reasons of the failure that is open on the order; none means that it is cleared."""
    order.failure = sorted(set(reasons))
    session.add(order)
    session.flush()
