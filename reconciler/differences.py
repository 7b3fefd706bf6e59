"""Differences: single disagreements between what should be and what the shop says. Comparators make them.

Kinds and reasons are closed lists; the rule vocabulary knows the same words.
"""

from enum import StrEnum

import msgspec


class Stage(StrEnum):
    """The stages of a round, in the order in which they run."""

    MAPPINGS = "mappings"
    ORDERS = "orders"
    PLACEMENT = "placement"
    TRACKING = "tracking"
    FAILURES = "failures"
    AVAILABILITY = "availability"


class Kind(StrEnum):
    """Every kind of difference."""

    ORDER_NEW = "order.new"
    ORDER_UNASSIGNED = "order.unassigned"
    ORDER_SPANS_LOCATIONS = "order.spans_locations"
    ORDER_EDITED = "order.edited"
    ORDER_CANCELLED = "order.cancelled"
    PLACEMENT_ELSEWHERE = "placement.elsewhere"
    PLACEMENT_BLOCKED = "placement.blocked"
    TRACKING_MISSING = "tracking.missing"
    TRACKING_STALE = "tracking.stale"
    TRACKING_VOID = "tracking.void"
    TRACKING_BLOCKED = "tracking.blocked"
    FAILURE_OPEN = "failure.open"
    FAILURE_CLEARED = "failure.cleared"
    AVAILABILITY_DIFFERS = "availability.differs"
    AVAILABILITY_UNMAPPED = "availability.unmapped"
    AVAILABILITY_NOT_STOCKED = "availability.not_stocked"
    AVAILABILITY_UNTRACKED = "availability.untracked"
    AVAILABILITY_UNKNOWN_SKU = "availability.unknown_sku"
    AVAILABILITY_AMBIGUOUS_SKU = "availability.ambiguous_sku"
    AVAILABILITY_NOT_WRITABLE = "availability.not_writable"
    MAPPING_LOCATION_GONE = "mapping.location_gone"
    LOCATION_UNMAPPED = "location.unmapped"


class Reason(StrEnum):
    """Why something can't be done now."""

    UNMAPPED_WAREHOUSE = "unmapped_warehouse"
    ITEM_NOT_STOCKED = "item_not_stocked"
    LOCATION_GONE = "location_gone"
    LOCATION_INACTIVE = "location_inactive"
    FULFILLMENT_SERVICE_LOCATION = "fulfillment_service_location"
    ON_HOLD = "on_hold"
    SCHEDULED = "scheduled"
    PROGRESS_REPORTED = "progress_reported"
    REQUEST_SUBMITTED = "request_submitted"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    NOT_RELOCATED = "not_relocated"
    UNCLEAR_PARCEL = "unclear_parcel"
    REFUSED_BY_SHOPIFY = "refused_by_shopify"


WAITING_REASONS = frozenset({Reason.ON_HOLD, Reason.SCHEDULED, Reason.NOT_RELOCATED})
"""Reasons that pass by themselves or were wanted by somebody: shown as waiting, never tagged as failed."""


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """What a difference or a change is about. Only the fields that apply are set.

    `order` is the bare order number; `order_id` and the other ids are Shopify's; `part` counts from 1.
    """

    order: str | None = None
    order_id: str | None = None
    part: int | None = None
    fulfillment_order_id: str | None = None
    label: int | None = None
    sku: str | None = None
    item_id: str | None = None
    location: str | None = None
    location_id: str | None = None
    warehouse: str | None = None

    def __str__(self) -> str:
        """A stable name, the same in every round for the same thing."""
        words = [
            ("order", self.order),
            ("part", self.part),
            ("fo", self.fulfillment_order_id and self.fulfillment_order_id.rsplit("/", 1)[-1]),
            ("label", self.label),
            ("sku", self.sku),
            ("item", self.item_id and self.item_id.rsplit("/", 1)[-1]),
            ("location", self.location),
            ("warehouse", self.warehouse),
        ]
        return " ".join(f"{word}={value}" for word, value in words if value is not None)


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One disagreement: kind, subject, desired, actual.

    `summary` is a sentence for people; `fix` says what a person can do about it when we can't;
    `desired` and `actual` are short texts as a report shows them.
    """

    kind: Kind
    address: Address
    summary: str
    desired: str = ""
    actual: str = ""
    reason: Reason | None = None
    fix: str = ""

    @property
    def key(self) -> str:
        """Names this difference in a round: the kind and the address."""
        return f"{self.kind} {self.address}"

    @property
    def stage(self) -> Stage:
        """The stage whose comparator makes it."""
        return STAGE_OF[self.kind]

    @property
    def is_failing(self) -> bool:
        """Whether it keeps something from being done and somebody should know."""
        return self.reason is not None and self.reason not in WAITING_REASONS


_STAGE_OF_FAMILY = {
    "order": Stage.ORDERS,
    "placement": Stage.PLACEMENT,
    "tracking": Stage.TRACKING,
    "failure": Stage.FAILURES,
    "availability": Stage.AVAILABILITY,
    "mapping": Stage.MAPPINGS,
    "location": Stage.MAPPINGS,
}

STAGE_OF = {kind: _STAGE_OF_FAMILY[kind.split(".", 1)[0]] for kind in Kind}
"""The stage of each kind."""
