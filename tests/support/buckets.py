"""A shop that charges points as Shopify does, in virtual time, for any request at a price set by the test."""

import itertools
import json
from collections.abc import Callable
from typing import Any

import httpx
from support import shop_answers
from support.virtual_time import VirtualTime

Price = Callable[[dict[str, Any]], tuple[float, float]]
"""What a request is charged: requested and actual points, by its body."""


class ChargingShop:
    """An asynchronous handler for httpx.MockTransport. `latency` is the seconds of each leg, more or less.

    `throttled` counts refusals, `spent` points, `served` names operations in the order in which they were let in.
    """

    def __init__(self, time: VirtualTime, price: Price, *, restore: float = 100.0, latency: float = 0.05) -> None:
        self._time = time
        self._price = price
        self._restore = restore
        self._latencies = itertools.cycle((0.5 * latency, latency, 1.5 * latency, 0.8 * latency))
        self.available = restore * 20
        self._at = time.seconds
        self.throttled = 0
        self.spent = 0.0
        self.served: list[dict[str, Any]] = []
        self.under_way = self.most_under_way = 0

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        """Charge, work, give back what was not used."""
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            return await self._serve(json.loads(request.content))
        finally:
            self.under_way -= 1

    async def _serve(self, body: dict[str, Any]) -> httpx.Response:
        requested, actual = self._price(body)
        await self._time.pause(next(self._latencies))
        self._refill()
        if self.available < requested - 1e-3:
            self.throttled += 1
            extensions = shop_answers.cost(requested, None, self.available, self._restore)
            await self._time.pause(next(self._latencies))
            return shop_answers.failed(shop_answers.THROTTLED, extensions=extensions)
        self.available -= requested
        self.spent += actual
        self.served.append(body)
        await self._time.pause(next(self._latencies))
        self._refill()
        self.available += requested - actual
        extensions = shop_answers.cost(requested, actual, self.available, self._restore)
        await self._time.pause(next(self._latencies))
        return shop_answers.ok(shop_answers.SHOP, extensions)

    def drain(self, points: float) -> None:
        """Somebody else spends points."""
        self._refill()
        self.available -= points

    def _refill(self) -> None:
        passed, self._at = self._time.seconds - self._at, self._time.seconds
        self.available = min(self._restore * 20, self.available + passed * self._restore)
