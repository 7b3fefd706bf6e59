"""Reading a shop: what it is, its locations and its catalogue; and the front of the other reading modules.

In: an open client. Out: the frozen values of `reconciler.actual`. Nothing here writes. Called by observing and the
command line, as `reading.orders(...)`, `reading.levels(...)` and so on.
"""

import re
from collections.abc import Collection

import msgspec

from reconciler import actual
from reconciler.shopify import documents, paging
from reconciler.shopify.access import check_access
from reconciler.shopify.client import ShopClient
from reconciler.shopify.paging import Page, Progress
from reconciler.shopify.reading_levels import levels
from reconciler.shopify.reading_orders import open_order_ids, order_by_number, orders

__all__ = [
    "ShopInfo",
    "check_access",
    "items",
    "levels",
    "locations",
    "open_order_ids",
    "order_by_number",
    "orders",
    "shop_info",
]

SKUS_PER_SEARCH = 50
"""SKUs asked for in one search; longer lists are cheaper as the whole catalogue."""

SEARCHES = 20
"""More searches than this cost more points than reading a middling catalogue whole."""

_SEARCHABLE = re.compile(r"[\w./#+-]+( [\w./#+-]+)*")

_DEFAULT_VARIANT = " - Default Title"


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
    return data["shop"]


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


class _InventoryItem(msgspec.Struct, frozen=True):
    id: str
    tracked: bool


class _Variant(msgspec.Struct, frozen=True, rename="camel"):
    id: str
    display_name: str
    inventory_item: _InventoryItem
    requires_components: bool = False
    sku: str | None = None


async def items(client: ShopClient, skus: Collection[str] | None, on_progress: Progress) -> tuple[actual.Item, ...]:
    """The catalogue, or those items whose SKU is exactly one of `skus`: all of them, where several share it.

    Few SKUs are searched for; many of them, and those with characters that mean something in a search, are picked out
    of the whole catalogue. A search reads an index that lags behind by seconds: an item of just now may be missing.
    """
    if skus is None or len(skus) > SKUS_PER_SEARCH * SEARCHES or not all(map(_SEARCHABLE.fullmatch, skus)):
        found = await _variants(client, None, on_progress)
        return tuple(item for item in found if skus is None or item.sku in skus)
    wanted = sorted(skus)
    results = await paging.together(
        _variants(client, " OR ".join(f'sku:"{sku}"' for sku in chunk), _silent)
        for chunk in paging.chunks(wanted, SKUS_PER_SEARCH)
    )
    unique = {item.id: item for found in results for item in found if item.sku in skus}
    on_progress(len(unique), len(unique))
    return tuple(unique.values())


async def _variants(client: ShopClient, query: str | None, on_progress: Progress) -> list[actual.Item]:
    found: list[actual.Item] = []
    async for nodes in paging.pages(client, "items", {"query": query}, dict[str, Page[_Variant]]):
        found.extend(_item(node) for node in nodes)
        on_progress(len(found), None)
    return found


def _item(node: _Variant) -> actual.Item:
    return actual.Item(
        id=node.inventory_item.id,
        sku=node.sku or None,
        title=node.display_name.removesuffix(_DEFAULT_VARIANT),
        tracked=node.inventory_item.tracked,
        is_bundle=node.requires_components,
        variant_id=node.id,
    )


def _silent(_done: int, _total: int | None) -> None:
    """Report nothing: parts of one search are no progress of their own."""
