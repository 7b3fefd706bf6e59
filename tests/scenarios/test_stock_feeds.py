"""Stock feeds in a round: taken before it looks, refused loudly, and never in the way of orders."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from support import towns
from support.towns import Town

from reconciler import stopping, turns
from reconciler.warehouse import downloads, files
from reconciler.warehouse.values import Feed


@pytest.fixture
async def counted(town: Town, tmp_path: Path) -> tuple[Town, Path]:
    """The town with write-back on, whose warehouse B writes its stock into a file: 50 mugs and 20 other things."""
    town.write_back(on=True)
    path = tmp_path / "stock.csv"
    town.shop = replace(town.shop, feeds=(Feed(name="erp", source=files.FileSource(path), warehouse="warehouse-b"),))
    for number in range(20):
        await town.control("products", {"title": "Thing", "sku": f"T-{number}", "stock": {"Lake Jackson": 10}})
    write(town, path, [50, *[10] * 20])
    await town.round()
    return town, path


def write(town: Town, path: Path, counts: list[int]) -> None:
    """Write the file as of a moment from now: the mugs first, then the other things."""
    town.clock.pass_time(minutes=1)
    rows = zip(["MUG-01", *(f"T-{number}" for number in range(20))], counts, strict=False)
    lines = [f"{sku},{units},{town.clock().isoformat()}" for sku, units in rows]
    path.write_text("\n".join(["sku,on_hand,as_of", *lines, ""]), encoding="utf-8")


async def test_a_round_takes_the_feed_before_it_looks(counted: tuple[Town, Path]):
    """What the warehouse says now is what is offered after one round."""
    town, path = counted
    write(town, path, [30, *[12] * 20])

    result = await town.round()

    assert await town.level("MUG-01", "Lake Jackson") == 30
    assert await town.level("T-19", "Lake Jackson") == 12
    assert result.plan.warnings == ()


async def test_an_order_placed_since_the_count_stays_subtracted(counted: tuple[Town, Path]):
    """A snapshot that overwrites would offer again what a customer just bought."""
    town, path = counted
    write(town, path, [30, *[10] * 20])
    await towns.order_mug(town)

    await town.round()
    town.ship_from("1001", "warehouse-b")
    await town.round()

    assert await town.level("MUG-01", "Lake Jackson") == 29


async def test_a_feed_that_says_zero_for_all_changes_no_level_and_is_told(counted: tuple[Town, Path]):
    """The report of the round, and of every dry run after it, has the numbers and the way out."""
    town, path = counted
    write(town, path, [0] * 21)

    result = await town.round()
    looked = await town.plan()

    assert result.plan.changes == ()
    assert await town.level("MUG-01", "Lake Jackson") == 50
    for warnings in (result.plan.warnings, looked.warnings):
        (warning,) = warnings
        assert "erp was refused as a whole" in warning
        assert "21 of 21 counts that were above zero are zero now" in warning


async def test_a_feed_that_cannot_be_read_stops_no_parcel(counted: tuple[Town, Path]):
    """The last word stays in force, and tracking goes on."""
    town, path = counted
    path.unlink()
    await towns.order_mug(town)
    await town.round()
    town.ship_from("1001", "warehouse-b")
    town.label("1001", "1ZFEED")

    result = await town.round()

    assert "write_tracking" in towns.actions(result)
    assert "can't be read: No such file" in result.plan.warnings[0]
    assert "stays in force" in result.plan.warnings[0]


async def test_a_feed_without_news_for_a_day_is_warned_of(counted: tuple[Town, Path]):
    """Its writer may have stopped: nothing else would tell."""
    town, _ = counted
    town.clock.pass_time(hours=30)

    assert "is 30 hours old" in (await town.plan()).warnings[0]


async def test_one_feed_that_fails_harms_no_other(counted: tuple[Town, Path]):
    """Each is taken by itself."""
    town, path = counted
    down = Feed(name="down", source=downloads.WebSource("http://127.0.0.1:1/stock.csv"))
    write(town, path, [30, *[10] * 20])

    result = await town.round(feeds=(down, *town.shop.feeds))

    assert await town.level("MUG-01", "Lake Jackson") == 30
    assert "The stock feed down was not read" in result.plan.warnings[0]


async def test_the_daemon_is_loud_about_a_refused_feed_in_every_turn(counted: tuple[Town, Path]):
    """On the round's own line, as a warning, and `run --once` would leave with 1."""
    town, path = counted
    path.write_text("sku,on_hand\n", encoding="utf-8")
    watch = turns.Watch(domain=towns.DOMAIN, open=lambda: town.shop, lease=timedelta(minutes=5), stop=stopping.Stop())

    with structlog.testing.capture_logs() as lines:
        first = await turns.take(watch)
        second = await turns.take(watch)

    assert (first.is_well, second.is_well) == (False, False)
    told = [line for line in lines if line["event"] == "round, nothing to do"]
    assert [line["log_level"] for line in told] == ["warning", "warning"]
    assert "it is empty, the last time it had 21" in told[1]["feeds"][0]
