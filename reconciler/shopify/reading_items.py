"""Reading the catalogue: inventory items with their SKUs.

In: an open client, and which SKUs. Out: `actual.Item` for each. Few SKUs are searched for; many are picked out of the
whole catalogue, which comes page by page, or in bulk where that is sooner done. Called as `reading.items`.
"""

import logging
import re
from collections.abc import Collection

import msgspec

from reconciler import actual
from reconciler.shopify import bulk, choosing, costs, documents, errors, paging
from reconciler.shopify.client import ShopClient
from reconciler.shopify.paging import Page, Progress

SKUS_PER_SEARCH = 50
"""SKUs asked for in one search; longer lists are cheaper as the whole catalogue."""

SEARCHES = 20
"""More searches than this cost more points than reading a middling catalogue whole."""

MANY = 5_000
"""Variants after which it is worth 10 points to ask how many there are: bulk never pays for fewer."""

_SEARCHABLE = re.compile(r"[\w./#+-]+( [\w./#+-]+)*")

_DEFAULT_VARIANT = " - Default Title"

_log = logging.getLogger(__name__)


class _InventoryItem(msgspec.Struct, frozen=True):
    id: str
    tracked: bool


class _Variant(msgspec.Struct, frozen=True, rename="camel"):
    id: str
    display_name: str
    inventory_item: _InventoryItem
    requires_components: bool = False
    sku: str | None = None


_SHAPE = dict[str, Page[_Variant]]


async def items(client: ShopClient, skus: Collection[str] | None, on_progress: Progress) -> tuple[actual.Item, ...]:
    """The catalogue, or those items whose SKU is exactly one of `skus`: all of them, where several share it.

    Few SKUs are searched for; many of them, and those with characters that mean something in a search, are picked out
    of the whole catalogue. A search reads an index that lags behind by seconds: an item of just now may be missing.
    """
    if skus is None or len(skus) > SKUS_PER_SEARCH * SEARCHES or not all(map(_SEARCHABLE.fullmatch, skus)):
        found = await _catalogue(client, on_progress)
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
    async for nodes in paging.pages(client, "items", {"query": None}, _SHAPE):
        return tuple(node.sku for node in nodes if node.sku)
    return ()


async def _catalogue(client: ShopClient, on_progress: Progress) -> list[actual.Item]:
    """Every item: page by page, or, once it shows that there are many, in bulk if that is sooner done."""
    found: list[actual.Item] = []
    asked = False
    began = client.now()
    async for nodes in paging.pages(client, "items", {"query": None}, _SHAPE):
        found.extend(map(_item, nodes))
        on_progress(len(found), None)
        if not asked and len(found) >= MANY:
            asked = True
            pace = len(found) / max(1e-6, (client.now() - began).total_seconds())
            whole = await _whole_in_bulk(client, len(found), pace, on_progress)
            if whole is not None:
                return whole
    return found


async def _whole_in_bulk(client: ShopClient, read: int, pace: float, on_progress: Progress) -> list[actual.Item] | None:
    """The catalogue in bulk; None where the rest of the pages is sooner read, or bulk failed.

    So many are `read` by pages, `pace` a second.
    """
    size = await bulk.catalogue_size(client)
    rest = max(0, size - read)
    points = rest / paging.LARGEST * costs.estimate(documents.load("items"), {"first": paging.LARGEST})
    if not choosing.is_bulk_sooner(client, points, size, waits=rest / pace):
        return None
    try:
        return await _bulk(client, size, on_progress)
    except errors.BulkError as problem:
        _log.warning("the catalogue is read page by page, because %s", problem)
        return None


async def _bulk(client: ShopClient, size: int, on_progress: Progress) -> list[actual.Item]:
    within = choosing.deadline(client, size)
    found = await bulk.read(client, "items", _Variant, within=within, on_progress=on_progress)
    on_progress(len(found), len(found))
    return [_item(node) for node in found]


async def _search(client: ShopClient, query: str) -> list[actual.Item]:
    return [_item(node) async for nodes in paging.pages(client, "items", {"query": query}, _SHAPE) for node in nodes]


def _item(node: _Variant) -> actual.Item:
    return actual.Item(
        id=node.inventory_item.id,
        sku=node.sku or None,
        title=node.display_name.removesuffix(_DEFAULT_VARIANT),
        tracked=node.inventory_item.tracked,
        is_bundle=node.requires_components,
        variant_id=node.id,
    )
