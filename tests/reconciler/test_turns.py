"""Turns of the daemon: how each ends, and the one line that it writes."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import structlog
from support import towns
from support.towns import Town

from reconciler import guards, leasing, stopping, turns
from reconciler.contexts import Shop
from simulator import worlds
from store import databases, shops
from store import errors as store_errors

TTL = timedelta(minutes=5)
Lines = list[Any]


@pytest.fixture
async def town(sqlite_database: databases.Database) -> AsyncIterator[Town]:
    """The seed story's town with one order in the shop."""
    async with towns.open_town(sqlite_database) as made:
        await towns.seed_story(made)
        await towns.order_mug(made)
        yield made


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What is logged, with the words that were bound."""
    with structlog.testing.capture_logs([structlog.contextvars.merge_contextvars]) as captured:
        yield captured


def watching(town: Town, opened: Callable[[], Shop] | None = None, **changes: Any) -> turns.Watch:
    """The town's shop, watched."""
    shop = replace(town.shop, **changes)
    return turns.Watch(domain=towns.DOMAIN, open=opened or (lambda: shop), lease=TTL, stop=stopping.Stop())


async def test_a_turn_that_changes_something_tells_all_about_it_on_one_line(town: Town, lines: Lines) -> None:
    """Shop, round, seconds, what was looked at, what differed, and the changes by action."""
    turn = await turns.take(watching(town))

    assert (turn.state, turn.is_well) == ("done", True)
    (line,) = lines
    assert line["changes"] == {"import_order:done": 1, "assign_warehouse:done": 1}
    assert (line["shop"], line["round"], line["outcome"], line["log_level"]) == (towns.DOMAIN, 1, "done", "info")
    assert (line["orders"], line["held"], line["breaches"]) == (1, 0, [])
    assert line["differences"] >= 1
    assert line["seconds"] >= 0


async def test_a_turn_with_nothing_to_do_says_so_shortly(town: Town, lines: Lines) -> None:
    """Quiet rounds are most rounds: their line has no list of nothings."""
    watch = watching(town)
    await turns.take(watch)
    lines.clear()

    await turns.take(watch)

    (line,) = lines
    assert line["event"] == "round, nothing to do"
    assert "changes" not in line


async def test_a_plan_beyond_a_limit_is_warned_of_with_the_words_that_allow_it(town: Town, lines: Lines) -> None:
    """A person should look, and read there what to type."""
    await town.round()
    town.label("1001", "1Z1")

    turn = await turns.take(watching(town, limits=guards.Limits(orders_moved=0)))

    assert (turn.state, turn.is_well) == ("held", False)
    (line,) = lines
    assert line["log_level"] == "warning"
    assert line["breaches"] == ["orders_moved"]
    assert line["limits"] == [
        "This plan would move 1 order to another location; the limit for one round is 0. --allow orders_moved=1"
    ]


async def test_a_lost_answer_is_warned_of_while_nobody_knows_what_became_of_it(town: Town, lines: Lines) -> None:
    """A person may look in the shop; the next rounds do."""
    await town.round()
    town.label("1001", "1Z1")
    await town.control("faults", {"operation": "fulfillmentOrderMove", "kind": "http", "status": 503})

    turn = await turns.take(watching(town))
    await turns.take(watching(town))

    assert turn.state == "partial"
    assert "it may have happened" in lines[0]["not_done"][0]
    warned = [line["warning"] for line in lines if line["event"] == "a round needs a look"]
    assert len(warned) == 1
    assert "was lost a moment ago" in warned[0]


async def test_a_wrong_token_is_an_error_that_is_tried_again_at_the_interval(town: Town, lines: Lines) -> None:
    """Somebody mends it at any moment, so waiting longer would help nobody."""
    await town.control("token", {"token": "shpat_simulator", "scopes": []})

    turn = await turns.take(watching(town))

    assert (turn.state, turn.is_well, turn.is_outage) == ("failed", False, False)
    (line,) = lines
    assert line["log_level"] == "error"
    assert "AccessError" in line["why"]
    assert "shpat_" not in str(line)


async def test_the_turn_after_a_mended_token_goes_on(town: Town) -> None:
    """A failed turn leaves nothing behind that would stop the next: no lease, no half round."""
    await town.control("token", {"token": "shpat_simulator", "scopes": []})
    watch = watching(town)
    await turns.take(watch)
    await town.control("token", {"token": "shpat_simulator", "scopes": sorted(worlds.ALL_SCOPES)})

    assert (await turns.take(watch)).state == "done"


async def test_a_database_that_cannot_be_used_fails_the_turn_and_not_the_daemon(town: Town, lines: Lines) -> None:
    """It is an outage: later turns wait longer."""

    def locked() -> Shop:
        raise store_errors.UnavailableError("The database is locked.")

    turn = await turns.take(watching(town, locked))

    assert (turn.state, turn.is_outage) == ("failed", True)
    assert [line["why"] for line in lines] == ["UnavailableError: The database is locked."]


async def test_a_fault_that_nobody_thought_of_fails_the_turn_and_shows_where_it_was(town: Town, lines: Lines) -> None:
    """The daemon goes on, and the log has what is needed to mend the program."""

    def broken() -> Shop:
        raise ZeroDivisionError("a fault of ours")

    turn = await turns.take(watching(town, broken))

    assert (turn.state, turn.is_outage) == ("failed", True)
    assert isinstance(lines[0]["exc_info"], ZeroDivisionError)
    assert lines[-1]["why"] == "ZeroDivisionError: a fault of ours"


async def test_a_shop_that_another_process_works_on_is_left_to_it_quietly(town: Town, lines: Lines) -> None:
    """No error: that process does the work."""
    async with leasing.alone(town.shop, ttl=TTL):
        turn = await turns.take(watching(town))

    assert (turn.state, turn.is_well) == ("busy", True)
    assert [(line["log_level"], line["why"]) for line in lines] == [("info", "another process is at it")]


async def test_a_paused_shop_is_looked_at_and_not_written_to(town: Town, lines: Lines) -> None:
    """Nothing is written until a person takes it up again, and the line tells what would be, and why it is not."""
    with town.database.session() as session:
        shops.pause(session, towns.DOMAIN, why="counting", now=town.clock())
    await town.forget_requests()

    turn = await turns.take(watching(town))

    assert (turn.state, turn.is_well) == ("paused", True)
    assert await town.writes() == 0
    assert lines[0]["would"] == {"import_order": 1, "assign_warehouse": 1}
    assert (
        lines[0]["why"] == "a person paused it since 2026-11-23 09:00 UTC (counting); trueup resume takes it up again"
    )


async def test_a_pause_during_a_round_stops_it_after_the_change_in_hand(town: Town, lines: Lines) -> None:
    """An emergency stop need not wait for five hundred changes."""

    def pause_at_the_second_change() -> bool:
        asked.append(True)
        if len(asked) == 2:
            with town.database.session() as session:
                shops.pause(session, towns.DOMAIN)
        return True

    asked: list[bool] = []
    turn = await turns.take(watching(town, may_go_on=pause_at_the_second_change))

    assert turn.state == "paused"
    assert turn.round is not None
    assert [outcome.result for outcome in turn.round.outcomes][-1] == "skipped"
    assert "trueup resume" in lines[-1]["why"]


async def test_what_waits_for_approval_is_told_with_the_words_that_approve_it(town: Town, lines: Lines) -> None:
    """A plan beyond a limit, where limits may be approved; the same number in each round."""
    town.write_back(on=True)
    await town.control("stock", {"sku": "MUG-01", "location": "Austin Office", "available": 12})
    watch = watching(town, limits=guards.Limits(levels_changed=0), on_breach="approve")

    first = await turns.take(watch)
    again = await turns.take(watch)

    assert (first.state, first.is_well) == ("waiting", False)
    assert again.state == "waiting"
    assert [line["waiting"] for line in lines] == [["trueup approve 1"], ["trueup approve 1"]]
