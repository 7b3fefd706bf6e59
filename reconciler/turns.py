"""Turns: one shop's turn in the daemon, from asking whether it may to the line in the log.

`loop` takes a turn at each interval, `trueup run --once` a single one. A turn never raises for what can go wrong with a
shop, a database or rules: it says so, and the next turn tries again.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

import msgspec
import structlog
from structlog import contextvars

from reconciler import feeding, leasing, pausing, plans, records, stopping
from reconciler import round as rounds
from reconciler.contexts import Shop
from reconciler.shopify import errors as shop_errors
from store import errors as store_errors

_log = structlog.stdlib.get_logger(__name__)


class State(StrEnum):
    """How a turn ended. The first four are a round's own words, see `records.status`."""

    DONE = "done"
    PARTIAL = "partial"
    HELD = "held"
    WAITING = "waiting"
    """A plan beyond a limit waits for a person."""
    BUSY = "busy"
    """Another process is at it. No fault: that process does the work."""
    PAUSED = "paused"
    """A person paused the shop: it was looked at, and no more."""
    STOPPED = "stopped"
    FAILED = "failed"


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What a turn came to. `why` says it in words where there is no round to show.

    `looked` is the plan of a turn that only looked.
    """

    state: State
    why: str = ""
    round: rounds.Result | None = None
    feeds: tuple[str, ...] = ()
    """What is wrong with the stock feeds."""
    looked: plans.Plan | None = None
    is_outage: bool = False
    """Whether it failed for something that passes by itself, so that asking less often helps."""

    @property
    def is_well(self) -> bool:
        """Whether nothing is left that a person should look at."""
        return not self.feeds and self.state not in {State.PARTIAL, State.HELD, State.WAITING, State.FAILED}


@dataclass(frozen=True)
class Watch:
    """One shop that is kept true. `open` gives the shop with the rules as they are now; it may raise anything.

    `alone` lets full and narrow turns of one process wait for each other, where the lease would send one away.
    """

    domain: str
    open: Callable[[], Shop]
    lease: timedelta
    stop: stopping.Stop
    alone: asyncio.Lock = field(default_factory=asyncio.Lock, compare=False)


async def take(watch: Watch) -> Turn:
    """Take one turn: a round, if nobody else is at it and the shop is not paused; then one line in the log."""
    with contextvars.bound_contextvars(shop=watch.domain):
        started = time.monotonic()
        turn = await _attempt(watch)
        _tell(turn, round(time.monotonic() - started, 3))
        return turn


async def _attempt(watch: Watch) -> Turn:
    try:
        return await _run_round(watch)
    except Exception as error:  # noqa: BLE001 - the daemon goes on: no fault in a round may leave the shop alone for good
        return _explain(error)


async def _run_round(watch: Watch) -> Turn:
    shop = watch.open()
    if (why := pausing.reason(shop)) is not None:
        return Turn(state=State.PAUSED, why=why, looked=await stopping.look(shop, watch.stop))
    async with leasing.alone(shop, ttl=watch.lease) as ours:
        result = await stopping.run_round(pausing.heeding(ours), watch.stop)
    _warn(result.plan.warnings, known=shop.decider.warnings)
    if any(outcome.result == "skipped" for outcome in result.outcomes):
        if watch.stop.is_asked:
            return Turn(state=State.STOPPED, why="it was told to stop", round=result)
        if (why := pausing.reason(shop)) is not None:
            return Turn(state=State.PAUSED, why=why, round=result)
    return Turn(state=State(records.status(result.plan, result.outcomes)), round=result, feeds=feeding.warnings(shop))


def _explain(error: Exception) -> Turn:
    """What a turn came to that has no round to show."""
    why = f"{type(error).__name__}: {error}"
    match error:
        case leasing.BusyError():
            turn = Turn(state=State.BUSY, why="another process is at it")
        case stopping.StoppedError():
            turn = Turn(state=State.STOPPED, why=str(error))
        case shop_errors.AccessError() | shop_errors.WrongShopError() | shop_errors.VersionError():
            # A person mends these, at any moment, and should see the effect at the next interval.
            turn = Turn(state=State.FAILED, why=why)
        case shop_errors.ShopError() | store_errors.StoreError():
            turn = Turn(state=State.FAILED, why=why, is_outage=True)
        case _:
            _log.error("a round broke off unexpectedly; please report this", exc_info=error)
            turn = Turn(state=State.FAILED, why=why, is_outage=True)
    return turn


def _warn(warnings: Iterable[str], *, known: Iterable[str]) -> None:
    """Tell what a person should know beside the changes; the engine has told of its own trouble when it began."""
    for warning in set(warnings) - set(known):
        _log.warning("a round needs a look", warning=warning)


def _tell(turn: Turn, seconds: float) -> None:
    """Write the turn's one line: short when there was nothing to do, with all figures otherwise."""
    words: dict[str, object] = {"outcome": turn.state.value, "seconds": seconds}
    if turn.looked is not None:
        would = dict(Counter(change.action for change in turn.looked.changes))
        counts = turn.looked.counts
        _log.info("looked only", **words, orders=counts.orders, levels=counts.levels, would=would, why=turn.why)
        return
    if turn.round is None:
        (_log.error if turn.state is State.FAILED else _log.info)("no round", **words, why=turn.why)
        return
    plan, outcomes = turn.round.plan, turn.round.outcomes
    words["round"] = turn.round.round_id
    if turn.feeds:
        words["feeds"] = list(turn.feeds)
    if not plan.changes and not outcomes and not plan.breaches and not plan.waiting:
        tell = _log.info if turn.is_well else _log.warning
        tell("round, nothing to do", **words, orders=plan.counts.orders, levels=plan.counts.levels)
        return
    words |= records.summary(plan, outcomes)
    words["changes"] = words.pop("outcomes")
    if turn.why:
        words["why"] = turn.why
    not_done = {outcome.message for outcome in outcomes if outcome.result not in {"done", "already"}} - {""}
    if not_done:
        words["not_done"] = sorted(not_done)[:3]
    if turn.round.waiting:
        words["waiting"] = [f"trueup approve {number}" for number in turn.round.waiting]
    if plan.breaches:
        words["limits"] = [f"{breach.summary} {breach.allow}" for breach in plan.breaches]
    (_log.info if turn.is_well else _log.warning)("round", **words)
