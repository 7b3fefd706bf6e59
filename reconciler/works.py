"""Works: what can be done about a difference, as plain values. One kind of work for each action of the rules.

`planning` makes them, a `plans.Change` holds one, and `applying` carries it out. `plans` gives them under its own name.
"""

from datetime import datetime
from typing import Annotated, TypeAlias

import msgspec

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
