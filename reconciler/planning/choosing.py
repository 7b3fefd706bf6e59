"""Choosing a ship-from: the ways in which a rule may name a warehouse, each with the reason for its choice.

The arguments of an `assign_warehouse` and an offer, which sees what the changes before it leave, go in; a warehouse and
a sentence come out, or what stands in the way. Two orders for the last unit therefore do not both find it. Used by
`orders` for what is done and by `playing` for what would have been.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from reconciler import shelves
from reconciler.planning.offers import Offer
from store import nearest

_CHOOSE_ONE = "Choose one: trueup warehouses default WAREHOUSE"
_ADD_ONE = 'Add one: trueup warehouses add WAREHOUSE "NAME" --default'

NOTHING_TO_SPLIT = "its locations lead to the same warehouse, so there is nothing to split"


class Choice(NamedTuple):
    """A warehouse's key and why it was chosen ("" where the rule names it), or why none was and what mends that."""

    warehouse: str | None
    why: str
    fix: str = ""


def choose(arguments: Mapping[str, object], offer: Offer) -> Choice:
    """Choose a warehouse in the way that the rule asks for."""
    if arguments.get("default"):
        if offer.default is None:
            return Choice(None, "there is no default warehouse", _CHOOSE_ONE if offer.warehouses else _ADD_ONE)
        return Choice(offer.default, "it is the default warehouse")
    if (provinces := arguments.get("by_province")) is not None:
        return _by_province(offer, dict(_pairs(provinces)))
    if (first := arguments.get("first_with_stock")) is not None:
        return _with_stock(offer, _texts(first), rank=False)
    if (most := arguments.get("most_stock")) is not None:
        every = sorted(key for key, _ in offer.warehouses)
        return _with_stock(offer, every if most is True else _texts(most), rank=True)
    name = arguments.get("name")
    return _named(offer, name if isinstance(name, str) else "")


def joined(*reasons: str) -> str:
    """Several reasons as one sentence, empty ones left out."""
    return "; ".join(reason for reason in reasons if reason)


def missed(rule: str, why: str) -> str:
    """Say that a rule came first and found no warehouse."""
    return f"{rule} comes first, but {why}"


def _named(offer: Offer, name: str) -> Choice:
    keys = dict(offer.warehouses)
    key = name if name in keys else next((key for key, known in offer.warehouses if known == name), None)
    if key is not None:
        return Choice(key, "")
    near = nearest.find(name, [*keys, *keys.values()])
    hint = f'Did you mean "{near}"?' if near else "See `trueup warehouses list`."
    return Choice(None, f'there is no warehouse "{name}"', hint)


def _by_province(offer: Offer, provinces: dict[str, str]) -> Choice:
    words = [f"{offer.country}-{offer.province}", offer.province] if offer.province else []
    for word in words:
        if word in provinces:
            found = _named(offer, provinces[word])
            return Choice(found.warehouse, f"it ships to {word}", found.fix) if found.warehouse else found
    where = f"the province {words[0]}" if words else "an address without a province"
    return Choice(None, f"no warehouse is named for {where}", "Name one under by_province, or add a rule below.")


def _with_stock(offer: Offer, names: Sequence[str], *, rank: bool) -> Choice:
    keys: list[str] = []
    for name in names:
        found = _named(offer, name)
        if found.warehouse is None:
            return found
        keys.append(found.warehouse)
    needed, free = dict(offer.needed), offer.figures()
    spare = {key: shelves.spare(free, key, needed) for key in keys}
    fitting = [key for key in keys if spare[key] >= 0]
    listed = ", ".join(keys) or "no warehouse"
    what = " and ".join(f"{units} x {sku or 'an item without a SKU'}" for sku, units in needed.items())
    if not fitting:
        return Choice(None, f"none of {listed} has {what}", "Count or restock the goods, or add a rule below.")
    if not rank:
        return Choice(fitting[0], f"it is the first of {listed} that has {what}")
    best = max(fitting, key=lambda key: spare[key])  # of equals the first
    equals = [key for key in fitting if spare[key] == spare[best] and key != best]
    tie = f", as many as {' and '.join(equals)}, and comes before" if equals else ""
    return Choice(best, f"of {listed} it has most left beyond {what}: {spare[best]}{tie}")


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, tuple | list) else ()


def _pairs(value: object) -> tuple[tuple[str, str], ...]:
    return tuple((str(name), str(one)) for name, one in value) if isinstance(value, tuple | list) else ()
