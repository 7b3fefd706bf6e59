"""Measures: how much the changes of a plan would do, in the figures that guards limit.

Changes in, numbers and words out. `guards` compares them with limits; `records` keeps what a round really did, from
which `tallies` adds up a day.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

from reconciler import plans
from reconciler.differences import Address

LEAST_LEVELS = 100
"""A location with fewer known levels has no percentage: one count of a small shelf is half of it soon."""


class Measure(NamedTuple):
    """A figure of a plan, and what the plan would do in words: "set 3 levels"."""

    value: int
    would: str


class Doing(Protocol):
    """Whatever says what is done to what: a change of a plan, an entry of the journal."""

    @property
    def address(self) -> Address:
        """What it is about."""

    @property
    def work(self) -> plans.Work:
        """What is done."""


Some = TypeVar("Some", bound=Doing)


def count_orders_moved(changes: Sequence[Doing]) -> Measure:
    """Orders of which something is moved to another location."""
    moves = [change for change in changes if isinstance(change.work, plans.Relocate)]
    count = len({change.address.order_id or change.address.order or str(change.address) for change in moves})
    return Measure(count, f"move {count:,} {_noun(count, 'order')} to another location")


def count_levels_changed(changes: Sequence[Doing]) -> Measure:
    """Levels that are set."""
    count = len(levels(changes))
    return Measure(count, f"set {count:,} {_noun(count, 'level')}")


def count_levels_zeroed(changes: Sequence[Doing]) -> Measure:
    """Levels that are set from something to nothing."""
    count = sum(work.quantity <= 0 < work.expected for _, work in levels(changes).values())
    return Measure(count, f"set {count:,} {_noun(count, 'level')} to zero")


def count_units_changed(changes: Sequence[Doing]) -> Measure:
    """Units by which levels change, up and down added together."""
    count = sum(abs(work.quantity - work.expected) for _, work in levels(changes).values())
    return Measure(count, f"change levels by {count:,} {_noun(count, 'unit')} in all")


def find_largest_change(changes: Sequence[Doing]) -> Measure:
    """Units by which the level that changes most does."""
    sizes = [(abs(work.quantity - work.expected), change, work) for change, work in levels(changes).values()]
    if not sizes:
        return Measure(0, "")
    size, change, work = max(sizes, key=lambda entry: entry[0])
    what = change.address.sku or work.item_id
    where = change.address.location or work.location_id
    return Measure(size, f"change {what} at {where} by {size:,} units, from {work.expected:,} to {work.quantity:,}")


def find_largest_share(changes: Sequence[Doing], levels_at: Mapping[str, int]) -> Measure:
    """Percent of a location's known levels that are set, where it is most; rounded up.

    `levels_at` counts the known levels by location id. Locations with fewer than LEAST_LEVELS are left out.
    """
    names: dict[str, str] = {}
    touched: Counter[str] = Counter()
    for change, work in levels(changes).values():
        names[work.location_id] = change.address.location or work.location_id
        touched[work.location_id] += 1
    shares = [
        (-(-100 * count // levels_at[place]), place)
        for place, count in touched.items()
        if levels_at.get(place, 0) >= LEAST_LEVELS
    ]
    if not shares:
        return Measure(0, "")
    percent, place = max(shares)
    of = f"{touched[place]:,} of the {levels_at[place]:,} levels at {names[place]}"
    return Measure(percent, f"set {of}, {percent} percent")


COUNTED: Mapping[str, Callable[[Sequence[Doing]], Measure]] = {
    "orders_moved": count_orders_moved,
    "levels_changed": count_levels_changed,
    "levels_zeroed": count_levels_zeroed,
    "units_changed": count_units_changed,
}
"""What adds up over the rounds of a day."""


def tally(changes: Iterable[Doing]) -> dict[str, int]:
    """All counted figures of these changes."""
    known = list(changes)
    return {name: measure(known).value for name, measure in COUNTED.items()}


def levels(changes: Iterable[Some]) -> dict[tuple[str, str], tuple[Some, plans.SetInventory]]:
    """The level writes by item id and location id, the last one of each."""
    return {
        (change.work.item_id, change.work.location_id): (change, change.work)
        for change in changes
        if isinstance(change.work, plans.SetInventory)
    }


def _noun(count: int, one: str) -> str:
    return one if count == 1 else f"{one}s"
