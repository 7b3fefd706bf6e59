"""Outcomes: what came of the action that chooses a ship-from or a quantity, in a few words that can be kept.

`deciding` notes them beside the changes it plans, `recording` keeps them, and `playing` comes to the same ones again.
"""

import msgspec

from reconciler import plans

PLAYED = frozenset({"assign_warehouse", "split", "set_inventory"})
"""Actions of which more than the rules decides what comes of them."""

STAYS = "the ship-from stays"
NOTHING = "nothing"


class Outcome(msgspec.Struct, frozen=True, array_like=True):
    """What is done in the end (`assign_warehouse: warehouse-b`, `set_inventory: 47`), by which rule, and why so.

    `STAYS`: it ships from there already, or a person decided. `NOTHING`: it can't be done, and `why` says what is in
    the way.
    """

    what: str
    rule: str
    why: str = ""


def assigned(warehouse: str, rule: str, why: str) -> Outcome:
    """A warehouse was chosen."""
    return Outcome(f"assign_warehouse: {warehouse}", rule, why)


def split(warehouses: tuple[str | None, ...], rule: str, why: str) -> Outcome:
    """The part becomes several."""
    named = sorted(key or "no warehouse" for key in warehouses)
    return Outcome(f"split: {' + '.join(named)}", rule, why)


def held(action: str, rule: str, why: str) -> Outcome:
    """A rule below holds or ignores what could not be assigned."""
    return Outcome(action, rule, why)


def offered(quantity: int, rule: str) -> Outcome:
    """A quantity is offered, whether or not it has to be written."""
    return Outcome(f"set_inventory: {quantity}", rule)


def of(entry: plans.Change | plans.Held | None, rule: str) -> Outcome:
    """What came of an action of an order's part that the rule asked for."""
    if entry is None:
        return Outcome(STAYS, rule)
    if isinstance(entry, plans.Held):
        actions = {"rule": "hold", plans.Held.IGNORED: "ignore"}
        return held(actions.get(entry.cause, NOTHING), entry.rule, entry.why)
    work, because = entry.work, entry.because
    if isinstance(work, plans.AssignWarehouse) and work.warehouse is not None:
        return assigned(work.warehouse, because.rule, because.why)
    if isinstance(work, plans.SplitPart):
        return split(tuple(key for key, _ in work.parts), because.rule, because.why)
    raise ValueError(f"{entry.action} is nothing that chooses a ship-from.")
