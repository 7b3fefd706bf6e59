"""What was noticed: the store's dirty marks of one shop, as narrow rounds use them.

`waking` asks here before a narrow round and clears after it; the webhook receiver makes the marks.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from reconciler import dirt, records
from store import databases, rounds
from store import dirt as stored

KEPT = timedelta(days=7)
"""How long the ids of webhooks are remembered. Shopify tries again for 4 hours, and a webhook may be a day late."""

Marks = tuple[stored.Mark, ...]


class Board:
    """The marks of one shop. Every method raises store's UnavailableError."""

    def __init__(self, database: databases.Database, shop: str, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._shop = shop
        self._clock = clock

    def marks(self) -> Marks:
        """What is marked now. Look before the shop is read: what happens later is marked anew."""
        with self._database.reading() as session:
            return stored.pending(session, self._shop)

    def clear(self, marks: Marks) -> None:
        """Take away marks that a round has looked at, and forget webhooks of long ago."""
        with self._database.session() as session:
            stored.clear(session, self._shop, marks)
            stored.forget(session, self._shop, self._clock() - KEPT)

    def is_held_back(self) -> bool:
        """Whether a limit holds the last full round: narrow ones would do bit by bit what is not to be done.

        Before the first full round nobody knows yet.
        """
        with self._database.reading() as session:
            last = rounds.last(session, self._shop, mode=records.WHOLE)
            return last is None or bool((last.summary or {}).get("breaches"))


def aim(marks: Marks) -> dirt.Dirt | None:
    """What a round on these marks has to look at; None for everything."""
    found = dirt.of(marks)
    return None if found.is_everywhere else found
