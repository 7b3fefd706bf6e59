"""Dirt: what changed in a shop since it was last looked at, as webhooks tell it.

`receive` is called by the webhook receiver, `pending` and `clear` by the daemon's turns, `forget` by its full rounds.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import delete
from sqlmodel import Session, col, select

from store import shops, upserts
from store.tables import DirtyMark, Webhook


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that changed. One that was read from the store has `since` and `times`: when first, how often."""

    kind: str
    subject: str
    times: int = 1
    since: datetime | None = None


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """One webhook: its ids, what it is about, and what it marks. One that marks nothing is only remembered."""

    webhook_id: str
    event_id: str
    topic: str
    marks: tuple[Mark, ...]


def receive(session: Session, shop: str, notices: Sequence[Notice], now: datetime) -> frozenset[str]:
    """Mark what these webhooks are about, unless they were received before; the ids of those that are new.

    Raises UnknownShopError.
    """
    shop_id = shops.get(session, shop).id
    by_id = {notice.webhook_id: notice for notice in notices}
    fresh: set[str] = set()
    for chunk in upserts.chunks(by_id.values()):
        rows = [
            {
                "shop_id": shop_id,
                "webhook_id": one.webhook_id,
                "event_id": one.event_id,
                "topic": one.topic,
                "received_at": now,
            }
            for one in chunk
        ]
        statement = upserts.insert(session, Webhook).values(rows)
        kept = statement.on_conflict_do_nothing(index_elements=["shop_id", "webhook_id"])
        fresh.update(session.execute(kept.returning(col(Webhook.webhook_id))).scalars())
    marks = {(mark.kind, mark.subject) for number in fresh for mark in by_id[number].marks}
    # In one order for everybody: two receivers that lock rows crosswise would wait for each other.
    _mark(session, shop_id, sorted(marks), now)
    return frozenset(fresh)


def pending(session: Session, shop: str) -> tuple[Mark, ...]:
    """Return what is marked, longest first. Raises UnknownShopError."""
    asked = select(DirtyMark).where(DirtyMark.shop_id == shops.get(session, shop).id)
    rows = session.exec(asked.order_by(col(DirtyMark.since), col(DirtyMark.kind), col(DirtyMark.subject)))
    return tuple(Mark(kind=row.kind, subject=row.subject, times=row.times, since=row.since) for row in rows)


def clear(session: Session, shop: str, marks: Iterable[Mark]) -> None:
    """Take away marks as they were read; one that was made again since then stays. Raises UnknownShopError."""
    shop_id = shops.get(session, shop).id
    for mark in marks:
        session.execute(
            delete(DirtyMark).where(
                col(DirtyMark.shop_id) == shop_id,
                col(DirtyMark.kind) == mark.kind,
                col(DirtyMark.subject) == mark.subject,
                col(DirtyMark.times) == mark.times,
                col(DirtyMark.since) == mark.since,
            )
        )


def forget(session: Session, shop: str, before: datetime) -> None:
    """Forget the ids of webhooks received before a moment. Raises UnknownShopError."""
    shop_id = shops.get(session, shop).id
    session.execute(delete(Webhook).where(col(Webhook.shop_id) == shop_id, col(Webhook.received_at) < before))


def _mark(session: Session, shop_id: int, marks: Sequence[tuple[str, str]], now: datetime) -> None:
    for chunk in upserts.chunks(marks):
        rows = [{"shop_id": shop_id, "kind": kind, "subject": gid, "times": 1, "since": now} for kind, gid in chunk]
        statement = upserts.insert(session, DirtyMark).values(rows)
        again = {"times": col(DirtyMark.times) + 1}
        session.execute(statement.on_conflict_do_update(index_elements=["shop_id", "kind", "subject"], set_=again))
