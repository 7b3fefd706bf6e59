"""Waiting plans: what rounds want to do and a person has to approve first, and what was decided about each.

`reconciler.approving` keeps and applies them; the command line lists them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlmodel import Session, col, select

from store import errors, rounds, shops
from store.tables import WaitingPlan

APPROVED, SUPERSEDED, GONE = "approved", "superseded", "gone"
"""What can be decided: a person approved it; a later round wants something else; nothing of it is wanted any more."""


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A plan about to wait. `cause` is "rule" or "limit", `digest` names exactly its changes, `plan` is plain JSON."""

    cause: str
    digest: str
    plan: Any


def keep(session: Session, shop: str, round_id: int, waiting: Waiting, now: datetime) -> None:
    """Let a plan wait under the number of the round that made it; a second one of that round replaces the first."""
    row = session.get(WaitingPlan, round_id)
    if row is None:
        row = WaitingPlan(round_id=round_id, shop_id=shops.get(session, shop).id, since=now, **_values(waiting))
    else:
        row.cause, row.digest, row.plan = waiting.cause, waiting.digest, waiting.plan
        row.since, row.decision, row.decided_at = now, None, None
    session.add(row)
    session.flush()


def _values(waiting: Waiting) -> dict[str, Any]:
    return msgspec.structs.asdict(waiting)


def undecided(session: Session, shop: str) -> Sequence[WaitingPlan]:
    """Return the shop's plans that wait for a person, oldest first."""
    asked = (WaitingPlan.shop_id == shops.get(session, shop).id, col(WaitingPlan.decision).is_(None))
    return session.exec(select(WaitingPlan).where(*asked).order_by(col(WaitingPlan.round_id))).all()


def find(session: Session, shop: str, round_id: int) -> WaitingPlan:
    """Return the plan that waits or waited under a round. Raises UnknownRoundError, NotWaitingError."""
    one = rounds.get(session, round_id)
    shop_id = shops.get(session, shop).id
    if one.shop_id != shop_id:
        raise errors.UnknownRoundError(str(round_id))
    row = session.get(WaitingPlan, round_id)
    if row is None:
        open_ones = ", ".join(str(plan.round_id) for plan in undecided(session, shop))
        raise errors.NotWaitingError(
            f"Nothing of round {round_id} waits for approval. "
            + (f"These do: {open_ones}." if open_ones else "Nothing else does either: trueup rounds waiting")
        )
    return row


def decide(session: Session, round_id: int, decision: str, *, now: datetime, applied_as: int | None = None) -> None:
    """Note what became of a waiting plan. Raises NotWaitingError where nothing waits under that number."""
    row = session.get(WaitingPlan, round_id)
    if row is None:
        raise errors.NotWaitingError(f"Nothing of round {round_id} waits for approval.")
    row.decision, row.decided_at, row.applied_as = decision, now, applied_as
    session.flush()
