"""What the benchmarks of the shop's client share: a shop in virtual time, what work on it cost, and the table.

Virtual time: the simulated shop and the client read one clock, which jumps to the next moment at which somebody wakes
up. So an hour of waiting for points takes no time, and the speed of this machine changes nothing but `cpu`.
"""

import argparse
import asyncio
import math
import os
import platform
import time
from collections.abc import Coroutine
from importlib import metadata
from typing import Any

import msgspec
from support.slow_shops import SlowShop

from reconciler.shopify import client, reading
from simulator import throttle

PLANS = ("standard", "advanced", "plus")


class Figures(msgspec.Struct, kw_only=True):
    """What one piece of work took: requests, points, virtual seconds, and seconds of this machine."""

    requests: int
    points: int
    throttled: int
    seconds: float
    floor: float
    wire: float
    cpu: float

    @property
    def ratio(self) -> float:
        """Virtual seconds for each second that points or answers alone take, whichever take longer."""
        return self.seconds / (max(self.floor, self.wire) or math.inf)


def options(description: str) -> argparse.Namespace:
    """Read the command line: how many levels, which plans, and how slow the network is."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--levels", type=int, nargs="*", default=[1_000, 10_000], help="try 100000 too")
    parser.add_argument("--locations", type=int, default=10, help="each item is stocked at all of them (default: 10)")
    parser.add_argument("--plans", nargs="*", choices=PLANS, default=PLANS)
    parser.add_argument("--latency", type=float, default=0.1, help="seconds from request to answer (default: 0.1)")
    return parser.parse_args()


def machine() -> str:
    """Say where this was measured, and with what."""
    parts = ", ".join(f"{name} {metadata.version(name)}" for name in ("httpx", "msgspec", "graphql-core"))
    return (
        f"{platform.python_implementation()} {platform.python_version()}, {parts}, "
        f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}"
    )


def open_shop(levels: int, asked: argparse.Namespace, plan: str) -> tuple[SlowShop, list[str], list[str]]:
    """Make a shop of so many levels; returns it with the ids of its locations and its items."""
    shop = SlowShop(latency=asked.latency, plan=plan)
    locations, items = shop.stock(locations=asked.locations, items=max(1, levels // asked.locations))
    return shop, locations, items


def measure(shop: SlowShop, work: Coroutine[Any, Any, object], *, answers: int = 1) -> Figures:
    """Run work from an empty bucket, so that every point it spends has to come back first.

    `answers` is how many answers must be awaited one after the other, because each says what is asked next.
    """
    return asyncio.run(_measured(shop, work, answers))


async def _measured(shop: SlowShop, work: Coroutine[Any, Any, object], answers: int) -> Figures:
    await shop.time.run(reading.shop_info(shop.client))
    shop.world.bucket.drain()
    shop.time.seconds += 0.05
    await shop.time.run(reading.shop_info(shop.client))
    shop.world.requests.clear()
    given = shop.world.bucket.available
    began, cpu = shop.time.seconds, time.process_time()
    await shop.time.run(work)
    done = shop.world.requests.all()
    points = shop.points()
    return Figures(
        requests=len(done),
        points=points,
        throttled=sum(request.cost is None for request in done),
        seconds=shop.time.seconds - began,
        floor=max(0.0, points - given) / throttle.PLANS[shop.world.plan].restore_rate,
        wire=shop.latency * max(answers, len(done) / client.CONCURRENCY),
        cpu=time.process_time() - cpu,
    )


def heading(title: str) -> None:
    """Print the title of a table and its columns."""
    print(f"\n{title}")
    print(
        f"  {'plan':<10}{'number':>9}{'requests':>10}{'points':>9}{'points floor':>14}{'latency floor':>15}"
        f"{'taken':>10}{'ratio':>8}{'cpu':>9}"
    )


def row(plan: str, number: int, one: Figures) -> None:
    """Print one line of the table."""
    if one.throttled:
        raise SystemExit(f"throttled {one.throttled} times: the client did not keep its pace")
    print(
        f"  {plan:<10}{number:>9,}{one.requests:>10,}{one.points:>9,}{one.floor:>12.1f} s{one.wire:>13.1f} s"
        f"{one.seconds:>8.1f} s{one.ratio:>8.2f}{one.cpu:>7.1f} s"
    )
