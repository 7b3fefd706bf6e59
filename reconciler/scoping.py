"""Scopes: a plan narrowed to one order, SKU, location or stage.

`round` narrows the plan before the guards look at it; the command line makes the `Scope` from its options. What is
left can be applied by itself: a change stays when something that stays needs it first.
"""

import msgspec

from reconciler import plans
from reconciler.differences import Address, Stage


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """What to look at. What is None doesn't narrow; what is given must all fit. Names are compared exactly."""

    order: str | None = None
    sku: str | None = None
    location: str | None = None
    stage: Stage | None = None

    @property
    def is_everything(self) -> bool:
        """Whether nothing is narrowed."""
        return self == Scope()

    @property
    def order_number(self) -> str | None:
        """The bare order number: people type `#1001` as well as `1001`."""
        return self.order and self.order.removeprefix("#")

    def describe(self) -> str:
        """Say it in words; empty when nothing is narrowed."""
        words = [
            ("order", self.order_number),
            ("SKU", self.sku),
            ("location", self.location),
            ("stage", self.stage),
        ]
        return ", ".join(f"{word} {value}" for word, value in words if value is not None)


def narrow(plan: plans.Plan, scope: Scope) -> plans.Plan:
    """Keep what the scope is about, and what that needs; the order of changes stays.

    An order is kept or left out as one: whatever comes before a kept change of an order stays with it (it is moved
    before its tracking is written). A level that is set also keeps the moves that change this level, because its
    new value was worked out with them. Breaches are left alone: check guards after narrowing.
    """
    if scope.is_everything:
        return plan
    touched = _touched_by_orders(plan)
    kept = {
        index
        for index, change in enumerate(plan.changes)
        if _is_about(scope, change.address, _subjects(change, touched)) and scope.stage in {None, change.stage}
    }
    return msgspec.structs.replace(
        plan,
        changes=tuple(plan.changes[index] for index in sorted(_with_needs(plan, kept))),
        waiting=tuple(
            change
            for change in plan.waiting
            if _is_about(scope, change.address, _waiting_subjects(change, touched))
            and scope.stage in {None, change.stage}
        ),
        held=tuple(
            held
            for held in plan.held
            if _is_about(scope, held.address, _held_subjects(held, touched)) and scope.stage in {None, held.stage}
        ),
        scope=scope.describe(),
    )


Subject = tuple[str | None, str | None]
"""A SKU and a location's name."""


def _touched_by_orders(plan: plans.Plan) -> dict[str, set[Subject]]:
    """Per order, every SKU and location that any of its changes is about: an order is in or out as one."""
    touched: dict[str, set[Subject]] = {}
    for change in plan.changes:
        if change.address.order is not None:
            touched.setdefault(change.address.order, set()).update(_own_subjects(change))
    for held in plan.held:
        if held.address.order is not None:
            touched.setdefault(held.address.order, set()).add((held.address.sku, held.address.location))
    return touched


def _own_subjects(change: plans.Change) -> set[Subject]:
    subjects: set[Subject] = {(change.address.sku, change.address.location)}
    subjects.update((effect.sku, effect.location) for effect in change.effects)
    if isinstance(change.work, plans.ImportOrder | plans.AcceptShop):
        subjects.update((line[1], None) for line in change.work.lines)
    return subjects


def _subjects(change: plans.Change, touched: dict[str, set[Subject]]) -> set[Subject]:
    return touched[change.address.order] if change.address.order is not None else _own_subjects(change)


def _waiting_subjects(change: plans.Change, touched: dict[str, set[Subject]]) -> set[Subject]:
    return _own_subjects(change) | touched.get(change.address.order or "", set())


def _held_subjects(held: plans.Held, touched: dict[str, set[Subject]]) -> set[Subject]:
    if held.address.order is not None:
        return touched[held.address.order]
    return {(held.address.sku, held.address.location)}


def _is_about(scope: Scope, address: Address, subjects: set[Subject]) -> bool:
    if scope.order_number is not None and address.order != scope.order_number:
        return False
    if scope.sku is not None and scope.sku not in {sku for sku, _ in subjects}:
        return False
    return scope.location is None or scope.location in {location for _, location in subjects}


def _with_needs(plan: plans.Plan, kept: set[int]) -> set[int]:
    """Add, until nothing is missing, the earlier changes that a kept one needs."""
    by_order: dict[str, list[int]] = {}
    moving: dict[Subject, list[int]] = {}
    stocking: dict[Subject, list[int]] = {}
    for index, change in enumerate(plan.changes):
        if change.address.order is not None:
            by_order.setdefault(change.address.order, []).append(index)
        for effect in change.effects:
            moving.setdefault((effect.sku, effect.location), []).append(index)
        if isinstance(change.work, plans.StockAtLocation):
            stocking.setdefault((change.address.sku, change.address.location), []).append(index)
    everything = set(kept)
    waiting = list(kept)
    while waiting:
        index = waiting.pop()
        change = plan.changes[index]
        needs = list(by_order.get(change.address.order or "", ()))
        for subject in _own_subjects(change):
            needs.extend(stocking.get(subject, ()))
            if isinstance(change.work, plans.SetInventory):
                needs.extend(moving.get(subject, ()))
        fresh = {need for need in needs if need < index} - everything
        everything |= fresh
        waiting.extend(fresh)
    return everything
