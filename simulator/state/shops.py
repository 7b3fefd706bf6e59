"""The whole shop as one value: what is saved to the state file and loaded from it."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from simulator.state.catalogue import InventoryItem, Product, Variant
from simulator.state.fulfillments import Fulfillment, FulfillmentOrder
from simulator.state.jobs import Cancellation
from simulator.state.levels import Level
from simulator.state.locations import Location
from simulator.state.orders import Customer, LineItem, Order
from simulator.state.webhooks import Subscription

ID_BASES = {
    "Shop": 68_000_000_000, "Location": 81_000_000_000, "Product": 9_100_000_000_000,
    "ProductVariant": 48_200_000_000_000,
    "InventoryItem": 50_300_000_000_000, "InventoryLevel": 113_000_000_000, "Order": 6_400_000_000_000,
    "LineItem": 15_700_000_000_000, "FulfillmentOrder": 7_000_000_000_000,
    "FulfillmentOrderLineItem": 14_800_000_000_000,
    "Fulfillment": 5_900_000_000_000, "FulfillmentLineItem": 13_600_000_000_000, "Customer": 8_500_000_000_000,
    "ShippingLine": 5_200_000_000_000, "FulfillmentHold": 2_100_000_000, "InventoryAdjustmentGroup": 3_300_000_000,
    "Job": 4_400_000_000, "BulkOperation": 5_100_000_000_000,
    "WebhookSubscription": 1_200_000_000_000,
}  # fmt: skip
"""Each kind counts from its own base, so that an id of the wrong kind never happens to exist."""


class Shop(msgspec.Struct, kw_only=True):
    """Everything the shop knows."""

    created_at: datetime
    id: int = ID_BASES["Shop"] + 1
    name: str = "Simulated Shop"
    domain: str = "simulated-shop.myshopify.com"
    currency_code: str = "USD"
    counters: dict[str, int] = {}
    routing: list[int] = []
    """Location ids in the order in which Shopify's routing prefers them."""
    next_order_number: int = 1001
    locations: dict[int, Location] = {}
    products: dict[int, Product] = {}
    variants: dict[int, Variant] = {}
    items: dict[int, InventoryItem] = {}
    levels: dict[int, dict[int, Level]] = {}
    """By inventory item, then by location."""
    customers: dict[int, Customer] = {}
    orders: dict[int, Order] = {}
    fulfillment_orders: dict[int, FulfillmentOrder] = {}
    fulfillments: dict[int, Fulfillment] = {}
    order_fulfillment_orders: dict[int, list[int]] = {}
    """Ids of the fulfillment orders of an order, in the order of their making."""
    order_fulfillments: dict[int, list[int]] = {}
    webhook_subscriptions: dict[int, Subscription] = {}
    cancellations: dict[int, Cancellation] = {}
    """By job."""

    def new_id(self, kind: str) -> int:
        """Return an id of a kind that was never used before."""
        count = self.counters.get(kind, 0) + 1
        self.counters[kind] = count
        return ID_BASES[kind] + count

    def level(self, item_id: int | None, location_id: int) -> Level | None:
        """Return the record of an item at a location, active or not; None when it was never stocked there."""
        return self.levels.get(item_id, {}).get(location_id) if item_id is not None else None

    def stocks(self, location_id: int, item_id: int | None) -> bool:
        """Tell whether a location stocks an item. A line without a variant (custom line) fits everywhere."""
        if item_id is None:
            return True
        level = self.level(item_id, location_id)
        location = self.locations.get(location_id)
        return level is not None and level.active and location is not None and location.active

    def fulfillment_orders_of(self, order_id: int) -> list[FulfillmentOrder]:
        """Return every fulfillment order of an order, closed ones too, oldest first."""
        return [self.fulfillment_orders[each] for each in self.order_fulfillment_orders.get(order_id, [])]

    def fulfillments_of(self, order_id: int) -> list[Fulfillment]:
        """Return every fulfillment of an order, cancelled ones too, oldest first."""
        return [self.fulfillments[each] for each in self.order_fulfillments.get(order_id, [])]

    def add_fulfillment_order(self, value: FulfillmentOrder) -> FulfillmentOrder:
        """Keep a new fulfillment order."""
        self.fulfillment_orders[value.id] = value
        self.order_fulfillment_orders.setdefault(value.order_id, []).append(value.id)
        return value

    def line_item(self, order_id: int, line_item_id: int) -> LineItem:
        """Return one line of an order."""
        return next(line for line in self.orders[order_id].line_items if line.id == line_item_id)

    def tracked_level(self, line: LineItem, location_id: int) -> Level | None:
        """Return the level that an order line moves at a location; None where nothing is counted."""
        if line.item_id is None or not self.items[line.item_id].tracked:
            return None
        return self.level(line.item_id, location_id)

    def levels_at(self, location_id: int) -> Iterator[Level]:
        """Yield the levels of a location."""
        return (found for levels in self.levels.values() if (found := levels.get(location_id)) is not None)
