"""The values that a feed passes through: a document, what stands in it, what looks wrong, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import msgspec

from store import errors as store_errors
from store import stock_imports


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """What a source gave. `version` names this content in the source's own words (empty: it has none).

    `as_of` is the source's own moment of it. `declared` is the number of bytes that it promised and `received` the
    number that came, where it promised any.
    """

    data: bytes
    version: str = ""
    as_of: datetime | None = None
    declared: int | None = None
    received: int = 0


class Source(Protocol):
    """Where a feed is read. `place` is what people read of it, without anything secret."""

    place: str
    can_read_again: bool

    async def read(self, known: str = "") -> Document | None:
        """Read it; None when it is still the version `known`. Raises UnavailableError."""


@dataclass(frozen=True)
class Feed:
    """A stock feed. `name` is what it is known by in the settings and in the store.

    `warehouse` is the one that it is of, when its rows don't say; `needs_footer`: it must end with its number of rows.
    """

    name: str
    source: Source
    warehouse: str = ""
    needs_footer: bool = False


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in a document. `announced` is the number of rows that it says it has, None when it doesn't."""

    rows: tuple[stock_imports.Row, ...]
    problems: tuple[store_errors.RowProblem, ...]
    as_of: datetime
    announced: int | None = None


class Kind(StrEnum):
    """What may look wrong with a feed as a whole."""

    EMPTY = "empty"
    TRUNCATED = "truncated"
    OLDER = "older"
    AHEAD = "ahead"
    ZEROED = "zeroed"
    CHANGED = "changed"
    UNCONFIRMED = "unconfirmed"


ALL_KINDS = frozenset(Kind)
"""What `--accept` accepts once."""


class Anomaly(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that looks wrong, with its numbers in a sentence."""

    kind: Kind
    summary: str


class State(StrEnum):
    """What became of a feed when it was read."""

    TAKEN = "taken"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one feed. `rows` were taken; `warning` is what a person should know, or empty.

    `anomalies` are why it was refused, or what was accepted; `problems` are rows that are wrong by themselves. `kept`
    are warehouses with SKUs whose zero was not confirmed by the second read: they were left as they were.
    """

    feed: str
    state: State
    rows: int = 0
    as_of: datetime | None = None
    anomalies: tuple[Anomaly, ...] = ()
    problems: tuple[store_errors.RowProblem, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    warning: str = ""

    @property
    def is_well(self) -> bool:
        """Whether nothing of it needs a person."""
        return self.state in {State.TAKEN, State.UNCHANGED} and not self.warning
