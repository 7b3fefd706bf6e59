"""Saved plans: a plan that a person has seen is applied exactly, or refused because the world has moved on.

`hold_to` compares it with what a fresh look would do. A change that is true by now is fine and left out; one that would
come out differently, or isn't wanted any more, refuses the whole plan. What only the fresh look wants is never done.
"""

from datetime import timedelta

import msgspec

from reconciler import desired, fingerprints, journal, plans
from reconciler.worlds import World

OLDEST = timedelta(minutes=15)
"""A plan older than this is refused without a look. Default of the setting."""


class StalePlanError(ValueError):
    """A saved plan no longer fits; the message names every change that doesn't, and how to go on."""


AGAIN = "Nothing was applied. Make a new plan: trueup diff --out plan.json"
"""What a refusal ends with: how to go on."""


def hold_to(
    saved: plans.Plan, fresh: plans.Plan, world: World, *, oldest: timedelta = OLDEST, again: str = AGAIN
) -> plans.Plan:
    """Give what is left to do of a saved plan, with nothing added. `world` is what the fresh look saw.

    `again` is the sentence that a refusal ends with.
    Raises StalePlanError for another shop, an old plan, other rules, or any change that would come out differently.
    """
    if saved.shop != fresh.shop:
        raise StalePlanError(f"The plan is for {saved.shop}, this shop is {fresh.shop}. {again}")
    if saved.is_stopped:
        raise StalePlanError(f"The plan was held by a guard when it was made. {again}")
    age = fresh.made_at - saved.made_at
    if age > oldest:
        raise StalePlanError(f"The plan is {_minutes(age)} old, at most {_minutes(oldest)} are allowed. {again}")
    wanted = {change.key: change for change in fresh.changes}
    left = []
    moved_on = []
    for change in saved.changes:
        now = wanted.get(change.key)
        if now is not None and fingerprints.of(now) == fingerprints.of(change):
            left.append(change)
        elif now is not None:
            moved_on.append(
                f"{_what(change)}: planned {change.before} → {change.after}, now {now.before} → {now.after}"
            )
        elif not _is_true(world, change):
            moved_on.append(f"{_what(change)}: {change.before} → {change.after} {_why_not(fresh, change)}")
    if moved_on:
        lines = "\n".join(f"  - {line}" for line in moved_on)
        raise StalePlanError(f"The shop or the store moved on since the plan was made:\n{lines}\n{again}")
    return msgspec.structs.replace(saved, changes=tuple(left), observed_at=fresh.observed_at)


def _is_true(world: World, change: plans.Change) -> bool:
    """Whether what the change would do is so already."""
    work, address = change.work, change.address
    if isinstance(work, plans.SetInventory):
        level = world.levels.get((work.item_id, work.location_id))
        return level is not None and level.available == work.quantity
    if isinstance(work, plans.STORE_ONLY):
        return _is_stored(world.imported.get(address.order_id or ""), change)
    return journal.recognise(world, journal.Entry(address=address, work=work))


def _is_stored(imported: desired.Order | None, change: plans.Change) -> bool:
    work = change.work
    if isinstance(work, plans.AcceptShop | plans.Notify):
        return True  # the fresh look doesn't want it any more, so the store follows the shop already
    if imported is None:
        return False
    if isinstance(work, plans.AssignWarehouse):
        return any(p.number == change.address.part and p.ship_from == work.warehouse for p in imported.parts)
    if isinstance(work, plans.SplitPart):
        shares = {(part.ship_from, tuple(sorted(part.lines))) for part in imported.parts}
        return {(key, tuple(sorted(lines))) for key, lines in work.parts} <= shares
    if isinstance(work, plans.AddNote):
        return imported.failure == work.reasons
    return isinstance(work, plans.ImportOrder)


def _why_not(fresh: plans.Plan, change: plans.Change) -> str:
    """Why the fresh look doesn't want a change: what holds it, if something does."""
    for held in fresh.held:
        if (held.kind, held.address.order_id, held.address.item_id) == (
            change.kind,
            change.address.order_id,
            change.address.item_id,
        ):
            return f"is held now: {held.why or held.summary}"
    return "is no longer wanted"


def _what(change: plans.Change) -> str:
    if change.address.order is not None:
        return f"order {change.address.order}, {change.action}"
    return f"{change.address.sku or change.address} at {change.address.location or 'the shop'}"


def _minutes(age: timedelta) -> str:
    return f"{age.total_seconds() / 60:.0f} minutes"
