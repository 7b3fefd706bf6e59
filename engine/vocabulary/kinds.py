"""The closed list of kinds of difference, each with the fields that rules about it may test."""

from collections.abc import Mapping

from engine.vocabulary.order_fields import ORDER_FIELDS, PART_FIELDS, by_name
from engine.vocabulary.reasons import REASONS
from engine.vocabulary.types import Field, FieldType, Kind, Stage

TEXT, TEXTS, NUMBER = FieldType.TEXT, FieldType.TEXTS, FieldType.NUMBER

_ROUND = by_name(
    (
        Field(
            name="round.differences",
            type=NUMBER,
            unit="differences",
            meaning="how many differences of this kind the round found",
            example="{at_most: 50}",
        ),
        Field(
            name="round.orders",
            type=NUMBER,
            unit="orders",
            meaning="how many orders the round read in the shop",
            example="{more_than: 1000}",
        ),
        Field(
            name="round.levels",
            type=NUMBER,
            unit="levels",
            meaning="how many levels the round read in the shop",
            example="{at_least: 1}",
        ),
    )
)
_REASON = by_name(
    (
        Field(
            name="reason",
            type=TEXT,
            meaning="why it cannot be done",
            example="unmapped_warehouse",
            choices=tuple(REASONS),
        ),
    )
)
_REASONS = by_name(
    (
        Field(
            name="failure.reasons",
            type=TEXTS,
            meaning="everything that is blocked or was refused on the order",
            example="item_not_stocked",
            choices=tuple(REASONS),
        ),
    )
)
_PRODUCT = by_name(
    (
        Field(name="product.sku", type=TEXT, meaning="the SKU, exactly as the shop writes it", example='"MUG-01"'),
        Field(name="product.title", type=TEXT, meaning="the product's title", example="{contains: Sample}"),
    )
)
_PLACEMENT = by_name(
    (
        Field(name="location.current", type=TEXT, meaning="where the fulfillment order is now", example="Lake Jackson"),
        Field(
            name="location.wanted",
            type=TEXT,
            meaning="the location mapped to the part's ship-from",
            example="Austin Office",
        ),
    )
)
_LOCATION = by_name((Field(name="location.name", type=TEXT, meaning="the location's name", example="Austin Office"),))
_WAREHOUSES = by_name(
    (
        Field(
            name="warehouse.names",
            type=TEXTS,
            meaning="the warehouses mapped to the location that write inventory",
            example="Warehouse A",
        ),
        Field(
            name="warehouse.on_hand",
            type=NUMBER,
            unit="items",
            meaning="what is on the shelves of these warehouses, added up",
            example="{more_than: 0}",
        ),
        Field(
            name="warehouse.available",
            type=NUMBER,
            unit="items",
            meaning="what of it no open order needs; negative when orders need more than there is",
            example="{less_than: 5}",
        ),
    )
)
_WAREHOUSE = by_name(
    (
        Field(name="warehouse.key", type=TEXT, meaning="the warehouse's key", example="warehouse-a"),
        Field(name="warehouse.name", type=TEXT, meaning="the warehouse's name", example="Warehouse A"),
    )
)


def _level_field(name: str, meaning: str, example: str, unit: str = "items") -> Field:
    return Field(name=name, type=NUMBER, unit=unit, meaning=meaning, example=example)


_LEVEL = by_name(
    (
        _level_field("level.available", "what the shop offers at the location", "{less_than: 0}"),
        _level_field("level.committed", "what the shop holds for orders at the location", "{more_than: 0}"),
        _level_field("level.on_hand", "what the shop thinks is at the location", "{at_least: 1}"),
        _level_field("level.target", "what the shop should offer at the location", "0"),
        _level_field("level.gap", "target minus available: negative means that too much is offered", "{at_most: -1}"),
        _level_field("level.gap_size", "the gap without its sign", "{more_than: 100}"),
        _level_field(
            "level.gap_percent",
            "the gap's size as a share of available, rounded down to whole percent; 100 where nothing is available",
            "{at_least: 50}",
            "percent",
        ),
    )
)

_OF_SHIP_FROMS = frozenset({"part.ship_from", "part.decided_by", "part.in_stock"})
"""What a part without a ship-from does not have."""

_PARTED = ORDER_FIELDS | PART_FIELDS
_UNASSIGNED = {name: field for name, field in _PARTED.items() if name not in _OF_SHIP_FROMS}
_BLOCKED_PLACEMENT = _PARTED | _PLACEMENT | _PRODUCT | _REASON
_BLOCKED_TRACKING = _PARTED | _REASON | {"location.wanted": _PLACEMENT["location.wanted"]}
_SKU = _PRODUCT | _WAREHOUSES
_UNTITLED = {name: field for name, field in _SKU.items() if name != "product.title"}
_NO_LEVEL = _SKU | _LOCATION | _REASON | {"level.target": _LEVEL["level.target"]}

_ROWS: tuple[tuple[str, Stage, str, Mapping[str, Field]], ...] = (
    ("order.new", Stage.ORDERS, "an order is in the shop and not yet in the store", ORDER_FIELDS),
    ("order.unassigned", Stage.ORDERS, "a part has no ship-from", _UNASSIGNED),
    ("order.spans_locations", Stage.ORDERS, "one part's items sit at several locations", _PARTED),
    ("order.edited", Stage.ORDERS, "the order's lines were changed in the shop", ORDER_FIELDS),
    ("order.cancelled", Stage.ORDERS, "the order is cancelled in the shop and open here", ORDER_FIELDS),
    (
        "placement.elsewhere",
        Stage.PLACEMENT,
        "the goods are not placed at the location of the ship-from",
        _PARTED | _PLACEMENT,
    ),
    ("placement.blocked", Stage.PLACEMENT, "the goods cannot be placed there, with a reason", _BLOCKED_PLACEMENT),
    ("tracking.missing", Stage.TRACKING, "a label has no fulfillment in the shop", _PARTED),
    ("tracking.stale", Stage.TRACKING, "the fulfillment shows another number or carrier", _PARTED),
    ("tracking.void", Stage.TRACKING, "the label is voided and its fulfillment stands", _PARTED),
    ("tracking.blocked", Stage.TRACKING, "the tracking cannot be written, with a reason", _BLOCKED_TRACKING),
    ("failure.open", Stage.FAILURES, "something failed on an order that is not tagged", ORDER_FIELDS | _REASONS),
    ("failure.cleared", Stage.FAILURES, "the cause is gone and the order is still tagged", ORDER_FIELDS | _REASONS),
    (
        "availability.differs",
        Stage.AVAILABILITY,
        "the shop offers another quantity than the target",
        _SKU | _LOCATION | _LEVEL,
    ),
    ("availability.unmapped", Stage.AVAILABILITY, "a warehouse's stock has no location", _WAREHOUSE | _REASON),
    ("availability.not_stocked", Stage.AVAILABILITY, "the location does not stock the item", _NO_LEVEL),
    ("availability.untracked", Stage.AVAILABILITY, "the shop does not track the item", _SKU),
    ("availability.unknown_sku", Stage.AVAILABILITY, "the shop has no product with the SKU", _UNTITLED),
    ("availability.ambiguous_sku", Stage.AVAILABILITY, "several products carry the SKU", _UNTITLED),
    ("availability.not_writable", Stage.AVAILABILITY, "it is a bundle, whose stock the shop reckons", _SKU),
    (
        "mapping.location_gone",
        Stage.MAPPINGS,
        "the mapped location is deleted or inactive",
        _LOCATION | _WAREHOUSE | _REASON,
    ),
    ("location.unmapped", Stage.MAPPINGS, "no warehouse maps to a location", _LOCATION),
)

_WITH_LINES = frozenset({Stage.ORDERS, Stage.PLACEMENT, Stage.TRACKING, Stage.FAILURES})

KINDS: Mapping[str, Kind] = {
    name: Kind(name=name, stage=stage, meaning=meaning, fields=fields | _ROUND, has_lines=stage in _WITH_LINES)
    for name, stage, meaning, fields in ((n, s, m, dict(f)) for n, s, m, f in _ROWS)
}
"""Every kind of difference by name, in the order of the stages."""


def fields(kind: str) -> Mapping[str, Field]:
    """Give the fields that rules about `kind` may test, lines aside. KeyError for a kind that does not exist."""
    return KINDS[kind].fields
