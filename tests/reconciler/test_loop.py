"""The loop: turns at an interval, on the real scheduler."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from support import gates, towns
from support.towns import Town

from reconciler import loop, stopping, turns
from reconciler.contexts import Shop
from reconciler.shopify import client, tokens
from simulator import app
from store import databases, rounds
from store import errors as store_errors

FAST = loop.Schedule(interval=timedelta(milliseconds=50))
HOURLY = loop.Schedule(interval=timedelta(hours=1))


@pytest.fixture
async def town(sqlite_database: databases.Database) -> AsyncIterator[Town]:
    """The seed story's town."""
    async with towns.open_town(sqlite_database) as made:
        await towns.seed_story(made)
        yield made


def watch(opened: Callable[[], Shop], stop: stopping.Stop) -> turns.Watch:
    """A watch whose shop is opened by this."""
    return turns.Watch(domain=towns.DOMAIN, open=opened, lease=timedelta(minutes=5), stop=stop)


async def run_until(schedule: loop.Schedule, town: Town, enough: Callable[[int], bool]) -> None:
    """Run the loop until enough turns have begun; the turn that begins last is let finish."""
    stop = stopping.Stop()
    begun = 0

    def opened() -> Shop:
        nonlocal begun
        begun += 1
        if enough(begun):
            asyncio.get_running_loop().call_later(0.02, stop.ask)
        return town.shop

    async with asyncio.timeout(10):
        await loop.run([watch(opened, stop)], schedule, stop)


def round_count(town: Town) -> int:
    """How many rounds are kept, all of them finished."""
    with town.database.reading() as session:
        kept = rounds.list_latest(session, towns.DOMAIN)
    assert all(one.finished_at is not None for one in kept)
    return len(kept)


async def test_the_first_round_runs_at_once(town: Town) -> None:
    """Nobody waits an hour for it."""
    await run_until(HOURLY, town, lambda begun: begun == 1)

    assert round_count(town) == 1


async def test_rounds_go_on_at_the_interval(town: Town) -> None:
    """Turn after turn."""
    await run_until(FAST, town, lambda begun: begun == 4)

    assert round_count(town) >= 4


async def test_rounds_go_on_after_one_that_failed(town: Town) -> None:
    """An outage in the middle costs its own round and no more."""
    stop = stopping.Stop()
    begun = 0

    def opened() -> Shop:
        nonlocal begun
        begun += 1
        if begun == 2:
            raise store_errors.UnavailableError("The database is locked.")
        if begun == 3:
            asyncio.get_running_loop().call_later(0.02, stop.ask)
        return town.shop

    async with asyncio.timeout(10):
        await loop.run([watch(opened, stop)], FAST, stop)

    assert begun >= 3
    assert round_count(town) >= 2


async def test_failures_in_a_row_make_the_loop_ask_less_often() -> None:
    """In the time of fifteen intervals, an outage is met at 0, 1, 3 and 7 intervals."""
    stop = stopping.Stop()
    moments: list[float] = []
    clock = asyncio.get_running_loop().time

    def failing() -> Shop:
        moments.append(clock())
        if len(moments) == 4:
            stop.ask()
        raise store_errors.UnavailableError("The database is locked.")

    async with asyncio.timeout(10):
        await loop.run([watch(failing, stop)], FAST, stop)

    gaps = [later - earlier for earlier, later in itertools.pairwise(moments)]
    assert gaps[1] >= 0.09
    assert gaps[2] >= 0.19


async def test_a_round_that_takes_longer_than_the_interval_is_never_overtaken(town: Town) -> None:
    """The turns that come due meanwhile are left out, and that is said; one request at a time reaches the shop."""
    gate = gates.Gate(app.create_app(town.world))
    gate.hold("locations")
    stop = stopping.Stop()
    begun = 0
    async with client.ShopClient(
        towns.DOMAIN,
        tokens.StaticToken("shpat_simulator"),
        transport=httpx.ASGITransport(app=gate),
        base_url="http://simulator.test",
    ) as slow_client:

        def opened() -> Shop:
            nonlocal begun
            begun += 1
            return replace(town.shop, client=slow_client)

        with structlog.testing.capture_logs() as lines:
            running = asyncio.create_task(loop.run([watch(opened, stop)], FAST, stop))
            await gate.wait_for_arrival()
            async with asyncio.timeout(10):
                while len([line for line in lines if "still at work" in line["event"]]) < 3:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            assert begun == 1
            gate.let_go()
            stop.ask()
            await asyncio.wait_for(running, 10)

    assert gate.most == 1


async def test_a_loop_that_is_asked_to_stop_at_once_leaves_no_round_unfinished(town: Town) -> None:
    """Whatever was begun is over when the loop returns."""
    stop = stopping.Stop()
    stop.ask()

    async with asyncio.timeout(5):
        await loop.run([watch(lambda: town.shop, stop)], HOURLY, stop)

    assert round_count(town) <= 1


@given(seconds=st.floats(0.05, 100_000), failures=st.integers(0, 10_000))
def test_waits_grow_and_stay_within_bounds(seconds: float, failures: int) -> None:
    """Never shorter than the interval, never beyond five minutes unless the interval is, never less than before."""
    schedule = loop.Schedule(interval=timedelta(seconds=seconds))
    wait = schedule.wait_after(failures)

    assert schedule.interval <= wait <= max(schedule.interval, timedelta(minutes=5))
    assert schedule.wait_after(failures + 1) >= wait
