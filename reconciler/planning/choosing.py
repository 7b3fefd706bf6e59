"""Choosing a ship-from: the ways in which a rule may name a warehouse, each with the reason for its choice.

An `assign_warehouse` and the world as the changes before it leave it go in; a warehouse and a sentence come out, or
what stands in the way. Two orders for the last unit therefore do not both find it. Used by `orders`.
"""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import NamedTuple

from reconciler import actual, desired, shelves
from reconciler.planning.entries import Asked
from reconciler.worlds import World


class Choice(NamedTuple):
    """A warehouse's key and why it was chosen ("" where the rule names it), or why none was and what mends that."""

    warehouse: str | None
    why: str
    fix: str = ""


def choose(asked: Asked) -> Choice:
    """Choose a warehouse in the way that the rule asks for."""
    world, arguments = asked.world, asked.arguments
    if arguments.get("default"):
        if world.default_warehouse is None:
            return Choice(None, "there is no default warehouse", "Choose one: trueup warehouses default WAREHOUSE")
        return Choice(world.default_warehouse.key, "")
    if (provinces := arguments.get("by_province")) is not None:
        return _by_province(asked, dict(_pairs(provinces)))
    if (first := arguments.get("first_with_stock")) is not None:
        return _with_stock(asked, _texts(first), rank=False)
    if (most := arguments.get("most_stock")) is not None:
        return _with_stock(asked, sorted(world.warehouses) if most is True else _texts(most), rank=True)
    return _named(world, asked.text("name"))


def _named(world: World, name: str) -> Choice:
    key = name if name in world.warehouses else next((w.key for w in world.warehouses.values() if w.name == name), None)
    if key is not None:
        return Choice(key, "")
    near = get_close_matches(name, [*world.warehouses, *(w.name for w in world.warehouses.values())], 1)
    hint = f'Did you mean "{near[0]}"?' if near else "See `trueup warehouses list`."
    return Choice(None, f'there is no warehouse "{name}"', hint)


def _by_province(asked: Asked, provinces: dict[str, str]) -> Choice:
    to = asked.world.orders[asked.difference.address.order_id or ""].ship_to
    words = [f"{to.country}-{to.province}", to.province or ""] if to.province else []
    for word in words:
        if word in provinces:
            found = _named(asked.world, provinces[word])
            return Choice(found.warehouse, f"it ships to {word}", found.fix) if found.warehouse else found
    where = f"the province {words[0]}" if words else "an address without a province"
    return Choice(None, f"no warehouse is named for {where}", "Name one under by_province, or add a rule below.")


def _with_stock(asked: Asked, names: Sequence[str], *, rank: bool) -> Choice:
    world = asked.world
    keys: list[str] = []
    for name in names:
        found = _named(world, name)
        if found.warehouse is None:
            return found
        keys.append(found.warehouse)
    order, imported, part = _looked_at(asked)
    needed = shelves.needs(order, imported, part)
    free = shelves.beside(world, needed, imported, part)
    spare = {key: shelves.spare(free, key, needed) for key in keys}
    fitting = [key for key in keys if spare[key] >= 0]
    listed = ", ".join(keys) or "no warehouse"
    what = " and ".join(f"{units} x {sku or 'an item without a SKU'}" for sku, units in needed.items())
    if not fitting:
        return Choice(None, f"none of {listed} has {what}", "Count or restock the goods, or add a rule below.")
    if not rank:
        return Choice(fitting[0], f"it is the first of {listed} that has {what}")
    best = max(fitting, key=lambda key: spare[key])  # of equals the first
    return Choice(best, f"of {listed} it has most left beyond {what}: {spare[best]}")


def _looked_at(asked: Asked) -> tuple[actual.Order, desired.Order | None, desired.Part | None]:
    address = asked.difference.address
    imported = asked.world.imported.get(address.order_id or "")
    number = address.part or 1
    part = next((one for one in imported.parts if one.number == number), None) if imported else None
    return asked.world.orders[address.order_id or ""], imported, part


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, tuple | list) else ()


def _pairs(value: object) -> tuple[tuple[str, str], ...]:
    return tuple((str(name), str(one)) for name, one in value) if isinstance(value, tuple | list) else ()
