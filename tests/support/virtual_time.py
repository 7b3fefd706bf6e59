"""A clock that jumps: whoever sleeps is woken in order, at once, when nobody has anything else to do."""

import asyncio
import heapq
import itertools
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class VirtualTime:
    """Gives `clock` and `sleep` to inject, and runs a coroutine under them. `slept` lists each wait, in seconds."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = itertools.count()

    def clock(self) -> datetime:
        """The virtual moment."""
        return START + timedelta(seconds=self.seconds)

    async def sleep(self, seconds: float) -> None:
        """Wait virtually."""
        self.slept.append(seconds)
        await self.pause(seconds)

    async def pause(self, seconds: float) -> None:
        """Wait virtually without a trace in `slept`; for the world around the code under test."""
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.seconds + seconds, next(self._order), woken))
        await woken

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run until it ends, jumping whenever everybody sleeps."""
        task = asyncio.ensure_future(work)
        while not task.done():
            await self._settle()
            if not task.done():
                self._jump()
        return await task

    async def _settle(self) -> None:
        """Let the loop work until nothing is ready any more."""
        ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
        await asyncio.sleep(0)
        while ready:  # noqa: ASYNC110 - the loop itself is what is watched
            await asyncio.sleep(0)

    def _jump(self) -> None:
        while self._sleepers:
            at, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                self.seconds = max(self.seconds, at)
                woken.set_result(None)
                return
        raise AssertionError("nobody sleeps and nothing goes on: the work under test hangs")
