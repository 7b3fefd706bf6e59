"""One round: a pass over one shop, from observing to outcomes. Read it top to bottom.

`plan` looks and decides and has no side effect: a dry run ends there, by not calling `apply`. `reconcile` carries out
what it planned, and looks again at once when the shop moved on under it.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import NamedTuple

import msgspec

from engine.decisions import Decision, Missed
from engine.facts import Fact
from reconciler import (
    actual,
    aiming,
    cautions,
    desiring,
    feeding,
    flapping,
    guards,
    journal,
    observing,
    plans,
    quiet_hours,
    recognising,
    recording,
    records,
    ruling,
    saving,
    scoping,
    staging,
    tallies,
    waiting,
    worlds,
)
from reconciler.applying import carrying
from reconciler.contexts import Shop
from reconciler.scoping import Scope

EVERYTHING = Scope()
MOST_ATTEMPTS = 3
"""A round looks again at once when the shop moved on or refused something, this often; then the next round does."""

LOOK_AGAIN = frozenset({"stale", "refused"})


class Look(NamedTuple):
    """A plan with what it was made from.

    `facts` are what the rules were asked about, `decisions` what they said, `missed` what of it can't be done, by fact.
    `asked` is what is kept of them.
    """

    plan: plans.Plan
    recognised: recognising.Recognised
    orders: dict[str, actual.Order]
    locations: tuple[actual.Location, ...]
    facts: tuple[Fact, ...]
    decisions: tuple[Decision, ...]
    missed: Mapping[str, tuple[Missed, ...]]
    asked: recording.Seen


async def look(shop: Shop, scope: Scope = EVERYTHING, *, writing: bool = False) -> Look:
    """Observe one shop and plan what to do about every difference. Only with `writing` old intents are concluded.

    Where the shop says `only`, that dirt and what hangs on it is looked at, and nothing else.
    """
    wanted = desiring.desire(shop.database, shop.domain)
    observed = await observing.observe(shop.client, wanted, clock=shop.clock, progress=shop.progress, only=shop.only)
    unshipped = [order.id for order in observed.orders if recognising.waits(order)]
    reopened = desiring.closed_among(shop.database, shop.domain, wanted, unshipped)
    if reopened:
        wanted = desiring.desire(shop.database, shop.domain, reopened=reopened)
    resting = quiet_hours.resting(shop.quiet, observed.observed_at)
    first = worlds.of(wanted, observed, retry_refused_after=shop.retry_refused_after, resting=resting)
    recognised = recognising.recognise(first if shop.only is None else aiming.narrow(first), reopened)
    # Whoever lost the shop while reading has seen too little to judge what the new holder is doing.
    settled = journal.settle(shop, recognised.world, writing=writing and shop.may_go_on())
    recognised = recognising.take_over(recognised, settled)
    staged = staging.run(recognised.world, shop.decider, shapes=ruling.shapes(shop.ruleset))
    changes, left_alone = _apart(staged.changes, settled.unsettled)
    parted = flapping.apart(shop, changes)
    plan = plans.Plan(
        shop=shop.domain,
        made_at=shop.clock(),
        observed_at=observed.observed_at,
        rules_digest=shop.ruleset.digest,
        engine=shop.decider.name,
        changes=parted.changes,
        waiting=tuple(one for one in staged.waiting if one.address.order_id not in settled.unsettled),
        held=(*staged.held, *left_alone, *parted.held),
        counts=plans.Counts(
            orders=len(observed.orders),
            levels=len(observed.levels),
            locations=len(observed.locations),
            differences=staged.differences,
        ),
        writes_inventory=wanted.writes_inventory,
        warnings=(*cautions.of(shop), *shop.decider.warnings, *settled.warnings, *parted.warnings),
    )
    plan = scoping.narrow(plan, scope)
    backdrop = tallies.backdrop(shop, recognised.world)
    breaches = guards.check(plan, shop.limits, shop.allowed, backdrop=backdrop, on_breach=shop.on_breach)
    plan = msgspec.structs.replace(plan, breaches=breaches)
    orders = {order.id: order for order in observed.orders}
    seen = recording.Seen(observed.observed_at, staged.facts, staged.decisions, staged.bases, staged.outcomes)
    return Look(plan, recognised, orders, observed.locations, staged.facts, staged.decisions, staged.missed, seen)


async def plan(shop: Shop, scope: Scope = EVERYTHING) -> plans.Plan:
    """What a round would do: the dry run."""
    return (await look(shop, scope)).plan


class Result(NamedTuple):
    """What a round did: its number in the store, the last plan, and the outcomes of all attempts.

    `waiting` are the numbers of rounds of which something waits for a person's approval.
    """

    round_id: int
    plan: plans.Plan
    outcomes: tuple[plans.Outcome, ...]
    waiting: tuple[int, ...] = ()


async def reconcile(  # noqa: PLR0913 - the ways in which a round can be asked for
    shop: Shop,
    scope: Scope = EVERYTHING,
    *,
    told: carrying.Told = lambda _outcome: None,
    approve: Callable[[Look], plans.Plan] = lambda seen: seen.plan,
    attempts: int = MOST_ATTEMPTS,
    mode: str = "",
) -> Result:
    """Run one whole round. `approve` sees each look before its plan is applied, and gives what may be applied of it.

    `mode` names it in the record, where it is not the usual one. Raises shopify.errors.ShopError when the shop can't
    be read; the round is then recorded as failed.
    """
    round_id = records.begin(shop, mode=mode)
    outcomes: list[plans.Outcome] = []
    unapproved: tuple[int, ...] = ()
    with records.failing(shop, round_id):
        if shop.only is None:
            await feeding.refresh(shop)
        for attempt in range(attempts):
            seen = await look(shop, scope, writing=True)
            recording.record(shop, round_id, attempt, seen.asked)
            made = approve(seen)
            records.remember(shop, seen.recognised, seen.locations)
            records.planned(shop, round_id, made, start=len(outcomes))
            if not mode:
                whole = scope.is_everything and shop.only is None
                unapproved = waiting.settle(shop, round_id, seen.plan, is_whole=whole, is_applied=made is not seen.plan)
            if made.is_stopped:
                break
            done = await carrying.apply(shop, made, round_id=round_id, orders=seen.orders, told=told)
            records.came_out(shop, round_id, made, done, start=len(outcomes))
            outcomes.extend(done)
            if not any(outcome.result in LOOK_AGAIN for outcome in done) or not shop.may_go_on():
                break
        records.finish(shop, round_id, made, outcomes)
    return Result(round_id, made, tuple(outcomes), unapproved)


async def apply_saved(
    shop: Shop,
    saved: plans.Plan,
    *,
    oldest: timedelta = saving.OLDEST,
    told: carrying.Told = lambda _outcome: None,
) -> Result:
    """Apply exactly a plan that somebody has seen. Raises saving.StalePlanError, and nothing is applied then."""
    return await reconcile(
        shop,
        told=told,
        approve=lambda seen: saving.hold_to(saved, seen.plan, seen.recognised.world, oldest=oldest),
        attempts=1,
    )


def _apart(
    changes: tuple[plans.Change, ...], unsettled: frozenset[str]
) -> tuple[tuple[plans.Change, ...], tuple[plans.Held, ...]]:
    """Leave alone every order whose last request may still take effect, and the levels that its changes would move."""
    waiting = [change for change in changes if change.address.order_id in unsettled]
    moved = {(effect.sku, effect.location) for change in waiting for effect in change.effects}
    levels = [
        change
        for change in changes
        if isinstance(change.work, plans.SetInventory) and (change.address.sku, change.address.location) in moved
    ]
    apart = {id(change) for change in (*waiting, *levels)}
    held = tuple(
        plans.Held(
            kind=change.kind,
            stage=change.stage,
            address=change.address,
            summary=change.because.difference,
            cause="waiting",
            why="the answer to an earlier request was lost, and its effect may still come",
            title=change.title,
        )
        for change in changes
        if id(change) in apart
    )
    return tuple(change for change in changes if id(change) not in apart), held
