"""Reading a shop: what it is and its locations; and the front of the other reading modules.

In: an open client. Out: the frozen values of `reconciler.actual`. Nothing here writes. Called by observing and the
command line, as `reading.orders(...)`, `reading.levels(...)` and so on.
"""

import msgspec

from reconciler import actual
from reconciler.shopify import documents, paging
from reconciler.shopify.access import check_access
from reconciler.shopify.client import ShopClient
from reconciler.shopify.identity import check_shop
from reconciler.shopify.paging import Page
from reconciler.shopify.reading_items import first_skus, items
from reconciler.shopify.reading_levels import levels
from reconciler.shopify.reading_orders import open_order_ids, order_by_number, orders

__all__ = [
    "ShopInfo",
    "check_access",
    "check_shop",
    "first_skus",
    "items",
    "levels",
    "locations",
    "open_order_ids",
    "order_by_number",
    "orders",
    "shop_info",
]


class _Plan(msgspec.Struct, frozen=True, rename="camel"):
    public_display_name: str


class ShopInfo(msgspec.Struct, frozen=True, rename="camel"):
    """What a shop says about itself. `iana_timezone` is the one its staff see."""

    id: str
    name: str
    myshopify_domain: str
    currency_code: str
    iana_timezone: str
    plan: _Plan


async def shop_info(client: ShopClient) -> ShopInfo:
    """Who answers there; the cheapest proof that domain, token and version are right."""
    data = await client.ask(documents.load("shop"), {}, dict[str, ShopInfo])
    (found,) = data.values()
    return found


class _Location(msgspec.Struct, frozen=True, rename="camel"):
    id: str
    name: str
    is_active: bool
    is_fulfillment_service: bool


async def locations(client: ShopClient) -> tuple[actual.Location, ...]:
    """Every location, inactive ones and those of fulfillment services included (includeLegacy)."""
    shape = dict[str, Page[_Location]]
    return tuple(
        [
            actual.Location(
                id=node.id,
                name=node.name,
                is_active=node.is_active,
                is_fulfillment_service=node.is_fulfillment_service,
            )
            async for nodes in paging.pages(client, "locations", {}, shape)
            for node in nodes
        ]
    )
