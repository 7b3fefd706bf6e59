"""The report as a value: everything that any format shows, grouped, ordered and counted.

`building` makes it, the renderers read it, and the JSON format is exactly this value written out.
"""

from datetime import datetime

import msgspec

from reconciler.differences import Address
from reconciler.plans import Breach, Effect

FORMAT = 1
"""Version of the JSON format. It grows when a field changes its meaning or goes away, not when one is added."""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a change: `code` is the outcome's word, `message` Shopify's or our own text.

    `attempts` counts the tries of this round: the shop may have moved on, and a later try went through.
    Codes: done, already, refused, stale, unknown, skipped; "untried" when a plan was applied and this was not reached.
    """

    code: str
    message: str = ""
    at: datetime | None = None
    attempts: int = 1


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One change as a report shows it.

    `glyph` is one character that tells the sort of change, `words` names the action for people. `shown` says what
    changes on one line, usually `before → after`; `amount` is by how many units a level changes. `difference` is what
    is wrong; `rule`, `why` and `place` tell who wants it changed. `effects` are what Shopify does to levels by itself
    because of it. `result` is None before the plan is applied.
    """

    kind: str
    stage: str
    action: str
    glyph: str
    words: str
    key: str
    address: Address
    subject: str
    title: str
    before: str
    after: str
    shown: str
    amount: int | None
    difference: str
    rule: str
    why: str
    place: str
    conditions: tuple[str, ...]
    overrode: tuple[str, ...]
    effects: tuple[Effect, ...]
    touches_shop: bool
    result: Result | None


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """The changes about one order, one location, or (name empty) the shop as a whole."""

    name: str
    entries: tuple[Entry, ...]


class HeldEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A difference that nothing is done about: `words` says in which sense (`cause`), `fix` what a person can do."""

    kind: str
    stage: str
    cause: str
    words: str
    address: Address
    subject: str
    title: str
    summary: str
    why: str
    fix: str
    rule: str
    place: str


class Ignored(msgspec.Struct, frozen=True, kw_only=True):
    """The differences that one rule leaves alone on purpose."""

    rule: str
    place: str
    why: str
    count: int
    entries: tuple[HeldEntry, ...]


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """How many changes of one action (orders for moves, levels for stock); `words` is the whole phrase.

    `result` is empty in a plan, and the code of the outcome after applying.
    """

    action: str
    count: int
    words: str
    result: str = ""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One round of a shop, as people and programs read it.

    `is_stopped`: a guard holds the whole plan. `is_applied`: the plan was carried out and entries have results.
    `summary` is the one sentence that says it all. `notifications` are what rules want said loudly.
    """

    format: int = FORMAT
    shop: str
    made_at: datetime
    observed_at: datetime
    engine: str
    rules_digest: str
    scope: str
    writes_inventory: bool
    is_empty: bool
    is_stopped: bool
    is_applied: bool
    summary: str
    looked_at: str
    breaches: tuple[Breach, ...]
    warnings: tuple[str, ...]
    notifications: tuple[Entry, ...]
    orders: tuple[Group, ...]
    locations: tuple[Group, ...]
    others: tuple[Group, ...]
    held: tuple[HeldEntry, ...]
    ignored: tuple[Ignored, ...]
    totals: tuple[Total, ...]
