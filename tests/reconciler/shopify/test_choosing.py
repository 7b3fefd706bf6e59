"""Page by page or in bulk: the sooner one, and pages again when bulk fails."""

import logging

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.simulated_shops import silent
from support.slow_shops import SlowShop

from reconciler.shopify import answers, choosing, costs, documents, reading, reading_levels
from simulator import bulk_jobs

IDS, VARIANTS = documents.load("variant_ids"), documents.load("variants")
PAGE = costs.estimate(IDS, {"first": 250}) + costs.estimate(VARIANTS, {})
SEEN = 5_000.0
"""Objects a second that a fast shop was seen to write."""


class Paced(msgspec.Struct):
    """What is known of a shop."""

    bucket: answers.ThrottleStatus | None
    bulk_pace: float | None = None


def paced(rate: float, pace: float | None = None) -> Paced:
    """A shop of a plan, with a full bucket."""
    status = answers.ThrottleStatus(maximum_available=20 * rate, currently_available=20 * rate, restore_rate=rate)
    return Paced(status, pace)


def is_bulk_sooner(rate: float, variants: int, waits: float = 0.0, pace: float | None = None) -> bool:
    """The choice for a whole catalogue."""
    return choosing.is_bulk_sooner(paced(rate, pace), variants / 250 * PAGE, variants, waits)


@pytest.mark.parametrize("rate", [100, 200, 1000])
@pytest.mark.parametrize("variants", [1_000, 100_000, 10_000_000])
def test_at_the_recorded_pace_pages_are_sooner_done_on_every_plan(rate: float, variants: int):
    """15 points for 250 variants come back faster than a bulk operation writes them."""
    assert not is_bulk_sooner(rate, variants)


@pytest.mark.parametrize(
    ("rate", "variants", "sooner"),
    [
        (100, 1_000, False),
        (100, 50_000, False),
        (100, 80_000, True),
        (100, 1_000_000, True),
        (200, 80_000, False),
        (200, 1_000_000, True),
        (1000, 1_000_000, False),
    ],
)
def test_bulk_is_for_very_large_catalogues_of_shops_that_write_fast(rate: float, variants: int, *, sooner: bool):
    """The figures that the module speaks of."""
    assert is_bulk_sooner(rate, variants, pace=SEEN) is sooner


@pytest.mark.parametrize(("variants", "sooner"), [(5_000, False), (30_000, True)])
def test_a_slow_network_speaks_for_bulk_on_every_plan(variants: int, *, sooner: bool):
    """Pages that take 0.3 s each, one after the other."""
    assert is_bulk_sooner(1000, variants, waits=variants / 250 * 0.3) is sooner


def test_nobody_chooses_bulk_before_the_bucket_is_known():
    """The first answer tells it."""
    assert not choosing.is_bulk_sooner(Paced(None), 1e9, 1)


def test_levels_are_not_worth_a_bulk_operation_at_the_recorded_pace():
    """Even at fifty locations, points come back faster than Shopify writes."""
    for items, locations in [(1_000, 1), (100_000, 1), (100_000, 50), (1_000_000, 200)]:
        points = reading_levels.points_of_pages(items, locations)

        assert not choosing.is_bulk_sooner(paced(100), points, items * (1 + locations))


def test_levels_are_worth_it_where_a_shop_was_seen_to_write_fast():
    """What was seen counts more than what was recorded elsewhere."""
    points = reading_levels.points_of_pages(100_000, 50)

    assert choosing.is_bulk_sooner(paced(100, pace=1e5), points, 100_000 * 51)


@given(st.sampled_from([100, 200, 1000]), st.integers(0, 10**6), st.integers(1, 10**5))
def test_whoever_has_more_to_read_never_goes_back_to_pages(rate: int, variants: int, more: int):
    """Where bulk pays once, it pays for everything larger."""
    assert is_bulk_sooner(rate, variants + more, pace=SEEN) or not is_bulk_sooner(rate, variants, pace=SEEN)


def test_the_price_of_levels_is_what_the_documents_cost():
    """The short formula against the estimate of each document."""
    for items, locations in [(1, 1), (250, 48), (251, 49), (1000, 100)]:
        requests = [min(48, locations - start) for start in range(0, locations, 48)]
        each = sum(costs.estimate(reading_levels.document(size), {}) for size in requests)

        assert reading_levels.points_of_pages(items, locations) == -(-items // 250) * each


@pytest.fixture
def large() -> SlowShop:
    """6,000 variants behind a network that takes three seconds an answer."""
    shop = SlowShop(latency=3.0)
    shop.stock(locations=1, items=6_000)
    return shop


async def test_a_large_catalogue_on_a_slow_network_is_read_in_bulk(large: SlowShop):
    """After a first look at its size; all of it, in order, and sooner than by pages."""
    async with large.client:
        found = await large.time.run(reading.items(large.client, None, silent))

    assert [item.sku for item in found] == [f"S-{number}" for number in range(6_000)]
    assert (large.asked("Items"), large.asked("VariantIds"), large.asked("BulkRun")) == (1, 1, 1)


@pytest.mark.parametrize("kind", ["fail", "drop", "cut", "hang"])
async def test_what_bulk_wrote_before_it_broke_off_is_kept(
    large: SlowShop, kind: str, caplog: pytest.LogCaptureFixture
):
    """The other half is read by pages; the log says why, and nothing is lost or read twice."""
    large.world.bulk.script(bulk_jobs.Fate(kind=kind))

    with caplog.at_level(logging.WARNING, logger="reconciler"):
        async with large.client:
            found = await large.time.run(reading.items(large.client, None, silent))

    assert [item.sku for item in found] == [f"S-{number}" for number in range(6_000)]
    assert (large.asked("Items"), large.asked("Variants"), large.asked("BulkRun")) == (1, 12, 1)
    assert "the rest of the catalogue is read page by page, because" in caplog.text


async def test_a_part_with_a_hole_in_it_is_not_believed(large: SlowShop, caplog: pytest.LogCaptureFixture):
    """The parts together are fewer than Shopify counts: then everything is read by pages."""
    large.world.bulk.script(bulk_jobs.Fate(kind="hole", share=0.4))

    with caplog.at_level(logging.WARNING, logger="reconciler"):
        async with large.client:
            found = await large.time.run(reading.items(large.client, None, silent))

    assert [item.sku for item in found] == [f"S-{number}" for number in range(6_000)]
    assert "all are read by pages" in caplog.text


async def test_where_bulk_gives_nothing_everything_is_read_by_pages(large: SlowShop, caplog: pytest.LogCaptureFixture):
    """It failed before the first object."""
    large.world.bulk.script(bulk_jobs.Fate(kind="fail", share=0.0))

    with caplog.at_level(logging.WARNING, logger="reconciler"):
        async with large.client:
            found = await large.time.run(reading.items(large.client, None, silent))

    assert [item.sku for item in found] == [f"S-{number}" for number in range(6_000)]
    assert "the catalogue is read page by page, because" in caplog.text


async def test_a_small_catalogue_is_not_even_counted():
    """No points for a question whose answer changes nothing."""
    shop = SlowShop(latency=3.0)
    shop.stock(locations=1, items=300)

    async with shop.client:
        await shop.time.run(reading.items(shop.client, None, silent))

    assert (shop.asked("CatalogueSize"), shop.asked("BulkRun")) == (0, 0)


@pytest.mark.parametrize("kind", [None, "drop", "fail", "hole", "cut"])
async def test_levels_are_read_alike_by_both_ways(kind: str | None):
    """With an empty bucket, of a shop that was seen to write fast: the wanted levels, whole also when bulk fails."""
    shop = SlowShop()
    locations, items = shop.stock(locations=48, items=2_500, at=3)
    wanted = items[:2_400], [*locations[:1], *locations[2:]]
    if kind:
        shop.world.bulk.script(bulk_jobs.Fate(kind=kind))
    async with shop.client:
        paged = await shop.time.run(reading.levels(shop.client, *wanted, silent))
        shop.world.bucket.drain()
        await shop.time.run(reading.shop_info(shop.client))
        shop.client.bulk_pace = 1e9
        before = shop.asked("Levels")
        bulked = await shop.time.run(reading.levels(shop.client, *wanted, silent))

    assert sorted(bulked, key=str) == sorted(paged, key=str)
    assert len(paged) == 2_400 * 2
    assert shop.asked("BulkRun") == 1
    assert (shop.asked("Levels") > before) is bool(kind)
