"""The journal: an intent is on disk before its request is sent, and its outcome after.

An entry without an outcome may or may not have taken effect: the reconciler looks in the shop before sending again.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec
from sqlmodel import Session, col, select

from store import databases, errors, shops, upserts
from store.tables import JournalEntry


class Intent(msgspec.Struct, frozen=True, kw_only=True):
    """A request about to be sent. `request` is plain JSON without secrets, enough to recognise its effect."""

    shop: str
    address: str
    action: str
    request: Any
    round_id: int | None = None


def intend(database: databases.Database, intent: Intent, now: datetime) -> int:
    """Commit the intent in a transaction of its own and return its id. Raises UnknownShopError."""
    with database.session() as session:
        entry = JournalEntry(
            shop_id=shops.get(session, intent.shop).id,
            round_id=intent.round_id,
            address=intent.address,
            action=intent.action,
            request=intent.request,
            intent_at=now,
        )
        session.add(entry)
        session.flush()
        return entry.id


def conclude(
    database: databases.Database, entry_id: int, outcome: str, *, now: datetime, message: str | None = None
) -> None:
    """Commit what became of an intent, in a transaction of its own. Raises what `conclude_within` raises."""
    with database.session() as session:
        conclude_within(session, entry_id, outcome, now=now, message=message)


def conclude_within(
    session: Session, entry_id: int, outcome: str, *, now: datetime, message: str | None = None
) -> None:
    """Note what became of an intent, together with whatever else the transaction writes about it.

    Raises JournalError if it was never made or has an outcome already.
    """
    entry = session.get(JournalEntry, entry_id, with_for_update=True)
    if entry is None:
        raise errors.JournalError(f"Journal entry {entry_id} does not exist, so it can't be concluded.")
    if entry.outcome is not None:
        raise errors.JournalError(
            f'Journal entry {entry_id} ({entry.address}) ended as "{entry.outcome}" already '
            f'and can\'t become "{outcome}".'
        )
    entry.outcome, entry.outcome_at, entry.message = outcome, now, message
    session.flush()


def unresolved(session: Session, shop: str) -> list[JournalEntry]:
    """Return the shop's intents that have no outcome, oldest first."""
    asked = (JournalEntry.shop_id == shops.get(session, shop).id, col(JournalEntry.outcome).is_(None))
    return list(session.exec(select(JournalEntry).where(*asked).order_by(col(JournalEntry.id))))


def of_rounds(session: Session, round_ids: Collection[int]) -> list[JournalEntry]:
    """Return all entries of these rounds, with or without an outcome, oldest first."""
    found: list[JournalEntry] = []
    for chunk in upserts.chunks(sorted(round_ids)):
        asked = select(JournalEntry).where(col(JournalEntry.round_id).in_(chunk)).order_by(col(JournalEntry.id))
        found.extend(session.exec(asked))
    return found
