"""When a request may leave: points, concurrency and priority, for one shop.

In: what each request asks for, and what Shopify's answer says about the bucket. Out: permission, in time.
Source: Shopify API limits: a request runs when its requested cost fits the bucket; what it did not use is given back;
the bucket refills at a constant rate. Called by `client` alone.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import msgspec

from reconciler.shopify import answers

URGENT_TURNS = 4
"""After so many urgent requests in a row a waiting bulk request has its turn, so that neither starves the other."""

_TOLERANCE = 1e-6


Price = Callable[[], float]
"""What a request will ask for, in points, as far as is known when its turn comes."""


class Pass(msgspec.Struct, frozen=True, eq=False):
    """Leave to send one request. `cost` points were set aside; `settled` is what had been settled by then."""

    cost: float
    settled: float


class _Waiter(msgspec.Struct, eq=False):
    price: Price
    turn: asyncio.Future[Pass]


class Gate:
    """Lets requests through as points and concurrency allow.

    Charges our own copy of the bucket when a request leaves, earlier than Shopify does, and gives back later than
    Shopify does: so the copy is never above the truth while nobody else spends. Until the first answer told the
    bucket's size, one request is let through at a time.
    """

    def __init__(
        self, *, concurrency: int, clock: Callable[[], datetime], sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        self._concurrency = concurrency
        self._clock = clock
        self._sleep = sleep
        self._status: answers.ThrottleStatus | None = None
        self._available = 0.0
        self._at = clock()
        self._in_flight: set[Pass] = set()
        self._settled = 0.0
        self._urgent: deque[_Waiter] = deque()
        self._bulk: deque[_Waiter] = deque()
        self._urgent_turns = 0
        self._held_until = self._at
        self._timer: asyncio.Task[None] | None = None

    @property
    def status(self) -> answers.ThrottleStatus | None:
        """The bucket as we know it, now; None before the first answer."""
        self._refill()
        if self._status is None:
            return None
        return answers.ThrottleStatus(
            maximum_available=self._status.maximum_available,
            currently_available=self._available,
            restore_rate=self._status.restore_rate,
        )

    async def enter(self, price: Price, *, urgent: bool, again: bool = False) -> Pass:
        """Wait for points and a free place. Hand the pass back with `leave`.

        `again`: a refused request, which goes before those that wait.
        """
        waiter = _Waiter(price, asyncio.get_running_loop().create_future())
        queue = self._urgent if urgent else self._bulk
        if again:
            queue.appendleft(waiter)
        else:
            queue.append(waiter)
        self._admit()
        try:
            return await waiter.turn
        except asyncio.CancelledError:
            if waiter.turn.done() and not waiter.turn.cancelled():
                self.leave(waiter.turn.result(), None)
            elif waiter in queue:
                queue.remove(waiter)
                self._admit()
            raise

    def leave(self, one: Pass, report: answers.Cost | None) -> None:
        """Give the place back, and learn from the answer's cost; None when no answer told it."""
        self._in_flight.remove(one)
        self._refill()
        status = report.throttle_status if report is not None else None
        if report is None or status is None:
            self._settled += one.cost
        else:
            self._learn(one, report.actual_query_cost or 0.0, status)
        self._admit()

    def hold(self, seconds: float) -> None:
        """Let nobody through for so long: the shop said so (HTTP 429)."""
        self._held_until = max(self._held_until, self._clock() + timedelta(seconds=seconds))
        self._admit()

    async def close(self) -> None:
        """Stop the timer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _learn(self, one: Pass, spent: float, status: answers.ThrottleStatus) -> None:
        ours = self._available + one.cost - spent if self._status is not None else status.currently_available
        # Shopify's figure was taken while this request was under way. It may or may not contain the others that are
        # under way now or were settled meanwhile: the truth lies between these two.
        doubtful = self._set_aside() + self._settled - one.settled
        self._available = min(max(ours, status.currently_available - doubtful), status.currently_available)
        self._settled += spent
        self._status = status

    def _set_aside(self) -> float:
        return sum(one.cost for one in self._in_flight)

    def _refill(self) -> None:
        now = self._clock()
        seconds = max(0.0, (now - self._at).total_seconds())
        self._at = now
        if self._status is not None:
            # A full bucket stays full until a request arrives there, which is later than when it left here.
            most = self._status.maximum_available - self._set_aside()
            self._available = min(most, self._available + seconds * self._status.restore_rate)

    def _admit(self) -> None:
        self._refill()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while (queue := self._next()) is not None and len(self._in_flight) < self._places():
            waiter = queue[0]
            cost = waiter.price()
            missing = self._missing(cost)
            if missing > _TOLERANCE:
                self._timer = asyncio.get_running_loop().create_task(self._admit_after(missing))
                return
            queue.popleft()
            if waiter.turn.done():
                continue
            self._urgent_turns = self._urgent_turns + 1 if queue is self._urgent else 0
            self._available -= cost
            one = Pass(cost, self._settled)
            self._in_flight.add(one)
            waiter.turn.set_result(one)

    def _next(self) -> deque[_Waiter] | None:
        """The queue whose turn it is; None when nobody waits."""
        if self._urgent and not (self._bulk and self._urgent_turns >= URGENT_TURNS):
            return self._urgent
        return self._bulk or None

    def _places(self) -> int:
        return self._concurrency if self._status is not None else 1

    def _missing(self, cost: float) -> float:
        """Seconds until `cost` fits; nothing is known before the first answer."""
        held = (self._held_until - self._at).total_seconds()
        if self._status is None:
            return held
        short = min(cost, self._status.maximum_available) - self._available
        return max(held, short / self._status.restore_rate)

    async def _admit_after(self, seconds: float) -> None:
        await self._sleep(seconds)
        self._timer = None
        self._admit()
