"""Stopping: the wish that the daemon ends, how it is heard, and how a round ends because of it.

`on_signals` hears SIGTERM and SIGINT; `turns` runs each round through `run_round`; `loop` waits for the wish.
"""

import asyncio
import logging
import os
import signal
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from reconciler import plans
from reconciler import round as rounds
from reconciler.contexts import Shop

SIGNALS = (signal.SIGTERM, signal.SIGINT)

GRACE_SECONDS = 8.0
"""How long the change in hand may take to end. Container engines kill 10 seconds after they asked to stop."""

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Stop:
    """A wish that may come once: that what is at work ends soon and cleanly."""

    def __init__(self) -> None:
        self._asked = asyncio.Event()

    @property
    def is_asked(self) -> bool:
        """Whether somebody wants us to end."""
        return self._asked.is_set()

    def ask(self) -> None:
        """Want it to end."""
        self._asked.set()

    async def wait(self) -> None:
        """Return once it is asked."""
        await self._asked.wait()


class StoppedError(Exception):
    """The round was told to end before it had a plan, or its last change took too long."""


@contextmanager
def on_signals(stop: Stop) -> Iterator[None]:
    """Inside the `with`, the first SIGTERM or SIGINT asks to stop, and the second ends the process at once."""
    loop = asyncio.get_running_loop()

    def hear(number: signal.Signals) -> None:
        if stop.is_asked:
            _log.warning("%s again: leaving at once; the next round looks what became of the last request", number.name)
            logging.shutdown()
            os._exit(128 + number)
        _log.info("%s: finishing the change in hand; once more leaves at once", number.name)
        stop.ask()

    for number in SIGNALS:
        loop.add_signal_handler(number, hear, number)
    try:
        yield
    finally:
        for number in SIGNALS:
            loop.remove_signal_handler(number)


@dataclass
class _Phase:
    """Whether the round only looks, so that nothing is lost by ending it, or carries out a plan."""

    is_looking: bool = True

    def look(self, _what: str, _done: int, _total: int | None) -> None:
        self.is_looking = True

    def carry_out(self, look: rounds.Look) -> plans.Plan:
        self.is_looking = False
        return look.plan


async def run_round(shop: Shop, stop: Stop, *, grace: float = GRACE_SECONDS) -> rounds.Result:
    """Run one round that ends early when asked: at once while it looks, after the change in hand while it writes.

    A change that takes longer than `grace` seconds is left to the journal: the next round looks for its effect.
    Raises StoppedError when the round ended before all its changes had an outcome, and what `reconcile` raises.
    """
    phase = _Phase()
    watched = replace(shop, may_go_on=lambda: not stop.is_asked and shop.may_go_on(), progress=phase.look)
    work = rounds.reconcile(watched, approve=phase.carry_out)
    return await _until_asked(work, stop, lambda: None if phase.is_looking else grace)


async def look(shop: Shop, stop: Stop) -> plans.Plan:
    """See what a round would do, and end at once when asked. Raises StoppedError, and what `round.plan` raises."""
    return await _until_asked(rounds.plan(shop), stop, lambda: None)


async def _until_asked(doing: Coroutine[Any, Any, T], stop: Stop, grace: Callable[[], float | None]) -> T:
    """Do it until its end, or until stopping is asked and `grace` gives no more seconds (None: not one)."""
    work = asyncio.create_task(doing)
    asked = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({work, asked}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done() and (seconds := grace()) is not None:
            await asyncio.wait({work}, timeout=seconds)
    finally:
        asked.cancel()
        ended = work.cancel()
        await asyncio.wait({work})
    if ended and work.cancelled():
        raise StoppedError("it was told to stop")
    return await work
