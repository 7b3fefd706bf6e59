"""Worlds with many open orders: five warehouses with the same goods, and orders that nobody has imported."""

from collections.abc import Iterable
from datetime import UTC, datetime

from reconciler import actual, desired, worlds

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KEYS = ("w0", "w1", "w2", "w3", "w4")


def world(orders: Iterable[actual.Order], *, skus: int, on_hand: int = 50) -> worlds.World:
    """A world with these orders, and so many of each SKU at each warehouse. The first warehouse is the default."""
    wanted = desired.Desired(
        shop="s",
        writes_inventory=True,
        warehouses=tuple(desired.Warehouse(key=key, name=key, is_default=key == KEYS[0]) for key in KEYS),
        mappings=tuple(desired.Mapping(warehouse=key, location_id=f"L{key}", location_name=f"L{key}") for key in KEYS),
        stock=tuple(
            desired.Stock(warehouse=key, sku=f"S{number}", on_hand=on_hand, as_of=NOW)
            for key in KEYS
            for number in range(skus)
        ),
        orders=(),
    )
    observed = actual.Actual(
        shop="s",
        observed_at=NOW,
        locations=tuple(actual.Location(id=f"L{key}", name=f"L{key}") for key in KEYS),
        items=tuple(actual.Item(id=f"I{number}", sku=f"S{number}", title="t") for number in range(skus)),
        levels=tuple(
            actual.Level(item_id=f"I{number}", location_id=f"L{key}", available=50, committed=0, on_hand=50)
            for key in KEYS
            for number in range(skus)
        ),
        orders=tuple(orders),
    )
    return worlds.of(wanted, observed)


def order(number: int, lines: Iterable[tuple[int, int]]) -> actual.Order:
    """An order of some SKUs, by their numbers, with quantities; Shopify placed it at the first location."""
    named = [(f"l{number}.{at}", sku, units) for at, (sku, units) in enumerate(lines)]
    return actual.Order(
        id=f"o{number}",
        name=f"#{number}",
        number=str(number),
        created_at=NOW,
        updated_at=NOW,
        lines=tuple(
            actual.Line(id=line, sku=f"S{sku}", title="t", quantity=units, item_id=f"I{sku}")
            for line, sku, units in named
        ),
        fulfillment_orders=(
            actual.FulfillmentOrder(
                id=f"f{number}",
                status="OPEN",
                request_status="UNSUBMITTED",
                location_id=f"L{KEYS[0]}",
                location_name=f"L{KEYS[0]}",
                lines=tuple(
                    actual.FulfillmentOrderLine(
                        id=f"f{line}", line_id=line, total=units, remaining=units, item_id=f"I{sku}"
                    )
                    for line, sku, units in named
                ),
            ),
        ),
    )
