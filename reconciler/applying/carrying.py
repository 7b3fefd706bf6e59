"""Carrying out a whole plan: what concerns orders first, in the plan's order, then the levels.

Each request to the shop is journalled before it leaves and after its answer. What an order needs first and didn't get
stops the rest of that order, never other orders.
"""

from collections.abc import Callable, Sequence

from reconciler import actual, fingerprints, journal, plans
from reconciler.applying import level_work, order_work, remarks, store_work
from reconciler.applying.steps import Step
from reconciler.contexts import Shop
from reconciler.differences import Kind
from reconciler.shopify import errors
from store import orders as stored
from store import refusals, timeline

Told = Callable[[plans.Outcome], None]
"""Told about each outcome as it comes, for progress bars and the round's record."""


class StoppedPlanError(RuntimeError):
    """A plan that a guard holds can't be applied."""


async def apply(
    shop: Shop, plan: plans.Plan, *, round_id: int | None, orders: dict[str, actual.Order], told: Told
) -> list[plans.Outcome]:
    """Carry out a plan; one outcome per change. `orders` are those that the plan was made from.

    Raises StoppedPlanError for a plan with breaches. A shop that can't be reached ends it: the rest is skipped.
    """
    if plan.is_stopped:
        raise StoppedPlanError("A guard holds this plan; nothing of it was applied.")
    step = Step(shop=shop, round_id=round_id, observed_at=plan.observed_at, orders=dict(orders))
    outcomes: list[plans.Outcome] = []

    def add(made: list[plans.Outcome]) -> None:
        for outcome in made:
            outcomes.append(outcome)
            told(outcome)

    levels = [change for change in plan.changes if isinstance(change.work, plans.SetInventory)]
    others = [change for change in plan.changes if not isinstance(change.work, plans.SetInventory)]
    ended = await _orders(step, others, add)
    if ended:
        add([step.outcome(change, "skipped", ended) for change in levels])
        return outcomes
    missing = _not_moved(outcomes)
    waiting = [change for change in levels if (change.address.sku, change.address.location) in missing]
    add([step.outcome(change, "skipped", "what moves its stock was not done") for change in waiting])
    levels = [change for change in levels if (change.address.sku, change.address.location) not in missing]
    try:
        await level_work.carry_out(step, levels, touched=level_work.touched_before(plan.changes), told=add)
    except errors.ShopError as error:
        told_already = {id(outcome.change) for outcome in outcomes}
        add([step.outcome(change, "skipped", str(error)) for change in levels if id(change) not in told_already])
    _remember_refusals(shop, [outcome for outcome in outcomes if isinstance(outcome.change.work, plans.SetInventory)])
    return outcomes


def _not_moved(outcomes: Sequence[plans.Outcome]) -> set[tuple[str | None, str | None]]:
    """SKU and location of levels whose targets were worked out with a change that was not carried out."""
    failed = [outcome.change for outcome in outcomes if outcome.result not in {"done", "already"}]
    found: set[tuple[str | None, str | None]] = set()
    for change in failed:
        found.update((effect.sku, effect.location) for effect in change.effects)
        if isinstance(change.work, plans.StockAtLocation):
            found.add((change.address.sku, change.address.location))
    return found


async def _orders(step: Step, changes: Sequence[plans.Change], add: Callable[[list[plans.Outcome]], None]) -> str:
    """Carry out everything but levels. Gives why it ended early, empty when it didn't."""
    stuck: dict[str, str] = {}
    lost: set[str] = set()
    ended = ""
    for change in changes:
        if not ended and not step.shop.may_go_on():
            ended = "stopped before it was done"
        order = change.address.order_id or ""
        if ended:
            add([step.outcome(change, "skipped", ended)])
        elif order in stuck and (change.kind is not Kind.FAILURE_OPEN or order in lost):
            add([step.outcome(change, "skipped", f"something before it was not done: {stuck[order]}")])
        else:
            outcome, ended = await _one(step, change)
            if outcome.result not in {"done", "already"} and order:
                stuck[order] = outcome.message or outcome.result
            if outcome.result == "unknown":
                lost.add(order)
            add([outcome])
    return ended


async def _one(step: Step, change: plans.Change) -> tuple[plans.Outcome, str]:
    """Carry out one change; the second value ends the whole plan when it isn't empty."""
    if not change.touches_shop:
        return store_work.carry_out(step, change), ""
    entry = journal.intend(step.shop, change, step.round_id)
    ended = ""
    try:
        outcome = await order_work.carry_out(step, change)
    except (errors.UserErrors, errors.QueryError) as error:
        message = error.message if isinstance(error, errors.UserErrors) else str(error)
        outcome = step.outcome(change, "refused", message)
    except errors.UnknownOutcomeError as error:
        outcome = step.outcome(change, "unknown", f"{error}; it is looked for before anything is sent again")
        step.touched.add(change.address.order_id or "")
    except errors.ShopError as error:
        outcome, ended = step.outcome(change, "skipped", str(error)), str(error)
    journal.conclude(step.shop, entry, outcome)
    _remember_refusals(step.shop, [outcome])
    _remark(step.shop, outcome)
    return outcome, ended


def _remark(shop: Shop, outcome: plans.Outcome) -> None:
    """Put on the order's timeline what was done to it in the shop."""
    text, order_id = remarks.of(outcome), outcome.change.address.order_id
    if not text or order_id is None:
        return
    with shop.database.session() as session:
        order = stored.get(session, shop.domain, order_id)
        timeline.note(session, order, text, kind=remarks.KIND, at=outcome.at)


def _remember_refusals(shop: Shop, outcomes: list[plans.Outcome]) -> None:
    """Keep what Shopify refused, so that it isn't asked again at once; forget it when it went through."""
    refused = [outcome for outcome in outcomes if outcome.result == "refused"]
    through = {str(outcome.change.address) for outcome in outcomes if outcome.result in {"done", "already"}}
    if not refused and not through:
        return
    with shop.database.session() as session:
        refusals.clear(session, shop.domain, through)
        for outcome in refused:
            refusals.record(
                session,
                shop.domain,
                address=str(outcome.change.address),
                fingerprint=fingerprints.of(outcome.change),
                message=outcome.message,
                now=outcome.at,
            )
