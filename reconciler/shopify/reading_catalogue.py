"""Reading the whole catalogue, whichever way is sooner done.

In: an open client. Out: every variant. A first page of whole variants is enough for a small shop. What comes after it
is read by `windows`: ids alone, in pages of 250, and what belongs to them by `nodes(ids:)`, which is charged once
whatever the number of ids; together that costs 15 points for 250 variants, and whole pages 24. Where bulk is sooner
done it is tried first, and what it leaves out is read by pages. Called by `reading_items`.
"""

import logging
from collections.abc import Sequence
from typing import Any

import msgspec

from reconciler.shopify import bulk, choosing, documents, errors, paging, windows
from reconciler.shopify.client import ShopClient
from reconciler.shopify.paging import Page, PageInfo, Progress

MANY = 5_000
"""Variants from which on it is worth 10 points to ask how many there are: bulk never pays for fewer."""

FORWARD: dict[str, Any] = {"query": None, "reverse": False}

_log = logging.getLogger(__name__)


class InventoryItem(msgspec.Struct, frozen=True):
    """The inventory item of a variant."""

    id: str
    tracked: bool


class Variant(msgspec.Struct, frozen=True, rename="camel"):
    """A variant; `inventory_item` is None where only its id was asked for."""

    id: str
    display_name: str = ""
    inventory_item: InventoryItem | None = None
    requires_components: bool = False
    sku: str | None = None


SHAPE = dict[str, Page[Variant]]


class _Nodes(msgspec.Struct, frozen=True):
    nodes: tuple[Variant | None, ...]


async def read(client: ShopClient, on_progress: Progress) -> list[Variant]:
    """Every variant, in the order of ids."""
    begun = await paging.page(client, "items", {**FORWARD, "first": paging.LARGEST, "after": None}, SHAPE)
    on_progress(len(begun.nodes), None)
    if not begun.page_info.has_next_page or "items" in client.in_turns:
        return await _in_turns(client, begun, on_progress)
    try:
        return await _at_once(client, begun, on_progress)
    except windows.Unsound as problem:
        _log.warning("the catalogue is read page after page, because %s", problem)
        client.in_turns.add("items")
    return await _in_turns(client, begun, on_progress)


async def _in_turns(client: ShopClient, begun: Page[Variant], on_progress: Progress) -> list[Variant]:
    found = list(begun.nodes)
    variables = {**FORWARD, "after": begun.page_info.end_cursor}
    if begun.page_info.has_next_page:
        async for nodes in paging.pages(client, "items", variables, SHAPE):
            found.extend(nodes)
            on_progress(len(found), None)
    return found


async def _at_once(client: ShopClient, begun: Page[Variant], on_progress: Progress) -> list[Variant]:
    reader = _Reader(client, on_progress)
    last = await windows.last_number(client, reader.connection)
    if windows.left(begun, last) + len(begun.nodes) >= MANY:
        found = await _in_bulk(client, reader, begun, last)
        if found is not None:
            return found
    return await reader.read(begun, last)


async def _in_bulk(client: ShopClient, reader: "_Reader", begun: Page[Variant], last: int) -> list[Variant] | None:
    """The catalogue in bulk; None where pages are sooner done, or bulk gave nothing that could be used."""
    size = await bulk.catalogue_size(client)
    rest = max(0, size - len(begun.nodes))
    pages = rest / paging.LARGEST
    at_once = windows.readers(client, reader.connection, rest)
    waits = (pages / at_once + 2) * (client.latency or 0.0)
    if not choosing.is_bulk_sooner(client, pages * reader.connection.price, size, waits):
        return None
    within = choosing.deadline(client, size)
    try:
        result = await bulk.read(client, "items", Variant, within=within, on_progress=reader.on_progress)
    except errors.BulkError as problem:
        _log.warning("the catalogue is read page by page, because %s", problem)
        return None
    if not result.missing:
        reader.on_progress(len(result.lines), len(result.lines))
        return result.lines
    _log.warning("the rest of the catalogue is read page by page, because %s", result.missing)
    return await _completed(client, result.lines, last, reader)


async def _completed(client: ShopClient, kept: list[Variant], last: int, reader: "_Reader") -> list[Variant] | None:
    """What a bulk operation wrote before it broke off, and after it the rest; None where they don't make a whole.

    The file is written in the order of ids, and nothing says that it has no holes: that both parts together are as many
    as Shopify counts does.
    """
    numbers = [windows.number(variant.id) for variant in kept]
    if numbers != sorted(set(numbers)):
        _log.warning("the bulk operation wrote variants in no order: all are read by pages")
        return None
    found = await windows.place(client, reader.connection, kept[-1].id)
    if found is None:
        return None
    begun = Page(nodes=tuple(kept), page_info=PageInfo(has_next_page=True, end_cursor=found))
    whole = await reader.read(begun, last)
    counted = await bulk.catalogue_size(client)
    if len(whole) == counted:
        return whole
    _log.warning("there are %s variants, and with what bulk left %s: all are read by pages", counted, len(whole))
    return None


class _Reader:
    """Reads what comes after a page: ids, and what belongs to them as soon as there are 250."""

    def __init__(self, client: ShopClient, on_progress: Progress) -> None:
        self._client = client
        self.on_progress = on_progress
        self._ids: list[str] = []
        self._found: list[Variant] = []

    @property
    def connection(self) -> windows.Connection[Variant]:
        """What is walked, at the price of the cheaper way."""
        return windows.Connection(
            page=self._document, probe="variant_ids", price=min(self._prices()), shape=SHAPE, variables={}
        )

    async def read(self, begun: Page[Variant], last: int) -> list[Variant]:
        """These and every variant after them, in the order of ids. Raises windows.Unsound."""
        self._ids, self._found = [], list(begun.nodes)
        async with paging.group() as tasks:

            def take(nodes: Sequence[Variant]) -> None:
                self._keep([node for node in nodes if node.inventory_item is not None])
                self._ids.extend(node.id for node in nodes if node.inventory_item is None)
                while len(self._ids) >= paging.LARGEST:
                    chunk, self._ids = self._ids[: paging.LARGEST], self._ids[paging.LARGEST :]
                    tasks.create_task(self._complete(chunk))

            await windows.walk(self._client, self.connection, begun, last, take)
            await self._complete(self._ids)
        return sorted(self._found, key=lambda variant: windows.number(variant.id))

    async def _complete(self, ids: Sequence[str]) -> None:
        """Read what belongs to ids; those of variants that are gone by now are left out."""
        if ids:
            data = await self._client.ask(documents.load("variants"), {"ids": list(ids)}, _Nodes)
            self._keep([node for node in data.nodes if node is not None])

    def _keep(self, variants: Sequence[Variant]) -> None:
        if variants:
            self._found.extend(variants)
            self.on_progress(len(self._found), None)

    def _document(self) -> str:
        """Which document is cheaper by now: Shopify's own figures count as soon as there are any."""
        whole, parts = self._prices()
        return "variant_ids" if parts < whole else "items"

    def _prices(self) -> tuple[float, float]:
        sizes = {"first": paging.LARGEST, "reverse": False}
        whole, ids = (self._client.price(documents.load(name), sizes) for name in ("items", "variant_ids"))
        return whole, ids + self._client.price(documents.load("variants"), {})
