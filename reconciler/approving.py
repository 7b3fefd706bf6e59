"""Approving: a plan that waited for a person is applied exactly, or refused with what changed since.

Called by the command line and the panel. What waits, and why, is kept by `waiting`.
"""

from datetime import timedelta

import msgspec

from reconciler import plans, saving, waiting
from reconciler import round as rounds
from reconciler.applying import carrying
from reconciler.contexts import Shop
from store import waiting_plans

OLDEST = timedelta(hours=24)
"""A plan that waited longer is refused: nobody remembers what it was about. Default of the setting."""

MODE = "approve"
"""What a round that carries out an approved plan is called."""

_AGAIN = "Nothing was applied. See what waits now: trueup rounds waiting"


async def approve(
    shop: Shop, round_id: int, *, oldest: timedelta = OLDEST, told: carrying.Told = lambda _outcome: None
) -> rounds.Result:
    """Carry out exactly what waits under a round's number.

    Raises store's UnknownRoundError; NotWaitingError when nothing waits there or it was approved before;
    saving.StalePlanError, naming every change that would come out differently now, and nothing is applied then.
    """
    saved = waiting.find(shop, round_id)

    def hold_to(seen: rounds.Look) -> plans.Plan:
        wanted = msgspec.structs.replace(seen.plan, changes=(*seen.plan.changes, *seen.plan.waiting))
        return saving.hold_to(saved, wanted, seen.recognised.world, oldest=oldest, again=_AGAIN)

    result = await rounds.reconcile(shop, told=told, approve=hold_to, attempts=1, mode=MODE)
    with shop.database.session() as session:
        waiting_plans.decide(session, round_id, waiting_plans.APPROVED, now=shop.clock(), applied_as=result.round_id)
    return result
