"""Observing: reading from the shop what a round needs, and nothing else. It never writes.

The levels that may be written are read first and the orders after them: an order placed in between is then among the
orders, and the level's compare-and-set fails instead of overselling.
"""

from collections.abc import Callable, Collection
from datetime import datetime

from reconciler import actual, aiming, desired, dirt
from reconciler.shopify import reading
from reconciler.shopify.client import ShopClient

Progress = Callable[[str, int, int | None], None]
"""Told while reading: what is read, how many so far, of how many (None: not known yet)."""


def silent(_what: str, _done: int, _total: int | None) -> None:
    """Report nothing."""


async def observe(
    client: ShopClient,
    wanted: desired.Desired,
    *,
    clock: Callable[[], datetime],
    progress: Progress = silent,
    only: dirt.Dirt | None = None,
) -> actual.Actual:
    """Read one shop as one round needs it; with `only`, what is dirty and what hangs on it.

    Raises `shopify.errors.ShopError`.
    """
    started = clock()
    await reading.check_access(client)
    locations = await reading.locations(client)
    items: tuple[actual.Item, ...] = ()
    levels: dict[tuple[str, str], actual.Level] = {}
    aim = None if only is None else await aiming.aim(client, wanted, only)
    if wanted.writes_inventory:
        skus = {row.sku for row in wanted.stock} if aim is None else aim.skus
        items = await reading.items(client, skus, lambda done, total: progress("products", done, total)) if skus else ()
        mapped = sorted({mapping.location_id for mapping in wanted.mappings} & {one.id for one in locations})
        levels |= await _levels(client, [item.id for item in items], mapped, progress)
    ids = aim.orders if aim is not None else await _every_order(client, wanted)
    orders = await reading.orders(client, ids, lambda done, total: progress("orders", done, total))
    active = [location.id for location in locations if location.is_active]
    ordered = aiming.items_of(orders)
    # What was read before the orders stays: a later value would hide an order placed in between.
    levels = {**await _levels(client, sorted(ordered), active, progress), **levels}
    return actual.Actual(
        shop=wanted.shop,
        observed_at=started,
        locations=locations,
        items=(*items, *_from_lines(orders, {item.id for item in items})),
        levels=tuple(levels.values()),
        orders=orders,
    )


async def _every_order(client: ShopClient, wanted: desired.Desired) -> tuple[str, ...]:
    opened = await reading.open_order_ids(client)
    return tuple(dict.fromkeys([*opened, *(order.id for order in wanted.orders)]))


async def _levels(
    client: ShopClient, items: list[str], locations: list[str], progress: Progress
) -> dict[tuple[str, str], actual.Level]:
    if not items or not locations:
        return {}
    found = await reading.levels(client, items, locations, lambda done, total: progress("levels", done, total))
    return {(level.item_id, level.location_id): level for level in found}


def _from_lines(orders: tuple[actual.Order, ...], known: Collection[str]) -> tuple[actual.Item, ...]:
    """Items that only orders speak of. They have no SKU here: a SKU is looked up in the catalogue alone."""
    found = {
        line.item_id: actual.Item(id=line.item_id, sku=None, title=line.title, is_bundle=line.is_bundle)
        for order in orders
        for line in order.lines
        if line.item_id and line.item_id not in known
    }
    return tuple(found.values())
