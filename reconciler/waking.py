"""Waking: a narrow round soon after webhooks marked something, in between the full rounds of `loop`.

`daemons` runs it beside the loop. The receiver rings the bell, from whatever thread it lives in.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import structlog
from structlog import contextvars

from reconciler import noticed, stopping, turns
from store import errors as store_errors

PATIENCE = 5
"""While webhooks keep coming, a narrow round waits at most this many times the gathering time."""

AGAIN = timedelta(seconds=1)
"""When to try again after another process was at it."""

CUT_SHORT = frozenset({turns.State.STOPPED, turns.State.PAUSED})
"""Turns that may have left something undone on purpose; their marks stay."""

LONGEST_PAUSE = timedelta(minutes=1)
"""After failures, narrow rounds pause longer and longer, up to this; full rounds have their own pauses."""

_log = structlog.stdlib.get_logger(__name__)


class Bell:
    """Tells the daemon that something was marked. Make it in the daemon's event loop; ring it from any thread."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Something was marked."""
        self._loop.call_soon_threadsafe(self._rung.set)

    async def heard(self, seconds: float | None = None) -> bool:
        """Wait until it rings, and forget that it did; False if it was silent for so long."""
        try:
            await asyncio.wait_for(self._rung.wait(), seconds)
        except TimeoutError:
            return False
        self._rung.clear()
        return True


class Rhythm(msgspec.Struct, frozen=True, kw_only=True):
    """When narrow rounds come: `gather` after the last webhook of a burst, `again` after another process was at it."""

    gather: timedelta
    again: timedelta = AGAIN


async def run(watch: turns.Watch, board: noticed.Board, bell: Bell, rhythm: Rhythm) -> None:
    """Take a narrow turn after each burst of webhooks, until the watch's stop is asked.

    A turn that could not be taken leaves its marks: to the next burst, and what they are about to the full round.
    """
    failures = 0
    while await _unless_stopped(_burst(bell, rhythm.gather), watch.stop):
        state = await take(watch, board)
        if state is turns.State.BUSY:
            await _unless_stopped(asyncio.sleep(rhythm.again.total_seconds()), watch.stop)
            bell.ring()
        failures = failures + 1 if state is turns.State.FAILED else 0
        if failures:
            pause = min(rhythm.gather * float(2 ** min(failures, 16)), LONGEST_PAUSE)
            _log.info("narrow rounds pause after a failure", shop=watch.domain, seconds=pause.total_seconds())
            await _unless_stopped(asyncio.sleep(pause.total_seconds()), watch.stop)


async def take(watch: turns.Watch, board: noticed.Board) -> turns.State | None:
    """Take one narrow turn, and say how it ended; None when there was nothing to take it for."""
    async with watch.alone:
        try:
            return await _take(watch, board)
        except store_errors.UnavailableError as problem:
            _log.error("no narrow round", shop=watch.domain, why=str(problem))
            return turns.State.FAILED


async def _take(watch: turns.Watch, board: noticed.Board) -> turns.State | None:
    marks = board.marks()
    if not marks:
        return None
    if board.is_held_back():
        _log.info("no narrow round", shop=watch.domain, why="a limit holds the full ones, or there was none yet")
        return turns.State.HELD
    only = noticed.aim(marks)
    with contextvars.bound_contextvars(narrow=only is not None):
        turn = await turns.take(replace(watch, open=lambda: replace(watch.open(), only=only)))
    if turn.round is not None and not turn.round.plan.is_stopped and turn.state not in CUT_SHORT:
        board.clear(marks)
    return turn.state


async def _burst(bell: Bell, gather: timedelta) -> None:
    """Wait for a webhook, and until no more have come for a while."""
    await bell.heard()
    loop = asyncio.get_running_loop()
    until = loop.time() + PATIENCE * gather.total_seconds()
    while (left := until - loop.time()) > 0:
        if not await bell.heard(min(left, gather.total_seconds())):
            return


async def _unless_stopped(waiting: Coroutine[Any, Any, None], stop: stopping.Stop) -> bool:
    """Wait for something; False, and no longer, once the stop is asked."""
    task, asked = asyncio.create_task(waiting), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({task, asked}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        task.cancel()
        asked.cancel()
        await asyncio.gather(task, asked, return_exceptions=True)
    return not stop.is_asked
