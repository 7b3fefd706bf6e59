"""Turns: one shop's turn in the daemon, from asking whether it may to the line in the log.

`loop` takes a turn at each interval, `trueup run --once` a single one. A turn never raises for what can go wrong with a
shop, a database or rules: it says so, and the next turn tries again.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import msgspec
import structlog
from structlog import contextvars

from reconciler import leasing, records, stopping
from reconciler import round as rounds
from reconciler.contexts import Shop
from reconciler.shopify import errors as shop_errors
from store import errors as store_errors
from store import shops

_log = structlog.stdlib.get_logger(__name__)


class State(StrEnum):
    """How a turn ended. The first three are a round's own words, see `records.status`."""

    DONE = "done"
    PARTIAL = "partial"
    HELD = "held"
    BUSY = "busy"
    """Another process is at it. No fault: that process does the work."""
    PAUSED = "paused"
    STOPPED = "stopped"
    FAILED = "failed"


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What a turn came to. `why` says it in words where there is no round to show."""

    state: State
    why: str = ""
    round: rounds.Result | None = None
    is_outage: bool = False
    """Whether it failed for something that passes by itself, so that asking less often helps."""

    @property
    def is_well(self) -> bool:
        """Whether nothing is left that a person should look at."""
        return self.state not in {State.PARTIAL, State.HELD, State.FAILED}


@dataclass(frozen=True)
class Watch:
    """One shop that is kept true. `open` gives the shop with the rules as they are now; it may raise anything."""

    domain: str
    open: Callable[[], Shop]
    lease: timedelta
    stop: stopping.Stop


async def take(watch: Watch) -> Turn:
    """Take one turn: a round, if nobody else is at it and the shop is not paused; then one line in the log."""
    with contextvars.bound_contextvars(shop=watch.domain):
        started = time.monotonic()
        turn = await _attempt(watch)
        _tell(turn, round(time.monotonic() - started, 3))
        return turn


async def _attempt(watch: Watch) -> Turn:
    try:
        shop = watch.open()
        with shop.database.reading() as session:
            if shops.get(session, shop.domain).paused:
                return Turn(state=State.PAUSED, why="a person paused it; trueup shop resume takes it up again")
        async with leasing.alone(shop, ttl=watch.lease) as ours:
            result = await stopping.run_round(ours, watch.stop)
    except leasing.BusyError:
        return Turn(state=State.BUSY, why="another process is at it")
    except stopping.StoppedError as stopped:
        return Turn(state=State.STOPPED, why=str(stopped))
    except (shop_errors.AccessError, shop_errors.WrongShopError, shop_errors.VersionError) as error:
        # A person mends these in the shop, at any moment, and should see the effect at the next interval.
        return Turn(state=State.FAILED, why=f"{type(error).__name__}: {error}")
    except (shop_errors.ShopError, store_errors.StoreError) as error:
        return Turn(state=State.FAILED, why=f"{type(error).__name__}: {error}", is_outage=True)
    except Exception as error:  # noqa: BLE001 - the daemon goes on: no fault in a round may leave the shop alone for good
        _log.exception("a round broke off unexpectedly; please report this")
        return Turn(state=State.FAILED, why=f"{type(error).__name__}: {error}", is_outage=True)
    cut_short = watch.stop.is_asked and any(outcome.result == "skipped" for outcome in result.outcomes)
    state = State.STOPPED if cut_short else State(records.status(result.plan, result.outcomes))
    return Turn(state=state, why="it was told to stop" if cut_short else "", round=result)


def _tell(turn: Turn, seconds: float) -> None:
    """Write the turn's one line: short when there was nothing to do, with all figures otherwise."""
    words: dict[str, object] = {"outcome": turn.state.value, "seconds": seconds}
    if turn.round is None:
        (_log.error if turn.state is State.FAILED else _log.info)("no round", **words, why=turn.why)
        return
    plan, outcomes = turn.round.plan, turn.round.outcomes
    words["round"] = turn.round.round_id
    if not plan.changes and not outcomes and not plan.breaches:
        _log.info("round, nothing to do", **words, orders=plan.counts.orders, levels=plan.counts.levels)
        return
    words |= records.summary(plan, outcomes)
    words["changes"] = words.pop("outcomes")
    if turn.why:
        words["why"] = turn.why
    not_done = {outcome.message for outcome in outcomes if outcome.result not in {"done", "already"}} - {""}
    if not_done:
        words["not_done"] = sorted(not_done)[:3]
    if plan.breaches:
        words["limits"] = [f"{breach.summary} {breach.allow}" for breach in plan.breaches]
    (_log.info if turn.is_well else _log.warning)("round", **words)
