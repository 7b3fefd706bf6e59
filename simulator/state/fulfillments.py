"""Fulfillment orders (what a location is to send) and fulfillments (what it has sent)."""

from datetime import datetime

import msgspec

OPEN_STATUSES = frozenset({"OPEN", "IN_PROGRESS", "ON_HOLD", "SCHEDULED", "INCOMPLETE"})
"""A fulfillment order in one of these still commits stock at its location."""


class FulfillmentOrderLine(msgspec.Struct, kw_only=True):
    """A quantity of one order line that a location is to send."""

    id: int
    line_item_id: int
    total: int
    remaining: int


class Hold(msgspec.Struct, kw_only=True):
    """A reason not to send yet."""

    id: int
    reason: str
    reason_notes: str | None = None
    handle: str | None = None
    by_app: bool = True
    rest_id: int | None = None
    """The fulfillment order that took what was not held; it flows back on release."""


class FulfillmentOrder(msgspec.Struct, kw_only=True):
    """What one location is to send of one order."""

    id: int
    order_id: int
    location_id: int
    location_name: str
    created_at: datetime
    updated_at: datetime
    lines: list[FulfillmentOrderLine]
    status: str = "OPEN"
    request_status: str = "UNSUBMITTED"
    holds: list[Hold] = []
    progress_reported: bool = False
    delivery_method: str = "SHIPPING"
    fulfill_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still commits stock."""
        return self.status in OPEN_STATUSES

    @property
    def has_fulfilled(self) -> bool:
        """Whether part of it was already sent."""
        return any(line.remaining < line.total for line in self.lines)


class Tracking(msgspec.Struct, kw_only=True):
    """One parcel's carrier, number and page."""

    company: str | None = None
    number: str | None = None
    url: str | None = None


class FulfillmentLine(msgspec.Struct, kw_only=True):
    """A quantity of one order line inside a fulfillment."""

    id: int
    line_item_id: int
    fulfillment_order_id: int
    quantity: int


class Fulfillment(msgspec.Struct, kw_only=True):
    """What was sent, from where, with which tracking."""

    id: int
    order_id: int
    location_id: int
    name: str
    created_at: datetime
    updated_at: datetime
    lines: list[FulfillmentLine]
    tracking: list[Tracking] = []
    status: str = "SUCCESS"
