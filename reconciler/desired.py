"""What should be, as frozen values. `desiring` makes them from the store; comparators and projection read them."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

import msgspec


class Warehouse(msgspec.Struct, frozen=True, kw_only=True):
    """A place where we keep and ship goods. `key` is the word used on the command line and in rules."""

    key: str
    name: str
    is_default: bool = False


class Mapping(msgspec.Struct, frozen=True, kw_only=True):
    """Which location of the shop a warehouse is. Many warehouses may share one location."""

    warehouse: str
    location_id: str
    location_name: str
    writes_inventory: bool = True


class Stock(msgspec.Struct, frozen=True, kw_only=True):
    """What is on the shelf of one warehouse now: counted at `as_of`, less what was labelled since.

    `committed_elsewhere` is what orders of other shops still need from it.
    """

    warehouse: str
    sku: str
    on_hand: int
    as_of: datetime
    committed_elsewhere: int = 0


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel of a part. `lines` pairs order line ids with quantities. `fulfillment_id` is known once written back.

    `adopted`: it was shipped in the shop itself, so there is nothing to write back. `asked_as` are numbers under which
    it may have been written: answers that were lost, and that nothing in the shop makes up for.
    """

    id: int
    carrier: str
    tracking_number: str
    lines: tuple[tuple[str, int], ...]
    created_at: datetime
    tracking_url: str | None = None
    voided_at: datetime | None = None
    fulfillment_id: str | None = None
    adopted: bool = False
    asked_as: tuple[str, ...] = ()

    @property
    def numbers(self) -> frozenset[str]:
        """The tracking numbers under which the shop may know it."""
        return frozenset((self.tracking_number, *self.asked_as))

    @property
    def is_void(self) -> bool:
        """Whether the parcel was called off."""
        return self.voided_at is not None


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """The portion of an order that ships from one warehouse.

    `lines` pairs order line ids with quantities. `decided_by` is "person", "rule" or None (nobody yet).
    `created_at` is None for one that this round is about to make.
    """

    number: int
    ship_from: str | None
    lines: tuple[tuple[str, int], ...]
    labels: tuple[Label, ...] = ()
    decided_by: str | None = None
    rule: str | None = None
    created_at: datetime | None = None

    @property
    def is_labelled(self) -> bool:
        """Whether at least one parcel of it was labelled here and not called off."""
        return any(not label.is_void and not label.adopted for label in self.labels)

    def labelled(self) -> dict[str, int]:
        """Quantities by line that have a label, written back or not."""
        return _sum(line for label in self.labels if not label.is_void for line in label.lines)

    def unwritten(self) -> dict[str, int]:
        """Quantities by line that have a label which the shop doesn't know yet."""
        return _sum(
            line for label in self.labels if not label.is_void and not label.fulfillment_id for line in label.lines
        )

    def outstanding(self) -> dict[str, int]:
        """Quantities by line that are still to be packed: no label yet."""
        done = self.labelled()
        left = {line: quantity - done.get(line, 0) for line, quantity in self.lines}
        return {line: quantity for line, quantity in left.items() if quantity > 0}

    def open_in_shop(self) -> dict[str, int]:
        """Quantities by line that the shop should still show as unfulfilled for this part."""
        return _sum([*self.outstanding().items(), *self.unwritten().items()])


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of an imported order, with the quantity that the store believes in."""

    id: str
    sku: str | None
    title: str
    quantity: int
    requires_shipping: bool = True


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """An imported order. `tags` are those that we set. `failure` is the open failure noted on it: its reasons."""

    id: str
    name: str
    number: str
    lines: tuple[Line, ...]
    parts: tuple[Part, ...]
    is_cancelled: bool = False
    tags: tuple[str, ...] = ()
    failure: tuple[str, ...] = ()

    def taken(self, part: Part | None = None) -> Counter[tuple[str, str]]:
        """Units by warehouse key and SKU that are still to be packed there: of one part, or of all."""
        found: Counter[tuple[str, str]] = Counter()
        if self.is_cancelled:
            return found
        skus = {line.id: line.sku or "" for line in self.lines}
        for one in self.parts if part is None else (part,):
            if one.ship_from is not None:
                for line, units in one.outstanding().items():
                    found[one.ship_from, skus.get(line, "")] += units
        return found


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A change that Shopify refused, so that it isn't asked for again with every round.

    `address` and `fingerprint` name the change; a change that differs is tried at once.
    """

    address: str
    fingerprint: str
    message: str
    refused_at: datetime
    times: int = 1


class Desired(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the store knows about one shop's desired state."""

    shop: str
    writes_inventory: bool
    warehouses: tuple[Warehouse, ...]
    mappings: tuple[Mapping, ...]
    stock: tuple[Stock, ...]
    orders: tuple[Order, ...]
    refusals: tuple[Refusal, ...] = ()


def _sum(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for key, quantity in pairs:
        total[key] = total.get(key, 0) + quantity
    return total


def with_lines(part: Part, lines: dict[str, int]) -> Part:
    """The same part holding these quantities by line."""
    return msgspec.structs.replace(part, lines=tuple(lines.items()))
