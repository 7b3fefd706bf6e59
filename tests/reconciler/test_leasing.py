"""Leases, as a runner of rounds meets them: on SQLite and on PostgreSQL."""

import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from support import towns
from support.towns import Town

from reconciler import holders, leasing
from store import databases, leases, rounds

TTL = timedelta(minutes=5)


@pytest.fixture
async def town(database: databases.Database) -> AsyncIterator[Town]:
    """An empty town."""
    async with towns.open_town(database) as made:
        yield made


def held(town: Town) -> str | None:
    """Who has the shop."""
    return leases.holder(town.database, towns.DOMAIN)


def leave_round_running(town: Town) -> int:
    """Begin a round as a process does that is then killed."""
    with town.database.session() as session:
        return rounds.begin(session, towns.DOMAIN, mode="apply", rules_digest="", now=town.clock())


def status(town: Town, number: int) -> str:
    """How a round stands."""
    with town.database.reading() as session:
        return rounds.get(session, number).status


async def test_only_one_runner_has_a_shop(town: Town) -> None:
    """The second is refused, and told that this is no fault and when it will pass."""
    async with leasing.alone(town.shop, ttl=TTL):
        with pytest.raises(leasing.BusyError, match=r"Another process is at work.*300 seconds"):
            async with leasing.alone(town.shop, ttl=TTL):
                pytest.fail("two have the shop")


async def test_the_shop_is_given_back_at_the_end_even_of_a_failure(town: Town) -> None:
    """The next runner need not wait for the lease to run out."""
    with pytest.raises(RuntimeError, match="broken"):
        async with leasing.alone(town.shop, ttl=TTL):
            raise RuntimeError("broken")

    assert held(town) is None


async def test_a_runner_that_gave_no_sign_of_life_loses_the_shop_and_notices(town: Town) -> None:
    """When it wakes up, it may not go on, not even after the other one has gone."""
    async with leasing.alone(town.shop, ttl=TTL) as sleeper:
        town.clock.pass_time(minutes=6)
        async with leasing.alone(town.shop, ttl=TTL) as other:
            assert not sleeper.may_go_on()
            assert other.may_go_on()
        assert not sleeper.may_go_on()


async def test_the_end_of_a_sleeper_leaves_the_lease_of_the_other_alone(town: Town) -> None:
    """It gives back only what is its own."""
    async with leasing.alone(town.shop, ttl=TTL):
        town.clock.pass_time(minutes=6)
        other = leasing.alone(town.shop, ttl=TTL)
        await other.__aenter__()
    try:
        assert held(town) is not None
    finally:
        await other.__aexit__(None, None, None)


async def test_a_lease_is_renewed_between_changes(town: Town) -> None:
    """A round may take far longer than its lease, as long as it asks now and then whether it may go on."""
    async with leasing.alone(town.shop, ttl=TTL) as shop:
        for _ in range(10):
            town.clock.pass_time(minutes=2)
            assert shop.may_go_on()
        with pytest.raises(leasing.BusyError):
            async with leasing.alone(town.shop, ttl=TTL):
                pytest.fail("two have the shop")


async def test_whoever_wants_it_to_stop_is_asked_too(town: Town) -> None:
    """Holding the lease is not enough to go on."""
    async with leasing.alone(replace(town.shop, may_go_on=lambda: False), ttl=TTL) as shop:
        assert not shop.may_go_on()


async def test_rounds_that_a_crash_left_running_are_closed(town: Town) -> None:
    """Whoever has the shop knows that nobody else's round can be running."""
    number = leave_round_running(town)

    async with leasing.alone(town.shop, ttl=TTL):
        assert status(town, number) == "abandoned"


async def test_the_shop_of_a_killed_process_of_this_machine_is_free_at_once(town: Town) -> None:
    """Nobody waits for the lease of the dead."""
    killed = subprocess.Popen(  # noqa: ASYNC220 - it starts in no time
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE
    )
    name = holders.name(town.clock()).replace(f":{os.getpid()}:", f":{killed.pid}:")
    assert leases.acquire(town.database, towns.DOMAIN, name, TTL, town.clock())
    with pytest.raises(leasing.BusyError):
        async with leasing.alone(town.shop, ttl=TTL):
            pytest.fail("it is alive")

    killed.send_signal(signal.SIGKILL)
    killed.communicate()

    async with leasing.alone(town.shop, ttl=TTL) as shop:
        assert shop.may_go_on()


@pytest.mark.parametrize("name", ["elsewhere/12345678/4026531836:999999999:2026-11-23", "elsewhere", "a:b:c", ""])
def test_a_process_of_another_machine_is_taken_for_alive(name: str) -> None:
    """From here, nobody can tell; the lease ends by itself."""
    assert not holders.is_gone(name)


def test_we_ourselves_are_alive(town: Town) -> None:
    """The process that asks is never gone."""
    assert not holders.is_gone(holders.name(town.clock()))
