"""The journal: what became of a request is looked for in the shop, mutation by mutation, before it is sent again."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from sqlmodel import select
from support import crashes, towns
from support.towns import Town

from engine import deciding
from reconciler import round as rounds
from store import databases, labels
from store.tables import JournalEntry

TAKE_BACK = """
on: tracking.void
rules:
  - name: take-voided-parcels-back
    then: [cancel_fulfillment]
"""
STOCK_THERE = """
on: [placement.blocked, tracking.blocked]
rules:
  - name: stock-it-there
    when: {reason: item_not_stocked}
    then: [stock_at_location]
"""


@pytest.fixture
async def town(sqlite_database: databases.Database) -> AsyncIterator[Town]:
    """The seed's town with rules that use every action, and an order that was imported."""
    async with towns.open_town(sqlite_database) as made:
        await towns.seed_story(made)
        rules = towns.ruleset(TAKE_BACK, STOCK_THERE)
        with deciding.Decider(rules, engine="plain", clock=made.clock) as decider:
            made.shop = towns.replace(made.shop, decider=decider, ruleset=rules)
            await towns.order_mug(made)
            await made.round()
            yield made


async def _move(town: Town) -> None:
    town.label("1001", "1ZFIRST")


async def _write(town: Town) -> None:
    town.ship_from("1001", "warehouse-b")
    town.label("1001", "1ZFIRST")


async def _correct(town: Town) -> None:
    town.label("1001", "1ZFIRST")
    await town.round()
    with town.database.session() as session:
        parcel = labels.Parcel(carrier="DHL", tracking_number="JD2")
        labels.replace(session, town.stored().parts[0].labels[0].id, parcel, now=town.clock())


async def _take_back(town: Town) -> None:
    label = town.label("1001", "1ZFIRST")
    await town.round()
    with town.database.session() as session:
        labels.void(session, label, now=town.clock())


async def _tag(town: Town) -> None:
    town.warehouse("warehouse-c", "Warehouse C")
    town.ship_from("1001", "warehouse-c")
    town.label("1001", "1ZFIRST")


async def _untag(town: Town) -> None:
    await _tag(town)
    await town.round()
    await town.map("warehouse-c", "Lake Jackson")
    await town.round(may_go_on=_may_write_one())


def _may_write_one() -> Callable[[], bool]:
    asked = iter([True, True])
    return lambda: next(asked, False)


async def _stock(town: Town) -> None:
    await town.control("locations", {"name": "Dallas"})
    town.warehouse("warehouse-c", "Warehouse C")
    await town.map("warehouse-c", "Dallas")
    town.ship_from("1001", "warehouse-c")
    town.label("1001", "1ZFIRST")


STORIES: dict[str, Callable[[Town], Awaitable[None]]] = {
    "fulfillmentOrderMove": _move,
    "fulfillmentCreate": _write,
    "fulfillmentTrackingInfoUpdate": _correct,
    "fulfillmentCancel": _take_back,
    "tagsAdd": _tag,
    "tagsRemove": _untag,
    "inventoryActivate": _stock,
}


def _outcomes(town: Town) -> list[tuple[str, str | None]]:
    with town.database.reading() as session:
        return [(row.action, row.outcome) for row in session.exec(select(JournalEntry).order_by("id"))]


def _waiting(result: rounds.Result) -> bool:
    return any(held.cause == "waiting" for held in result.plan.held)


async def _die(town: Town, field: str, *, after: bool) -> None:
    await STORIES[field](town)
    async with crashes.killing(town, field, after=after) as client:
        with pytest.raises(crashes.Killed):
            await town.round(client=client)
    assert _outcomes(town)[-1][1] is None


@pytest.mark.parametrize("field", STORIES)
async def test_an_effect_that_is_there_is_found_at_once(town: Town, field: str) -> None:
    """The process died after the effect: the next round finds it, waits for nothing and sends it no second time."""
    await _die(town, field, after=True)
    open_at = len(_outcomes(town)) - 1
    await town.forget_requests()

    result = await town.round()

    assert _outcomes(town)[open_at][1] == "found"
    assert not _waiting(result)
    requests = (await town.http.get("/_control/requests")).json()["requests"]
    assert [one for one in requests if field in one["fields"]] == []


@pytest.mark.parametrize("field", STORIES)
async def test_an_effect_that_is_not_there_may_still_come_and_is_waited_for(town: Town, field: str) -> None:
    """The process died before: for a minute nothing is written to the order, then it is done, once."""
    await _die(town, field, after=False)
    open_at = len(_outcomes(town)) - 1
    await town.forget_requests()

    soon = await town.round()

    assert _waiting(soon)
    assert await town.writes() == 0
    assert _outcomes(town)[open_at][1] is None

    town.clock.pass_time(seconds=61)
    later = await town.round()

    assert not _waiting(later)
    assert _outcomes(town)[open_at][1] == "not found"
    requests = (await town.http.get("/_control/requests")).json()["requests"]
    assert len([one for one in requests if field in one["fields"]]) == 1
    assert (await town.round()).plan.changes == ()


async def test_a_dry_run_concludes_nothing(town: Town) -> None:
    """It looks, it shows what waits, and the journal stays as it is."""
    await _die(town, "fulfillmentCreate", after=True)
    before = _outcomes(town)

    await town.plan()

    assert _outcomes(town) == before


async def test_a_new_label_waits_while_the_old_one_may_still_be_written(town: Town) -> None:
    """The whole order is left alone: another label within the minute must not make a second fulfillment."""
    await _die(town, "fulfillmentCreate", after=False)
    with town.database.session() as session:
        labels.void(session, town.stored().parts[0].labels[0].id, now=town.clock())
    town.label("1001", "1ZSECOND")
    await town.forget_requests()

    result = await town.round()

    assert _waiting(result)
    assert await town.writes() == 0


async def test_a_batch_of_levels_whose_answer_was_lost_is_read_again(town: Town) -> None:
    """Levels carry what they were read as: nothing has to be waited for."""
    town.write_back(on=True)
    town.count("warehouse-b", "MUG-01", 30)
    async with crashes.killing(town, "inventorySetQuantities", after=True) as client:
        with pytest.raises(crashes.Killed):
            await town.round(client=client)
    await town.round()

    assert ("set_inventory", "read again") in _outcomes(town)
    assert (await town.round()).plan.changes == ()
