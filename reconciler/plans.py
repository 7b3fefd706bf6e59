"""Plans: the ordered changes of one round, and what was held and why. Plain values, made without side effects.

A plan is the contract between deciding and carrying out: reports show it, `applying` takes it and nothing else. The
work of a change is one of `works`, which are named here, too. `plan_files` writes plans and reads them back.
"""

from typing import ClassVar

import msgspec

from reconciler.differences import Address, Kind, Stage
from reconciler.works import (
    STORE_ONLY,
    AcceptShop,
    AddNote,
    AssignWarehouse,
    CancelFulfillment,
    ImportOrder,
    Moment,
    Notify,
    Relocate,
    SetInventory,
    SetTags,
    Shipped,
    SplitPart,
    StockAtLocation,
    UpdateTracking,
    Work,
    WriteTracking,
)

__all__ = [
    "FORMAT",
    "STORE_ONLY",
    "AcceptShop",
    "AddNote",
    "AssignWarehouse",
    "Because",
    "Breach",
    "CancelFulfillment",
    "Change",
    "Counts",
    "Effect",
    "Held",
    "ImportOrder",
    "Moment",
    "Notify",
    "Outcome",
    "Plan",
    "Relocate",
    "SetInventory",
    "SetTags",
    "Shipped",
    "SplitPart",
    "StockAtLocation",
    "UpdateTracking",
    "Work",
    "WriteTracking",
]

FORMAT = 1
"""Version of the plan file. A file of another version is refused."""


class Because(msgspec.Struct, frozen=True, kw_only=True):
    """Why a change is in the plan: the difference in one sentence, and the rule that asked for it.

    `rule` is empty for what every round does by itself. `held` are the conditions that held, with their values;
    `overrode` names the rules whose actions gave way.
    """

    difference: str
    rule: str = ""
    why: str = ""
    place: str = ""
    held: tuple[str, ...] = ()
    overrode: tuple[str, ...] = ()


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What Shopify will do by itself to one level's available because of a change: shown, never written by us."""

    sku: str
    location: str
    before: int
    after: int


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do. `before` and `after` are what a report shows; `work` is what is carried out."""

    kind: Kind
    stage: Stage
    address: Address
    work: Work
    before: str
    after: str
    because: Because
    effects: tuple[Effect, ...] = ()
    title: str = ""

    @property
    def action(self) -> str:
        """The action's word."""
        if isinstance(self.work, SetTags):
            return "tag" if self.work.add else "untag"
        return str(type(self.work).__struct_config__.tag)

    @property
    def touches_shop(self) -> bool:
        """Whether carrying it out writes to Shopify."""
        return not isinstance(self.work, STORE_ONLY)

    @property
    def key(self) -> str:
        """Names this change in a round and between rounds."""
        return f"{self.action} {self.address}"


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A difference that nothing is done about in this round, and why.

    `cause` is one of: "no_rule" (nobody answered), "rule" (a rule said hold), "ignored" (a rule said ignore),
    "approval" (a rule requires approval), "quiet" (its action has quiet hours now), "impossible" (the action can't be
    done; `why` tells), "waiting" (an earlier request about it may still take effect).
    """

    kind: Kind
    stage: Stage
    address: Address
    summary: str
    cause: str
    why: str = ""
    fix: str = ""
    rule: str = ""
    place: str = ""
    title: str = ""

    IGNORED: ClassVar[str] = "ignored"


class Breach(msgspec.Struct, frozen=True, kw_only=True):
    """A guard that holds the whole plan: which limit, its value, what the plan would do, and how to allow it once.

    `may_be_approved`: the plan waits for a person, who may approve exactly it.
    """

    guard: str
    limit: int
    value: int
    summary: str
    allow: str
    may_be_approved: bool = False


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How much was looked at, so that "nothing to do" can be told from "nothing was read"."""

    orders: int = 0
    levels: int = 0
    locations: int = 0
    differences: int = 0


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The ordered changes of one round, and what was held and why.

    `waiting` are changes that a rule lets a person approve first; they are held, too, and no part of `changes`.
    """

    shop: str
    made_at: Moment
    observed_at: Moment
    rules_digest: str
    engine: str
    changes: tuple[Change, ...]
    waiting: tuple[Change, ...] = ()
    held: tuple[Held, ...] = ()
    breaches: tuple[Breach, ...] = ()
    counts: Counts = Counts()
    scope: str = ""
    writes_inventory: bool = True
    warnings: tuple[str, ...] = ()
    format: int = FORMAT

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not self.changes

    @property
    def is_stopped(self) -> bool:
        """Whether a guard holds it: nothing of it is applied."""
        return bool(self.breaches)

    @property
    def may_be_approved(self) -> bool:
        """Whether it waits whole for a person to approve it, because a guard holds it."""
        return self.is_stopped and all(breach.may_be_approved for breach in self.breaches)


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one change.

    `result` is one of "done", "already" (it was so already), "refused" (Shopify said no; `message` is its text),
    "stale" (the shop moved on since it was read), "unknown" (the answer, or the proof of a level, was lost),
    "skipped" (something it needs was not done).
    """

    change: Change
    result: str
    message: str = ""
    at: Moment
