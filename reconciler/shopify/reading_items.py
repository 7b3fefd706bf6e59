"""Reading the catalogue: inventory items with their SKUs.

In: an open client, and which SKUs. Out: `actual.Item` for each. Few SKUs are searched for; many are picked out of the
whole catalogue, which comes page by page, or in bulk where that is sooner done. Called as `reading.items`.
"""

import re
from collections.abc import Collection

from reconciler import actual
from reconciler.shopify import errors, paging, reading_catalogue
from reconciler.shopify.client import ShopClient
from reconciler.shopify.paging import Progress

SKUS_PER_SEARCH = 50
"""SKUs asked for in one search; longer lists are cheaper as the whole catalogue."""

SEARCHES = 20
"""More searches than this, 16 points each, cost more than reading a middling catalogue whole."""

_SEARCHABLE = re.compile(r"[\w./#+-]+( [\w./#+-]+)*")

_DEFAULT_VARIANT = " - Default Title"


async def items(client: ShopClient, skus: Collection[str] | None, on_progress: Progress) -> tuple[actual.Item, ...]:
    """The catalogue, or those items whose SKU is exactly one of `skus`: all of them, where several share it.

    Few SKUs are searched for; many of them, and those with characters that mean something in a search, are picked out
    of the whole catalogue. A search reads an index that lags behind by seconds: an item of just now may be missing.
    """
    if skus is None or len(skus) > SKUS_PER_SEARCH * SEARCHES or not all(map(_SEARCHABLE.fullmatch, skus)):
        found = map(_item, await reading_catalogue.read(client, on_progress))
        return tuple(item for item in found if skus is None or item.sku in skus)
    wanted = sorted(skus)
    results = await paging.together(
        _search(client, " OR ".join(f'sku:"{sku}"' for sku in chunk))
        for chunk in paging.chunks(wanted, SKUS_PER_SEARCH)
    )
    unique = {item.id: item for found in results for item in found if item.sku in skus}
    on_progress(len(unique), len(unique))
    return tuple(unique.values())


async def first_skus(client: ShopClient) -> tuple[str, ...]:
    """The SKUs on the first page of the catalogue: among them the nearest to a slip is looked for before any round."""
    variables = {**reading_catalogue.FORWARD, "first": paging.LARGEST, "after": None}
    page = await paging.page(client, "items", variables, reading_catalogue.SHAPE)
    return tuple(node.sku for node in page.nodes if node.sku)


async def _search(client: ShopClient, query: str) -> list[actual.Item]:
    variables = {**reading_catalogue.FORWARD, "query": query, "first": SKUS_PER_SEARCH}
    pages = paging.pages(client, "items", variables, reading_catalogue.SHAPE)
    return [_item(node) async for nodes in pages for node in nodes]


def _item(node: reading_catalogue.Variant) -> actual.Item:
    if node.inventory_item is None:
        raise errors.QueryError(f"the shop describes {node.id} without its inventory item")
    return actual.Item(
        id=node.inventory_item.id,
        sku=node.sku or None,
        title=node.display_name.removesuffix(_DEFAULT_VARIANT),
        tracked=node.inventory_item.tracked,
        is_bundle=node.requires_components,
        variant_id=node.id,
    )
