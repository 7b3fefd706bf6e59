"""Shopify's order routing: which location is to send which lines of a new order.

Called when orders are placed and edited.

Source: Shopify help, managing orders by location: one location that has everything, by priority; an oversold line
goes to the first location by priority that stocks it. Lines are not divided between locations.
"""

from collections.abc import Iterable

from simulator.state.locations import Location
from simulator.state.orders import LineItem
from simulator.state.shops import Shop


def candidates(shop: Shop) -> list[Location]:
    """Return the locations that may be given orders, preferred first."""
    known = (shop.locations.get(each) for each in shop.routing)
    return [location for location in known if location is not None and location.active and location.ships_inventory]


def route(shop: Shop, lines: Iterable[LineItem], forced: dict[str, int]) -> dict[int, list[LineItem]]:
    """Return the lines by location. `forced` names the location of a SKU outright.

    A shop without any location that ships gets an empty answer.
    """
    choices = candidates(shop)
    placed: dict[int, list[LineItem]] = {}
    free = []
    for line in lines:
        if line.sku is not None and line.sku in forced:
            placed.setdefault(forced[line.sku], []).append(line)
        else:
            free.append(line)
    if not free or not choices:
        return placed
    for location in choices:
        if all(_has(shop, location, line) for line in free):
            placed.setdefault(location.id, []).extend(free)
            return placed
    for line in free:
        placed.setdefault(_best(shop, choices, line).id, []).append(line)
    return placed


def _best(shop: Shop, choices: list[Location], line: LineItem) -> Location:
    having = [location for location in choices if _has(shop, location, line)]
    stocking = [location for location in choices if shop.stocks(location.id, line.item_id)]
    return (having or stocking or choices)[0]


def _has(shop: Shop, location: Location, line: LineItem) -> bool:
    if not shop.stocks(location.id, line.item_id):
        return False
    level = shop.tracked_level(line, location.id)
    return level is None or level.available >= line.current_quantity
