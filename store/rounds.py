"""Rounds: what each planned, what became of every change, and how it ended."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import update
from sqlmodel import Session, col, select

from store import errors, shops
from store.tables import Change, Round


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """One change of a plan. `before`, `after` and `content` (the change as a whole) are plain JSON."""

    address: str
    action: str
    before: Any = None
    after: Any = None
    content: Any = None


def begin(session: Session, shop: str, *, mode: str, rules_digest: str, now: datetime) -> int:
    """Open a round and return its number. `mode` is the reconciler's word for it ("apply", "diff", ...)."""
    row = Round(shop_id=shops.get(session, shop).id, started_at=now, mode=mode, rules_digest=rules_digest)
    session.add(row)
    session.flush()
    return row.id


def record_plan(session: Session, round_id: int, plan: Any, changes: Sequence[Planned], *, start: int = 0) -> None:
    """Keep the plan as plain JSON, and its changes in order: the first has position `start`.

    A round that looked again has several plans; the last one is kept. Raises UnknownRoundError.
    """
    get(session, round_id).plan = plan
    session.add_all(
        Change(round_id=round_id, position=position, **msgspec.structs.asdict(change))
        for position, change in enumerate(changes, start=start)
    )
    session.flush()


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the change at a position of a round."""

    position: int
    outcome: str
    message: str | None = None


def record_outcomes(session: Session, round_id: int, ended: Sequence[Ended]) -> None:
    """Keep what became of changes, any number at once. Raises UnknownRoundError for a change that was not planned."""
    known = set(session.exec(select(Change.position).where(Change.round_id == round_id)))
    for one in ended:
        if one.position not in known:
            raise errors.UnknownRoundError(f"{round_id}, change {one.position}")
    if ended:
        # By primary key: one statement for all rows, however many a round has.
        session.execute(update(Change), [{"round_id": round_id, **msgspec.structs.asdict(one)} for one in ended])
        session.expire_all()


def finish(session: Session, round_id: int, *, status: str, summary: Any, now: datetime) -> None:
    """Close a round with its status ("done", "held", "failed", ...) and a summary. Raises UnknownRoundError."""
    row = get(session, round_id)
    row.status, row.summary, row.finished_at = status, summary, now
    session.flush()


def abandon_running(session: Session, shop: str, now: datetime) -> list[int]:
    """Close the shop's rounds that a crash left running, as "abandoned"; return their numbers.

    Only for the holder of the shop's lease: nobody else's round can be running then.
    """
    asked = (Round.shop_id == shops.get(session, shop).id, Round.status == "running")
    left = list(session.exec(select(Round).where(*asked).order_by(col(Round.id))))
    for row in left:
        row.status, row.finished_at = "abandoned", now
    session.flush()
    return [row.id for row in left]


def get(session: Session, round_id: int) -> Round:
    """Return the round with that number. Raises UnknownRoundError."""
    row = session.get(Round, round_id)
    if row is None:
        latest = session.exec(select(Round.id).order_by(col(Round.id).desc()).limit(1)).first()
        known = "No round was run yet." if latest is None else f"The latest is {latest}."
        raise errors.UnknownRoundError(str(round_id), hint=f"{known} List them: trueup rounds list")
    return row


def changes(session: Session, round_id: int) -> list[Change]:
    """Return the round's changes in order."""
    return list(session.exec(select(Change).where(Change.round_id == round_id).order_by(col(Change.position))))


def since(session: Session, shop: str, moment: datetime) -> list[tuple[int, Any]]:
    """Return number and summary of each of the shop's rounds that began after the moment, oldest first."""
    asked = (Round.shop_id == shops.get(session, shop).id, col(Round.started_at) > moment)
    return [(number, summary) for number, summary in session.exec(select(Round.id, Round.summary).where(*asked))]


def forget_plans(session: Session, shop: str, before: datetime) -> None:
    """Forget the plans of the shop's rounds that began before a moment; their changes and summaries stay."""
    mine = (col(Round.shop_id) == shops.get(session, shop).id, col(Round.started_at) < before)
    session.execute(update(Round).where(*mine, col(Round.plan).is_not(None)).values(plan=None))
    session.expire_all()


def list_latest(session: Session, shop: str, limit: int = 20) -> list[Round]:
    """Return the shop's latest rounds, newest first."""
    asked = Round.shop_id == shops.get(session, shop).id
    return list(session.exec(select(Round).where(asked).order_by(col(Round.id).desc()).limit(limit)))


def last(session: Session, shop: str, *, mode: str | None = None) -> Round | None:
    """Return the shop's latest round, of that mode if one is named; None before the first."""
    asked = select(Round).where(Round.shop_id == shops.get(session, shop).id)
    if mode is not None:
        asked = asked.where(Round.mode == mode)
    return session.exec(asked.order_by(col(Round.id).desc()).limit(1)).one_or_none()
