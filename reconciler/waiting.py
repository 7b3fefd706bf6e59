"""Waiting: changes that a person has to say yes to, kept under the number of the round that wanted them.

A rule's `require_approval` lets single changes wait, a limit that is set to "approve" lets a whole plan wait. `settle`
keeps the list of what waits as rounds come and go; `approving` carries one waiting plan out.
"""

import hashlib
from collections.abc import Sequence

import msgspec

from reconciler import fingerprints, plans
from reconciler.contexts import Shop
from store import waiting_plans
from store.errors import NotWaitingError
from store.tables import WaitingPlan


def settle(shop: Shop, round_id: int, plan: plans.Plan, *, is_whole: bool, is_applied: bool = False) -> tuple[int, ...]:
    """Bring the list of waiting plans in step with what this look wants approved; give the numbers of their rounds.

    What waits unchanged keeps its number, so that what somebody is reading stays valid. `is_whole`: everything was
    looked at; otherwise plans that this look did not see are left as they are. `is_applied`: a person has said yes to
    what is applied in this round, so that only what rules let wait is left.
    """
    fresh = plan.waiting if is_applied else _waiting_in(plan)
    with shop.database.session() as session:
        known = waiting_plans.undecided(session, shop.domain)
        if is_whole:
            changed = [row for row in known if row.digest != _digest(fresh)]
            for row in changed:
                decision = _judge(row, fresh)
                waiting_plans.decide(session, row.round_id, decision, now=shop.clock())
        seen = {_name(change) for row in known if row.decision is None for change in read(row).changes}
        fresh = tuple(change for change in fresh if _name(change) not in seen)
        if fresh:
            waiting_plans.keep(session, shop.domain, round_id, _to_keep(plan, fresh), shop.clock())
        return tuple(row.round_id for row in waiting_plans.undecided(session, shop.domain))


def _judge(row: WaitingPlan, fresh: Sequence[plans.Change]) -> str:
    """What became of a plan that is not wanted any more as it is."""
    wanted = {_name(change) for change in fresh}
    still = any(_name(change) in wanted for change in read(row).changes)
    return waiting_plans.SUPERSEDED if still else waiting_plans.GONE


def _to_keep(plan: plans.Plan, changes: tuple[plans.Change, ...]) -> waiting_plans.Waiting:
    return waiting_plans.Waiting(
        cause="limit" if plan.may_be_approved else "rule",
        digest=_digest(changes),
        plan=msgspec.to_builtins(_alone(plan, changes)),
    )


def find(shop: Shop, round_id: int) -> plans.Plan:
    """The plan that waits under a round's number. Raises UnknownRoundError, NotWaitingError."""
    with shop.database.reading() as session:
        row = waiting_plans.find(session, shop.domain, round_id)
        if row.decision == waiting_plans.APPROVED:
            raise NotWaitingError(
                f"What waited in round {round_id} was approved already, and done as round {row.applied_as}."
            )
        return read(row)


def read(row: WaitingPlan) -> plans.Plan:
    """The plan of a row of the store."""
    return msgspec.convert(row.plan, plans.Plan)


def _waiting_in(plan: plans.Plan) -> tuple[plans.Change, ...]:
    return (*plan.changes, *plan.waiting) if plan.may_be_approved else plan.waiting


def _alone(plan: plans.Plan, changes: tuple[plans.Change, ...]) -> plans.Plan:
    """The plan with nothing in it but these changes, as a person approves it: no guard holds it any more."""
    return msgspec.structs.replace(plan, changes=changes, waiting=(), held=(), breaches=())


def _digest(changes: Sequence[plans.Change]) -> str:
    return hashlib.sha256("\n".join(sorted(_name(change) for change in changes)).encode()).hexdigest()[:16]


def _name(change: plans.Change) -> str:
    return f"{change.key} {fingerprints.of(change)}"
