"""Guards: limits on how much one round may change.

`check` takes a plan and says which limits it breaks; `round` puts the answer into the plan, and a plan with a
breach is never applied, not even in part. Reports show the breaches first. `read_allowed` reads the words with
which a person allows a limit to be passed once.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping

import msgspec

from reconciler import plans


class GuardError(ValueError):
    """A limit, or the permission to pass one, doesn't make sense; the message says how to write it."""


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The most that one round may do. All are on by default; 0 means "never without asking".

    The defaults let an ordinary day of a shop with some thousand items pass, and stop what goes wrong in practice:
    a feed that came empty, a mapping to the wrong location, a rule that matches everything.

    orders_moved: orders whose fulfillment orders are moved to another location. Moving frees and takes stock at
        once and can't be undone for parcels already packed; 50 is a busy morning, thousands is a wrong mapping.
    levels_changed: levels that are set. 500 is two full write batches; the first round of a new shop passes it,
        and that one should be looked at by a person.
    levels_zeroed: levels that are set from something to nothing. Each stops selling a product, and an empty or
        truncated feed looks just like this, so the limit is small.
    largest_change: units by which a single level changes, up or down. Far off means a typing slip or a wrong unit
        (pieces for boxes) far more often than a delivery.
    """

    orders_moved: int = 50
    levels_changed: int = 500
    levels_zeroed: int = 20
    largest_change: int = 1000

    def __post_init__(self) -> None:
        """Raise GuardError for a negative limit."""
        for name in GUARDS:
            if getattr(self, name) < 0:
                raise GuardError(f"The limit {name} is {getattr(self, name)}; it must be 0 or more.")


def check(plan: plans.Plan, limits: Limits, allowed: Mapping[str, int] | None = None) -> tuple[plans.Breach, ...]:
    """Say which limits the plan breaks, in the order of `Limits`.

    `allowed` names guards and the value that a person allows this once; it stands in for the limit.
    Raises GuardError when it names a guard that doesn't exist or a negative value.
    """
    permitted = dict(allowed or {})
    for name, value in permitted.items():
        _insist(name, value)
    breaches = []
    for name, measure in _MEASURES.items():
        limit = permitted.get(name, getattr(limits, name))
        value, would = measure(plan.changes)
        if value > limit:
            breaches.append(
                plans.Breach(
                    guard=name,
                    limit=limit,
                    value=value,
                    summary=f"This plan would {would}; the limit for one round is {limit:,}.",
                    allow=f"--allow {name}={value}",
                )
            )
    return tuple(breaches)


def read_allowed(words: Iterable[str]) -> dict[str, int]:
    """Read permissions such as `levels_changed=812`, as `--allow` takes them.

    Raises GuardError for a word of another form, a guard that doesn't exist, or a negative value.
    """
    allowed = {}
    for word in words:
        name, equals, number = (piece.strip() for piece in word.partition("="))
        if not equals or not number.isdecimal():
            raise GuardError(f"--allow {word}: write it as GUARD=NUMBER, for example --allow levels_changed=812.")
        _insist(name, int(number))
        allowed[name] = int(number)
    return allowed


def _insist(name: str, value: int) -> None:
    if name not in GUARDS:
        near = difflib.get_close_matches(name, GUARDS, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"The guards are {', '.join(GUARDS)}."
        raise GuardError(f"There is no guard {name!r}. {hint}")
    if value < 0:
        raise GuardError(f"{name} can't be allowed up to {value}; the number must be 0 or more.")


def _count_orders_moved(changes: Iterable[plans.Change]) -> tuple[int, str]:
    moves = [change for change in changes if isinstance(change.work, plans.Relocate)]
    count = len({change.address.order_id or change.address.order or change.key for change in moves})
    return count, f"move {count:,} {'order' if count == 1 else 'orders'} to another location"


def _count_levels_changed(changes: Iterable[plans.Change]) -> tuple[int, str]:
    count = len(_levels(changes))
    return count, f"set {count:,} {'level' if count == 1 else 'levels'}"


def _count_levels_zeroed(changes: Iterable[plans.Change]) -> tuple[int, str]:
    zeroed = [work for _, work in _levels(changes).values() if work.quantity <= 0 < work.expected]
    count = len(zeroed)
    return count, f"set {count:,} {'level' if count == 1 else 'levels'} to zero"


def _find_largest_change(changes: Iterable[plans.Change]) -> tuple[int, str]:
    sizes = [(abs(work.quantity - work.expected), change, work) for change, work in _levels(changes).values()]
    if not sizes:
        return 0, ""
    size, change, work = max(sizes, key=lambda entry: entry[0])
    what = change.address.sku or work.item_id
    where = change.address.location or work.location_id
    return size, f"change {what} at {where} by {size:,} units, from {work.expected:,} to {work.quantity:,}"


def _levels(changes: Iterable[plans.Change]) -> dict[tuple[str, str], tuple[plans.Change, plans.SetInventory]]:
    return {
        (change.work.item_id, change.work.location_id): (change, change.work)
        for change in changes
        if isinstance(change.work, plans.SetInventory)
    }


_MEASURES: dict[str, Callable[[Iterable[plans.Change]], tuple[int, str]]] = {
    "orders_moved": _count_orders_moved,
    "levels_changed": _count_levels_changed,
    "levels_zeroed": _count_levels_zeroed,
    "largest_change": _find_largest_change,
}

GUARDS = tuple(_MEASURES)
"""The names of the guards, as settings and `--allow` use them."""
