"""Stock feeds: which content of each was taken last, and what came of the last try.

`reconciler.warehouse` keeps this up; the command line and the rounds' warnings read it.
"""

from collections.abc import Collection
from datetime import datetime

import msgspec
from sqlmodel import Session, col, select

from store import upserts
from store.tables import Feed

TAKEN = "taken"
REFUSED = "refused"
UNREADABLE = "unreadable"


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a feed. `rows`, `as_of`, `taken_at` and `version` are None or empty until it was taken once.

    `state` is that of the last try: TAKEN, REFUSED or UNREADABLE, or empty before the first. `warning` is what a
    person should know of it.
    """

    name: str
    version: str = ""
    rows: int | None = None
    as_of: datetime | None = None
    taken_at: datetime | None = None
    state: str = ""
    warning: str = ""
    tried_at: datetime | None = None


def get(session: Session, name: str) -> State:
    """Return what is known of a feed; an empty state if it was never tried."""
    row = session.get(Feed, name)
    return State(name=name) if row is None else _state(row)


def list_all(session: Session, names: Collection[str] | None = None) -> list[State]:
    """Return every feed that was tried, or those of these names, by name."""
    rows = session.exec(select(Feed).order_by(col(Feed.name)))
    return [_state(row) for row in rows if names is None or row.name in names]


def took(  # noqa: PLR0913 - what was taken is told in one go
    session: Session, name: str, *, version: str, rows: int, as_of: datetime, now: datetime, warning: str = ""
) -> None:
    """Remember that the feed's content was taken. An empty `version` has it read again at the next chance."""
    row = _row(session, name, now)
    row.version, row.rows, row.as_of, row.taken_at = version, rows, as_of, now
    row.state, row.warning = TAKEN, warning
    session.flush()


def failed(session: Session, name: str, state: str, warning: str, now: datetime) -> None:
    """Remember that the feed was REFUSED or UNREADABLE, and why. What was taken before stays known."""
    row = _row(session, name, now)
    row.state, row.warning = state, warning
    session.flush()


def is_readable(session: Session, name: str, now: datetime) -> None:
    """Remember that the feed can be read again and has nothing new."""
    row = _row(session, name, now)
    row.state, row.warning = TAKEN, ""
    session.flush()


def _row(session: Session, name: str, now: datetime) -> Feed:
    # Two processes may meet a new feed at the same moment.
    values = {"name": name, "version": "", "state": "", "warning": "", "tried_at": now}
    session.execute(upserts.insert(session, Feed).values(**values).on_conflict_do_nothing(index_elements=["name"]))
    row = session.get_one(Feed, name, with_for_update=True)
    row.tried_at = now
    return row


def _state(row: Feed) -> State:
    return State(
        name=row.name,
        version=row.version,
        rows=row.rows,
        as_of=row.as_of,
        taken_at=row.taken_at,
        state=row.state,
        warning=row.warning,
        tried_at=row.tried_at,
    )
