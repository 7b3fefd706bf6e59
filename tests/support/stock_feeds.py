"""Stock feeds to read: sources that say what a test wants, one reading after the other, and a desk to take them at."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from reconciler.warehouse import bounds, taking
from reconciler.warehouse.values import Document, Feed
from store import databases, warehouses

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class ToldSource:
    """Says each text once, the last one for ever; `as_of` is when the source says that it was made."""

    place = "the warehouse"
    can_read_again = True

    def __init__(self, *texts: str, as_of: datetime | None = None) -> None:
        self.texts = list(texts)
        self.as_of = as_of
        self.reads = 0

    async def read(self, known: str = "") -> Document | None:
        """Say the next text; None when it is the known one."""
        self.reads += 1
        text = self.texts.pop(0) if len(self.texts) > 1 else self.texts[0]
        if known and known == text:
            return None
        return Document(data=text.encode(), version=text, as_of=self.as_of, received=len(text))


async def hurry(_seconds: float) -> None:
    """Wait for nothing."""


def desk(database: databases.Database, now: datetime = NOON, **limits: object) -> taking.Desk:
    """A desk at a moment, with an hour-glass that is in a hurry."""
    return taking.Desk(database, bounds.Limits(**limits), lambda: now, hurry)  # type: ignore[arg-type]


def plant(database: databases.Database) -> None:
    """Two warehouses."""
    with database.session() as session:
        warehouses.add(session, "main", "Main", default=True)
        warehouses.add(session, "other", "Other")


def csv(counts: Sequence[int], warehouse: str = "main") -> str:
    """A feed that counts SKU-000, SKU-001, ... in one warehouse."""
    rows = [f"{warehouse},SKU-{number:03},{units}" for number, units in enumerate(counts)]
    return "\n".join(["warehouse,sku,on_hand", *rows, ""])


def feed(*texts: str, as_of: datetime = NOON - timedelta(minutes=1), **more: object) -> Feed:
    """A feed called erp that says these texts."""
    return Feed(name="erp", source=ToldSource(*texts, as_of=as_of), **more)  # type: ignore[arg-type]
