"""Limiting: limits of one round that decisions of the past would have passed. Used by `replaying`.

Facts with what would have been done about them go in, sentences come out. Only what the record holds is counted: moves
of orders and writes of levels; the limits of a day and shares of a location are not.
"""

from collections.abc import Sequence

import msgspec

from engine.facts import Fact
from reconciler import deeds, guards, measures, plans
from reconciler.differences import Address

_MEASURES = {**measures.COUNTED, "largest_change": measures.find_largest_change}
_OFFER = "set_inventory: "


class _Doing(msgspec.Struct, frozen=True):
    """What the measures of plans need of a change."""

    address: Address
    work: plans.Work


def passed(would: Sequence[tuple[Fact, deeds.Deed]], limits: guards.Limits) -> tuple[str, ...]:
    """Say which limits would have been passed, and by what."""
    doings = [doing for fact, deed in would for doing in _doings(fact, deed)]
    found = []
    for name, measure in _MEASURES.items():
        limit, seen = getattr(limits, name), measure(doings)
        if seen.value > limit:
            found.append(f"the new rules would {seen.would}; the limit {name} is {limit:,}")
    return tuple(found)


def _doings(fact: Fact, deed: deeds.Deed) -> list[_Doing]:
    made: list[_Doing] = []
    for action in deed.done:
        if action == "relocate":
            number = str(fact.values.get("order.number"))
            made.append(_Doing(Address(order=number), plans.Relocate(to_location_id="", lines=(), whole=True)))
        elif action.startswith(_OFFER) and action.removeprefix(_OFFER).isdecimal():
            quantity, available = int(action.removeprefix(_OFFER)), fact.values.get("level.available")
            if isinstance(available, int) and available != quantity:
                sku, place = str(fact.values.get("product.sku")), str(fact.values.get("location.name"))
                work = plans.SetInventory(item_id=sku, location_id=place, quantity=quantity, expected=available)
                made.append(_Doing(Address(sku=sku, location=place), work))
    return made
