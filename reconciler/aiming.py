"""Aiming: from what is dirty to what a narrow round has to read, and to the part of the world that it may judge.

`observing` reads what `aim` says; `round` hands the world to `narrow` before the stages see it.

A narrow round may write a level, so it must know as much about that level as a full round does. The target of a level
depends on every order that holds its goods: they are all read, dirty or not. Where Shopify has committed more than the
orders that were read account for, somebody else's order stands there: the SKU is left to the full round.
"""

from collections.abc import Iterable
from dataclasses import replace

import msgspec

from reconciler import actual, desired, dirt
from reconciler.shopify import reading, reading_dirty
from reconciler.shopify.client import ShopClient
from reconciler.worlds import World


class Aim(msgspec.Struct, frozen=True, kw_only=True):
    """What to read: the SKUs whose levels may be written, and the ids of orders."""

    skus: frozenset[str]
    orders: tuple[str, ...]


async def aim(client: ShopClient, wanted: desired.Desired, dirty: dirt.Dirt) -> Aim:
    """Find out what dirt leads to. Raises `shopify.errors.ShopError`.

    Dirty orders are read once here, for the items they hold: their levels have to be read before the orders are.
    """
    orders = dirty.orders | await reading_dirty.orders_of(client, dirty.fulfillment_orders)
    skus: frozenset[str] = frozenset()
    if wanted.writes_inventory:
        found = await reading.orders(client, sorted(orders), lambda _done, _total: None)
        items = dirty.items | items_of(found)
        skus = await reading_dirty.skus_of(client, items) & {row.sku for row in wanted.stock}
    return Aim(skus=skus, orders=tuple(sorted(orders | _holding(wanted.orders, skus))))


def narrow(world: World) -> World:
    """The world with the stock that may be judged: that of the items that were read, and fully accounted for."""
    opened: dict[tuple[str, str], int] = {}
    for order in world.orders.values():
        for fo in order.fulfillment_orders:
            for line in fo.lines:
                if fo.is_open and line.item_id and fo.location_id:
                    key = (line.item_id, fo.location_id)
                    opened[key] = opened.get(key, 0) + line.remaining
    unclear = {
        item
        for (item, place), level in world.levels.items()
        if place in world.warehouses_at and level.committed > opened.get((item, place), 0)
    }
    judged = {sku for sku, items in world.items_by_sku.items() if not any(item.id in unclear for item in items)}
    return replace(world, stock=tuple(row for row in world.stock if row.sku in judged))


def items_of(orders: Iterable[actual.Order]) -> set[str]:
    """The ids of the items that orders hold and that have to be packed."""
    return {line.item_id for order in orders for line in order.lines if line.item_id and line.requires_shipping}


def _holding(orders: Iterable[desired.Order], skus: frozenset[str]) -> frozenset[str]:
    return frozenset(order.id for order in orders if any(line.sku in skus for line in order.lines))
