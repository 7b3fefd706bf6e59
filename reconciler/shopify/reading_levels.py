"""Reading levels: Shopify's quantities of items at locations.

In: item ids and location ids. Out: `actual.Level` for each pair that Shopify knows. One request reads 250 items at many
locations for 1 + 2 * locations points, because `nodes(ids:)` is charged once whatever the number of ids (source:
recorded responses); the document is generated, one alias for each location.
"""

import collections
import functools
import logging
import math
from collections.abc import Sequence

import msgspec

from reconciler import actual
from reconciler.shopify import bulk, choosing, documents, errors, paging
from reconciler.shopify.client import ShopClient
from reconciler.shopify.paging import Progress

LOCATIONS_PER_REQUEST = 48
"""Keeps an answer near 2 MB with 250 items, and its cost below a tenth of the limit."""


_log = logging.getLogger(__name__)


class _Quantity(msgspec.Struct, frozen=True):
    name: str
    quantity: int


class _Level(msgspec.Struct, frozen=True, rename="camel"):
    is_active: bool
    quantities: tuple[_Quantity, ...]


class _Place(msgspec.Struct, frozen=True):
    id: str


class _Line(msgspec.Struct, frozen=True, rename="camel"):
    """One line of a bulk result: an item, or a level, which names its item as its parent."""

    id: str
    parent: str | None = msgspec.field(name="__parentId", default=None)
    location: _Place | None = None
    is_active: bool = False
    quantities: tuple[_Quantity, ...] = ()


class _Nodes(msgspec.Struct, frozen=True):
    nodes: tuple[dict[str, _Level | None] | None, ...]


async def levels(
    client: ShopClient, item_ids: Sequence[str], location_ids: Sequence[str], on_progress: Progress
) -> tuple[actual.Level, ...]:
    """The levels of these items at these locations, inactive ones too. A pair that was never stocked is absent.

    They come in bulk where that is sooner done; see `choosing` for why that is rare. `on_progress` counts pairs of item
    and location.
    """
    if await _is_bulk_sooner(client, len(item_ids), len(location_ids)):
        try:
            return await _bulk(client, item_ids, location_ids, on_progress)
        except errors.BulkError as problem:
            _log.warning("levels are read page by page, because %s", problem)
    return await _pages(client, item_ids, location_ids, on_progress)


async def _pages(
    client: ShopClient, item_ids: Sequence[str], location_ids: Sequence[str], on_progress: Progress
) -> tuple[actual.Level, ...]:
    total, done = len(item_ids) * len(location_ids), 0

    async def read(items: Sequence[str], locations: Sequence[str]) -> list[actual.Level]:
        nonlocal done
        found = await _read(client, items, locations)
        done += len(items) * len(locations)
        on_progress(done, total)
        return found

    parts = await paging.together(
        read(items, locations)
        for items in paging.chunks(item_ids, paging.LARGEST)
        for locations in paging.chunks(location_ids, LOCATIONS_PER_REQUEST)
    )
    return tuple(level for part in parts for level in part)


async def _is_bulk_sooner(client: ShopClient, items: int, locations: int) -> bool:
    """Whether to read the levels of the whole shop in bulk; it is asked how large the shop is only if it may matter."""
    points = points_of_pages(items, locations)
    if not choosing.is_bulk_sooner(client, points, items * (1 + locations)):
        return False
    size = max(items, await bulk.catalogue_size(client))
    return choosing.is_bulk_sooner(client, points, size * (1 + locations))


def points_of_pages(items: int, locations: int) -> int:
    """What pages cost for so many items at so many locations: for each 250 items, 1 a request and 2 a location."""
    requests = math.ceil(locations / LOCATIONS_PER_REQUEST)
    return math.ceil(items / paging.LARGEST) * (requests + 2 * locations)


async def _bulk(
    client: ShopClient, item_ids: Sequence[str], location_ids: Sequence[str], on_progress: Progress
) -> tuple[actual.Level, ...]:
    """All levels of the shop by one bulk operation, and of them those that are wanted.

    What a broken operation wrote is kept: each line is a level by itself. Of what it may have left out, every item that
    lacks one of the locations is read by pages.
    """
    within = choosing.deadline(client, len(item_ids) * (1 + len(location_ids)))
    result = await bulk.read(client, "levels", _Line, within=within, on_progress=lambda *_: None)
    items, locations = set(item_ids), set(location_ids)
    found = [
        _level(line.parent, line.location.id, _Level(line.is_active, line.quantities))
        for line in result.lines
        if line.parent in items and line.location is not None and line.location.id in locations
    ]
    if result.missing:
        _log.warning("the rest of the levels is read page by page, because %s", result.missing)
        counts = collections.Counter(level.item_id for level in found)
        known = {item for item, count in counts.items() if count == len(locations)}
    else:
        # Other items came into the shop while Shopify was writing.
        known = {line.id for line in result.lines if line.parent is None}
    rest = [item for item in item_ids if item not in known]
    late = await _pages(client, rest, location_ids, lambda *_: None)
    on_progress(len(item_ids) * len(location_ids), len(item_ids) * len(location_ids))
    return (*(level for level in found if level.item_id in known), *late)


async def _read(client: ShopClient, item_ids: Sequence[str], location_ids: Sequence[str]) -> list[actual.Level]:
    variables: dict[str, object] = {"ids": list(item_ids)}
    variables |= {f"l{number}": location for number, location in enumerate(location_ids)}
    try:
        data = await client.ask(document(len(location_ids)), variables, _Nodes)
    except errors.CostError:
        if len(location_ids) == 1:
            raise
        middle = len(location_ids) // 2
        first = await _read(client, item_ids, location_ids[:middle])
        return first + await _read(client, item_ids, location_ids[middle:])
    return [
        _level(item_id, location_ids[int(alias[1:])], level)
        for item_id, node in zip(item_ids, data.nodes, strict=True)
        for alias, level in (node or {}).items()
        if level is not None
    ]


def _level(item_id: str, location_id: str, level: _Level) -> actual.Level:
    amounts = {quantity.name: quantity.quantity for quantity in level.quantities}
    return actual.Level(
        item_id=item_id,
        location_id=location_id,
        available=amounts["available"],
        committed=amounts["committed"],
        on_hand=amounts["on_hand"],
        is_active=level.is_active,
    )


@functools.cache
def document(locations: int) -> documents.Document:
    """The document that reads levels at so many locations: `$ids`, and `$l0`, `$l1`, ... for the locations."""
    numbers = range(locations)
    arguments = "".join(f", $l{number}: ID!" for number in numbers)
    aliases = "\n".join(
        f"      l{number}: inventoryLevel(locationId: $l{number}, includeInactive: true) {{ ...LevelFields }}"
        for number in numbers
    )
    return documents.compose(
        f"levels_{locations}",
        f"query Levels($ids: [ID!]!{arguments}) {{\n  nodes(ids: $ids) {{\n    ... on InventoryItem {{\n{aliases}\n"
        "    }\n  }\n}\n",
    )
