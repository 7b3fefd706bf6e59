"""Remarks on an order's timeline. Rounds, labels and people's decisions leave them."""

from datetime import datetime

from sqlmodel import Session, col, select

from store.tables import Order, TimelineEntry


def note(session: Session, order: Order, text: str, *, kind: str, at: datetime, author: str = "trueup") -> None:  # noqa: PLR0913 - what, of which kind, when and by whom is one remark
    """Add a remark. `kind` groups remarks ("note", "ship-from", "label", "split", ...)."""
    session.add(TimelineEntry(order_id=order.id, at=at, author=author, kind=kind, text=text))
    session.flush()


def entries(session: Session, order: Order) -> list[TimelineEntry]:
    """Return the order's remarks, oldest first."""
    asked = TimelineEntry.order_id == order.id
    return list(session.exec(select(TimelineEntry).where(asked).order_by(col(TimelineEntry.at), col(TimelineEntry.id))))
