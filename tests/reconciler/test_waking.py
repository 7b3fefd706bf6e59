"""Waking: when narrow turns come after the bell, and when they leave off."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from support import towns
from support.towns import Town

from reconciler import dirt, leasing, noticed, stopping, turns, waking
from reconciler.contexts import Shop
from store import databases
from store import dirt as stored
from store import errors as store_errors

TTL = timedelta(minutes=5)
RHYTHM = waking.Rhythm(gather=timedelta(milliseconds=30), again=timedelta(milliseconds=20))
CALM = waking.Rhythm(gather=timedelta(milliseconds=700))


async def until(happened: Callable[[], bool]) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(10):
        while not happened():  # noqa: ASYNC110 - what is waited for sets no event
            await asyncio.sleep(0.01)


class Waker:
    """A town whose marks wake narrow turns."""

    def __init__(self, town: Town, rhythm: waking.Rhythm) -> None:
        self.town = town
        self.opened = 0
        self.fails = False
        self.stop = stopping.Stop()
        self.watch = turns.Watch(domain=towns.DOMAIN, open=self._open, lease=TTL, stop=self.stop)
        self.board = noticed.Board(town.database, towns.DOMAIN, lambda: datetime.now(UTC))
        self.bell = waking.Bell()
        self.task = asyncio.create_task(waking.run(self.watch, self.board, self.bell, rhythm))

    def _open(self) -> Shop:
        self.opened += 1
        if self.fails:
            raise store_errors.UnavailableError("The database is locked.")
        return self.town.shop

    async def mark(self, number: int = 1) -> None:
        """Mark the only order, as webhooks would, and ring."""
        mark = stored.Mark(kind=dirt.ORDER, subject=(await self.town.order())["id"])
        notice = stored.Notice(webhook_id=f"{number}", event_id="", topic="orders/updated", marks=(mark,))
        with self.town.database.session() as session:
            stored.receive(session, towns.DOMAIN, [notice], self.town.clock())
        self.bell.ring()

    async def wait(self, turns: int = 1) -> None:
        """Wait until so many turns were begun and the marks are gone."""
        await until(lambda: self.opened >= turns and not self.board.marks())


@pytest.fixture
async def waker(sqlite_database: databases.Database, request: pytest.FixtureRequest) -> AsyncIterator[Waker]:
    """The seed story's town after a full round, with one order; in a hurry, unless the test asks for another rhythm."""
    async with towns.open_town(sqlite_database) as town:
        await towns.seed_story(town)
        await towns.order_mug(town)
        await town.round()
        made = Waker(town, getattr(request, "param", RHYTHM))
        with structlog.testing.capture_logs():
            yield made
        made.stop.ask()
        async with asyncio.timeout(10):
            await made.task


async def test_a_mark_is_looked_at_soon(waker: Waker):
    """And gone then."""
    await waker.mark()

    await waker.wait()

    assert waker.opened == 1


@pytest.mark.parametrize("waker", [CALM], indirect=True)
async def test_a_burst_is_one_turn(waker: Waker):
    """It waits until no more come."""
    for number in range(10):
        await waker.mark(number)
        await asyncio.sleep(0.005)

    await waker.wait()

    assert waker.opened == 1


async def test_a_burst_that_never_ends_does_not_keep_turns_away(waker: Waker):
    """After some times the gathering time, it looks at what there is."""
    numbers = iter(range(10_000))
    async with asyncio.timeout(10):
        while not waker.opened:
            await waker.mark(next(numbers))
            await asyncio.sleep(0.01)


async def test_a_ring_without_a_mark_opens_nothing(waker: Waker):
    """A full round may have been quicker."""
    waker.bell.ring()
    await asyncio.sleep(0.1)

    assert waker.opened == 0


async def test_the_bell_may_be_rung_from_another_thread(waker: Waker):
    """The receiver lives in one."""
    thread = threading.Thread(target=lambda: asyncio.run(_mark_there(waker)))
    thread.start()

    await waker.wait()

    thread.join()
    assert waker.opened == 1


async def _mark_there(waker: Waker) -> None:
    number = next(iter(waker.town.world.shop.orders))
    mark = stored.Mark(kind=dirt.ORDER, subject=f"gid://shopify/Order/{number}")
    notice = stored.Notice(webhook_id="there", event_id="", topic="orders/updated", marks=(mark,))
    with waker.town.database.session() as session:
        stored.receive(session, towns.DOMAIN, [notice], datetime.now(UTC))
    waker.bell.ring()


async def test_while_another_process_is_at_it_the_turn_is_tried_again(waker: Waker):
    """Not given up, and not lost."""
    async with leasing.alone(waker.town.shop, ttl=TTL):
        await waker.mark()
        await until(lambda: waker.opened >= 2)
        assert waker.board.marks()

    await waker.wait(3)


async def test_after_failures_turns_pause_longer_and_longer(waker: Waker):
    """A broken database is not asked a hundred times a second."""
    waker.fails = True
    for number in range(20):
        await waker.mark(number)
        await asyncio.sleep(0.02)

    assert 1 <= waker.opened <= 4
    waker.fails = False
    await waker.mark(99)
    await waker.wait(2)


async def test_a_full_turn_and_a_narrow_one_wait_for_each_other(waker: Waker):
    """In one process nobody is sent away: the lease is for others."""
    await waker.mark()

    taken = await asyncio.gather(_full(waker), waking.take(waker.watch, waker.board), _full(waker))

    assert [str(each) for each in taken] in (["done", "done", "done"], ["done", "None", "done"])


async def _full(waker: Waker) -> turns.State:
    async with waker.watch.alone:
        return (await turns.take(waker.watch)).state


async def test_a_stop_ends_the_waiting_at_once(waker: Waker):
    """Also while a burst is gathered."""
    waker.bell.ring()
    waker.stop.ask()

    async with asyncio.timeout(5):
        await waker.task
