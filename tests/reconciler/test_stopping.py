"""Rounds that are told to stop: in the middle of looking, and with a change in hand."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import httpx
import pytest
from support import gates, towns

from reconciler import round as rounds
from reconciler import stopping
from reconciler.contexts import Shop
from simulator import app
from store import databases, journal
from store import rounds as stored_rounds


@dataclass
class GatedTown:
    """The seed story's town, two labelled orders to move, and a gate before its shop."""

    town: towns.Town
    gate: gates.Gate
    shop: Shop
    stop: stopping.Stop

    async def run(self, grace: float = 10.0) -> rounds.Result:
        """Run a round that can be stopped."""
        return await stopping.run_round(self.shop, self.stop, grace=grace)

    def last_round(self) -> stored_rounds.Round:
        """The latest round as it is kept."""
        with self.town.database.reading() as session:
            found = stored_rounds.last(session, towns.DOMAIN)
        assert found is not None
        return found

    def unresolved(self) -> list[str]:
        """The actions whose outcome nobody knows."""
        with self.town.database.reading() as session:
            return [entry.action for entry in journal.unresolved(session, towns.DOMAIN)]


@pytest.fixture
async def gated(sqlite_database: databases.Database) -> AsyncIterator[GatedTown]:
    """Two orders are labelled at Austin and sit at Lake Jackson: two moves and two parcels to write."""
    async with towns.open_town(sqlite_database) as town:
        await towns.seed_story(town)
        for _ in range(2):
            await towns.order_mug(town)
        await town.round()
        for number in ("1001", "1002"):
            town.label(number, f"1Z{number}")
        gate = gates.Gate(app.create_app(town.world))
        async with towns.client_over(httpx.ASGITransport(app=gate), town.clock) as gated_client:
            yield GatedTown(town, gate, replace(town.shop, client=gated_client), stopping.Stop())


async def test_a_round_that_only_looks_ends_at_once(gated: GatedTown) -> None:
    """Nothing is lost by it; its record says that it was abandoned, and nothing was written."""
    await gated.town.forget_requests()
    gated.gate.hold("locations")
    running = asyncio.create_task(gated.run())
    await gated.gate.wait_for_arrival()

    gated.stop.ask()

    with pytest.raises(stopping.StoppedError):
        await asyncio.wait_for(running, 5)
    assert gated.last_round().status == "abandoned"
    assert gated.last_round().finished_at is not None
    assert await gated.town.writes() == 0


async def test_a_round_that_writes_finishes_the_change_in_hand_and_skips_the_rest(gated: GatedTown) -> None:
    """The move under way is done and known to be done; the parcels and the other order wait for the next round."""
    gated.gate.hold("fulfillmentOrderMove")
    running = asyncio.create_task(gated.run())
    await gated.gate.wait_for_arrival()

    gated.stop.ask()
    gated.gate.let_go()
    result = await asyncio.wait_for(running, 5)

    assert [outcome.result for outcome in result.outcomes] == ["done", "skipped", "skipped", "skipped"]
    assert gated.last_round().status == "partial"
    assert gated.unresolved() == []


async def test_the_next_round_does_what_a_stopped_one_left(gated: GatedTown) -> None:
    """Each parcel is written once."""
    gated.gate.hold("fulfillmentOrderMove")
    running = asyncio.create_task(gated.run())
    await gated.gate.wait_for_arrival()
    gated.stop.ask()
    gated.gate.let_go()
    await asyncio.wait_for(running, 5)

    await gated.town.round()

    for number in ("1001", "1002"):
        assert [one["location"] for one in (await gated.town.order(number))["fulfillments"]] == ["Austin Office"]


async def test_a_change_that_takes_too_long_is_left_to_the_journal(gated: GatedTown) -> None:
    """Stopping ends within its grace time; what became of the request is looked for by the next round."""
    gated.gate.hold("fulfillmentOrderMove")
    running = asyncio.create_task(gated.run(grace=0.05))
    await gated.gate.wait_for_arrival()

    gated.stop.ask()

    with pytest.raises(stopping.StoppedError):
        await asyncio.wait_for(running, 5)
    assert gated.unresolved() == ["relocate"]
    assert gated.last_round().status == "abandoned"


async def test_a_round_that_nobody_stops_runs_to_its_end(gated: GatedTown) -> None:
    """Being stoppable changes nothing else."""
    result = await gated.run()

    assert towns.actions(result) == ["relocate", "relocate", "write_tracking", "write_tracking"]
