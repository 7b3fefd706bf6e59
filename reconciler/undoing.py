"""Undoing: the plan that takes back what a round did, as far as the world has not moved on since.

What a round carried out is read from the store, turned round by `reversing`, and guarded like every plan. What has
moved on is not touched, and the plan says why. `look` shows it, `undo` carries it out.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import msgspec

from reconciler import guards, journal, moving, plans, projecting, reversing, saving, tallies
from reconciler import round as rounds
from reconciler.applying import carrying
from reconciler.contexts import Shop
from reconciler.worlds import World
from store import errors, shops
from store import rounds as records

MODE = "undo"
"""What a round that takes another one back is called."""

CAUSE = "kept"
"""The cause of what is not taken back."""


class UndoError(Exception):
    """A round can't be undone at all; the message says why and what to do instead."""


class Done(NamedTuple):
    """What a round carried out, in its order. `lost`: the answer was lost, so it may not have taken effect."""

    change: plans.Change
    lost: bool


async def look(shop: Shop, round_id: int) -> plans.Plan:
    """What undoing a round would do now. Raises UnknownRoundError, UndoError, and what `round.look` raises."""
    done = _done(shop, round_id)
    return make(shop, await rounds.look(shop), round_id, done)


async def undo(
    shop: Shop,
    round_id: int,
    *,
    shown: plans.Plan | None = None,
    oldest: timedelta = saving.OLDEST,
    told: carrying.Told = lambda _outcome: None,
) -> rounds.Result:
    """Take back what a round did: what a look finds now, or exactly the plan that was shown.

    Raises as `look` does, and saving.StalePlanError where something changed since it was shown.
    """
    done = _done(shop, round_id)

    def hold_to(seen: rounds.Look) -> plans.Plan:
        made = make(shop, seen, round_id, done)
        if shown is None:
            return made
        return saving.hold_to(shown, made, seen.recognised.world, oldest=oldest, again=_AGAIN.format(round_id))

    return await rounds.reconcile(shop, told=told, approve=hold_to, attempts=1, mode=MODE)


_AGAIN = "Nothing was undone. Look again: trueup undo {}"


def make(shop: Shop, seen: rounds.Look, round_id: int, done: Sequence[Done]) -> plans.Plan:
    """The plan that takes these changes back in the world that was seen."""
    world = seen.recognised.world
    changes: list[plans.Change] = []
    held: list[plans.Held] = []
    for one in reversed(done):
        if isinstance(one.change.work, plans.SetInventory):
            continue
        found = reversing.reverse(world, one.change)
        if isinstance(found, str) and one.lost:
            found = f"the answer was lost, and nothing of it is to be seen ({found})"
        if isinstance(found, str):
            held.append(_held(one.change, found))
            continue
        found = _because(found, round_id)
        after = projecting.project(world, [found])
        changes.append(msgspec.structs.replace(found, effects=moving.effects(world, after, found.address.order_id)))
        world = after
    for written in _last_writes(done).values():
        back = _level(seen.recognised.world, world, written)
        if isinstance(back, str):
            held.append(_held(written[-1], back))
        elif back is not None:
            changes.append(_because(back, round_id))
    made = msgspec.structs.replace(
        seen.plan,
        changes=tuple(changes),
        waiting=(),
        held=tuple(held),
        scope=f"the undo of round {round_id}",
        warnings=(*seen.plan.warnings, *_warnings(shop, changes)),
    )
    backdrop = tallies.backdrop(shop, seen.recognised.world)
    return msgspec.structs.replace(made, breaches=guards.check(made, shop.limits, shop.allowed, backdrop=backdrop))


def _done(shop: Shop, round_id: int) -> list[Done]:
    """What a round carried out, from the store."""
    with shop.database.reading() as session:
        row = records.get(session, round_id)
        if row.shop_id != shops.get(session, shop.domain).id:
            raise errors.UnknownRoundError(str(round_id))
        if row.status == "running":
            raise UndoError(f"Round {round_id} is still at work. Wait until it is done, or stop it: trueup pause")
        found = [one for one in records.changes(session, round_id) if one.outcome in {"done", "unknown"}]
        ended = row.finished_at or row.started_at
    if any(one.content is None for one in found):
        raise UndoError(f"Round {round_id} was run by an older Trueup, which did not keep what undoing needs.")
    if any(one.outcome == "unknown" for one in found) and shop.clock() - ended < journal.SETTLING_TIME:
        raise UndoError(
            f"The answer to a request of round {round_id} was lost a moment ago, and its effect may still come. "
            f"Wait {journal.SETTLING_TIME.total_seconds():.0f} seconds and try again."
        )
    return [Done(msgspec.convert(one.content, plans.Change), one.outcome == "unknown") for one in found]


Writes = list[plans.Change]


def _last_writes(done: Sequence[Done]) -> dict[tuple[str, str], Writes]:
    """The writes of each level, in their order."""
    found: dict[tuple[str, str], Writes] = {}
    for one in done:
        work = one.change.work
        if isinstance(work, plans.SetInventory):
            found.setdefault((work.item_id, work.location_id), []).append(one.change)
    return found


def _level(now: World, then: World, written: Writes) -> reversing.Reverse | None:
    """Set a level back by what it was changed by. `then` is the world after the moves that are taken back, too."""
    works = [change.work for change in written if isinstance(change.work, plans.SetInventory)]
    last = works[-1]
    key = (last.item_id, last.location_id)
    level, later = now.levels.get(key), then.levels.get(key)
    if not now.writes_inventory:
        return "inventory write-back is off: trueup shop write-inventory on"
    if level is None or later is None or not level.is_active:
        return "the level is not there any more"
    if level.available != last.quantity:
        return f"it is {level.available:,} by now, and the round made it {last.quantity:,}"
    by = sum(work.quantity - work.expected for work in works)
    quantity = max(0, later.available - by)
    if quantity == later.available:
        return None
    return msgspec.structs.replace(
        written[-1],
        work=plans.SetInventory(item_id=key[0], location_id=key[1], quantity=quantity, expected=later.available),
        before=str(later.available),
        after=str(quantity),
    )


def _because(change: plans.Change, round_id: int) -> plans.Change:
    because = plans.Because(difference=change.because.difference, why=f"undo of round {round_id}")
    return msgspec.structs.replace(change, because=because)


def _held(change: plans.Change, why: str) -> plans.Held:
    return plans.Held(
        kind=change.kind,
        stage=change.stage,
        address=change.address,
        summary=f"{change.action}: {change.before} → {change.after}"
        if change.before
        else f"{change.action}: {change.after}",
        cause=CAUSE,
        why=why,
        title=change.title,
    )


def _warnings(shop: Shop, changes: Sequence[plans.Change]) -> tuple[str, ...]:
    """Say that rounds go on, where they do."""
    with shop.database.reading() as session:
        if not changes or shops.get(session, shop.domain).paused:
            return ()
    goes_on = (
        "Rounds go on: as long as rules and figures ask for it, the next one does all this again. "
        "To keep the daemon from writing until you have mended the cause: trueup pause"
    )
    return (goes_on,)
