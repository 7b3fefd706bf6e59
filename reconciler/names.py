"""Names that a person types: an order, a SKU, a location. What neither the store nor the shop knows is refused.

A narrowed look that finds nothing says "nothing to do", which a mistyped name must never do. The command line asks here
before it narrows a round or explains something.
"""

import msgspec

from reconciler import actual, desiring, observing
from reconciler.contexts import Shop
from reconciler.scoping import Scope
from reconciler.shopify import reading
from store import errors, locations, orders, skus


async def resolve(shop: Shop, scope: Scope) -> Scope:
    """The scope with every name known, its order by the number that addresses carry.

    The store is asked first and the shop only about what the store has never heard of, so a right name costs nothing
    or a request or two. Raises store's UnknownOrderError, UnknownSkuError and UnknownLocationError with the nearest
    name, AmbiguousNameError, and what `shopify.reading` raises.
    """
    order = scope.order if scope.order is None else await _find_order(shop, scope.order)
    if scope.sku is not None:
        await _check_sku(shop, scope.sku)
    if scope.location is not None:
        await _check_location(shop, scope.location)
    return msgspec.structs.replace(scope, order=order)


async def _find_order(shop: Shop, written: str) -> str:
    with shop.database.reading() as session:
        try:
            return orders.find(session, shop.domain, written).number
        except errors.UnknownOrderError:
            known = orders.latest_numbers(session, shop.domain)
    await reading.check_access(shop.client)
    found = await reading.order_by_number(shop.client, written)
    if found is not None:
        return found.number
    # A search lags behind by seconds: an order of just now is only among those that are open.
    bare = written.strip().removeprefix("#")
    observed = await _orders(shop)
    for order in observed:
        if bare in {order.number, order.name.removeprefix("#")}:
            return order.number
    raise errors.UnknownOrderError(written, [*known, *(order.number for order in observed)], _nowhere(shop))


async def _check_sku(shop: Shop, sku: str) -> None:
    with shop.database.reading() as session:
        if skus.is_known(session, sku):
            return
        known = skus.list_all(session)
    await reading.check_access(shop.client)
    if await reading.items(shop.client, {sku}, _silent):
        return
    # A line that was typed into an order by hand stands in no catalogue.
    ordered = {line.sku for order in await _orders(shop) for line in order.lines if line.sku}
    if sku in ordered:
        return
    known = known or list(await reading.first_skus(shop.client))
    raise errors.UnknownSkuError(sku, [*known, *ordered], _nowhere(shop))


async def _check_location(shop: Shop, name: str) -> None:
    with shop.database.reading() as session:
        known = {location.name for location in locations.list_all(session, shop.domain)}
    if name in known:
        return
    await reading.check_access(shop.client)
    known |= {location.name for location in await reading.locations(shop.client)}
    if name not in known:
        raise errors.UnknownLocationError(name, known, "List them: trueup locations")


async def _orders(shop: Shop) -> tuple[actual.Order, ...]:
    """The orders that a round would look at. Only read once a name was not found: for a slip, a look is not dear."""
    wanted = desiring.desire(shop.database, shop.domain)
    return (await observing.observe(shop.client, wanted, clock=shop.clock, progress=shop.progress)).orders


def _nowhere(shop: Shop) -> str:
    return f"Neither {shop.domain} nor the database has it."


def _silent(_done: int, _total: int | None) -> None:
    """No progress bar for one name."""
