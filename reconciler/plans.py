"""Plans: the ordered changes of one round, and what was held and why. Plain values, made without side effects.

A plan is the contract between deciding and carrying out: reports show it, `applying` takes it and nothing else.
Everything here can be written to JSON and read back (`encode`, `decode`).
"""

import hashlib
from datetime import datetime
from typing import Annotated, ClassVar, TypeAlias

import msgspec

from reconciler.differences import Address, Kind, Stage

FORMAT = 1
"""Version of the plan file. A file of another version is refused."""

Moment: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]
"""A moment with its offset from UTC. One without can't be compared with ours, so no plan file may hold it."""


class ImportOrder(msgspec.Struct, frozen=True, kw_only=True, tag="import_order"):
    """Take an order of the shop into the store, with one part that nobody ships yet.

    Each line: id, SKU, title, quantity, whether it has to be shipped.
    """

    name: str
    number: str
    placed_at: Moment
    lines: tuple[tuple[str, str | None, str, int, bool], ...]


class AssignWarehouse(msgspec.Struct, frozen=True, kw_only=True, tag="assign_warehouse"):
    """Let a part ship from a warehouse (its key; None: nobody yet). `was` is what it shipped from before."""

    warehouse: str | None
    was: str | None = None


class SplitPart(msgspec.Struct, frozen=True, kw_only=True, tag="split"):
    """Split an order: per new part the warehouse key (None: nobody yet) and pairs of line id and quantity."""

    parts: tuple[tuple[str | None, tuple[tuple[str, int], ...]], ...]


class Shipped(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel that was shipped in the shop itself, out of one part.

    `lines` pairs order line ids with quantities: all that it holds of the part, with what was noted of it earlier.
    """

    part: int
    fulfillment_id: str
    carrier: str
    tracking_number: str
    shipped_at: Moment
    lines: tuple[tuple[str, int], ...]


class AcceptShop(msgspec.Struct, frozen=True, kw_only=True, tag="accept"):
    """Take over what the shop says: the order was cancelled, or its lines have other quantities now.

    `lines` as in ImportOrder; `shipped` are parcels made in the shop itself; `returned` are labels noted that way
    earlier, whose fulfillment was cancelled since.
    """

    cancelled: bool = False
    lines: tuple[tuple[str, str | None, str, int, bool], ...] = ()
    shipped: tuple[Shipped, ...] = ()
    returned: tuple[int, ...] = ()


class Relocate(msgspec.Struct, frozen=True, kw_only=True, tag="relocate"):
    """Move a fulfillment order to another location.

    Each line: fulfillment order line id, order line id, quantity. `whole` when everything open in it moves; its id
    then stays. `from_location_id` is where it was, None if that location is gone. Source: Shopify Admin API,
    fulfillmentOrderMove.
    """

    to_location_id: str
    lines: tuple[tuple[str, str, int], ...]
    whole: bool
    from_location_id: str | None = None


class StockAtLocation(msgspec.Struct, frozen=True, kw_only=True, tag="stock_at_location"):
    """Start stocking an item at a location, at zero."""

    item_id: str
    location_id: str


class WriteTracking(msgspec.Struct, frozen=True, kw_only=True, tag="write_tracking"):
    """Record a parcel at a location: a fulfillment with tracking.

    `lines` pairs order line ids with quantities; the fulfillment orders are looked up when it is carried out, because
    a move changes their ids. `label` is the store's label.
    """

    location_id: str
    carrier: str
    tracking_number: str
    tracking_url: str | None
    lines: tuple[tuple[str, int], ...]
    label: int
    notify_customer: bool = False


class UpdateTracking(msgspec.Struct, frozen=True, kw_only=True, tag="update_tracking"):
    """Correct carrier and number of a fulfillment that stands. `was`: carrier, number and address it had before."""

    fulfillment_id: str
    carrier: str
    tracking_number: str
    tracking_url: str | None
    label: int
    notify_customer: bool = False
    was: tuple[str, str, str | None] | None = None


class CancelFulfillment(msgspec.Struct, frozen=True, kw_only=True, tag="cancel_fulfillment"):
    """Take back a fulfillment whose label was voided."""

    fulfillment_id: str


class SetTags(msgspec.Struct, frozen=True, kw_only=True, tag="tags"):
    """Add or remove one tag on the order, in the shop and in the store. `reasons` is the failure that stays noted."""

    tag: str
    add: bool
    reasons: tuple[str, ...] = ()


class AddNote(msgspec.Struct, frozen=True, kw_only=True, tag="note"):
    """Write a sentence on the order's timeline, in the store: Shopify has no API for timeline comments."""

    text: str
    reasons: tuple[str, ...] = ()


class SetInventory(msgspec.Struct, frozen=True, kw_only=True, tag="set_inventory"):
    """Overwrite `available` of one level. `expected` is what the level is believed to hold when it is written."""

    item_id: str
    location_id: str
    quantity: int
    expected: int


class Notify(msgspec.Struct, frozen=True, kw_only=True, tag="notify"):
    """Say it loudly in the report and the log."""

    text: str


Work: TypeAlias = (
    ImportOrder
    | AssignWarehouse
    | SplitPart
    | AcceptShop
    | Relocate
    | StockAtLocation
    | WriteTracking
    | UpdateTracking
    | CancelFulfillment
    | SetTags
    | AddNote
    | SetInventory
    | Notify
)

STORE_ONLY = (ImportOrder, AssignWarehouse, SplitPart, AcceptShop, AddNote, Notify)
"""Work that changes nothing in the shop."""


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


def encode(plan: Plan) -> bytes:
    """Write a plan as JSON, with a hash over its content so that an edited file is noticed."""
    body = msgspec.json.encode(plan, order="deterministic")
    digest = hashlib.sha256(body).hexdigest()
    return msgspec.json.format(msgspec.json.encode({"sha256": digest, "plan": msgspec.Raw(body)}), indent=2)


class PlanFileError(ValueError):
    """A plan file can't be used; the message says why and what to do."""


class _PlanFile(msgspec.Struct, frozen=True):
    sha256: str
    plan: msgspec.Raw


def decode(data: bytes) -> Plan:
    """Read a plan written by `encode`.

    Raises PlanFileError when it is no plan file, was changed after it was written, or has another format.
    """
    again = "Make a new one with `trueup diff --out plan.json`."
    try:
        wrapper = msgspec.json.decode(data, type=_PlanFile)
        plan = msgspec.json.decode(wrapper.plan, type=Plan)
        body = msgspec.json.encode(plan, order="deterministic")
    except (msgspec.DecodeError, UnicodeDecodeError, OverflowError, RecursionError) as error:
        # Nested too deeply, and numbers that no plan has, are told of by the two last.
        raise PlanFileError(f"This is not a plan file of this version of Trueup: {error}. {again}") from error
    if plan.format != FORMAT:
        raise PlanFileError(f"The plan file has format {plan.format}, this Trueup reads {FORMAT}. {again}")
    if hashlib.sha256(body).hexdigest() != wrapper.sha256:
        raise PlanFileError(f"The plan file was changed after it was written. {again}")
    return plan


def fingerprint(change: Change) -> str:
    """A short name of exactly this work at exactly this address, to recognise a repeated attempt."""
    body = msgspec.json.encode([str(change.address), change.work], order="deterministic")
    return hashlib.sha256(body).hexdigest()[:16]
