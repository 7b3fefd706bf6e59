"""Bad rows don't stop good ones: what Shopify refuses is found, told by SKU and reason, and the rest is written."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import databases as test_databases
from support import picky_shops, towns
from support.picky_shops import MANNERS
from support.towns import Town

from reconciler import guards
from store import databases

WIDE = guards.Limits(
    **dict.fromkeys(guards.GUARDS, 10_000_000),
)
BUNDLE = ("NON_MUTABLE_INVENTORY_ITEM", "The quantity of this item is computed from its components.")
GONE = ("INVALID_INVENTORY_ITEM", "The specified inventory item could not be found.")
REASONS = (BUNDLE, GONE, ("ITEM_NOT_TRACKED", "The item is not tracked."), ("", ""))


@asynccontextmanager
async def stocked(database: databases.Database, products: int) -> AsyncIterator[Town]:
    """A town with so many products at one location, every level off by 3. Write-back is on."""
    async with towns.open_town(database) as town:
        await town.control("locations", {"name": "Austin Office"})
        town.warehouse("warehouse-a", "Warehouse A", default=True)
        await town.map("warehouse-a", "Austin Office")
        for number in range(products):
            sku = f"SKU-{number:03}"
            await town.control("products", {"title": sku, "sku": sku, "stock": {"Austin Office": 10}})
        count(town, products, 13)
        town.write_back(on=True)
        yield town


def count(town: Town, products: int, quantity: int) -> None:
    """Count every product anew."""
    for number in range(products):
        town.count("warehouse-a", f"SKU-{number:03}", quantity)


def item_id(town: Town, sku: str) -> str:
    """Shopify's id of the item with that SKU."""
    variant = next(one for one in town.world.shop.variants.values() if one.sku == sku)
    return f"gid://shopify/InventoryItem/{variant.inventory_item_id}"


@pytest.mark.parametrize("manner", MANNERS)
async def test_of_250_rows_248_are_written_and_2_are_told(sqlite_database: databases.Database, manner: str):
    """A product that became a bundle meanwhile, and one that is gone: by SKU and reason, however Shopify tells it."""
    bad = {"SKU-007": BUNDLE, "SKU-200": GONE}
    async with stocked(sqlite_database, 250) as town, picky_shops.visiting(town) as (shop, client):
        shop.bad = {item_id(town, sku): reason for sku, reason in bad.items()}
        shop.manner = manner

        result = await town.round(client=client, limits=WIDE)

        refused = {one.change.address.sku: one.message for one in result.outcomes if one.result == "refused"}
        assert sum(one.result == "done" for one in result.outcomes) == 248
        assert refused == {sku: text for sku, (_, text) in bad.items()}
        levels = (await town.state())["levels"]
        assert {row["available"] for row in levels if row["sku"] not in bad} == {13}
        assert {row["available"] for row in levels if row["sku"] in bad} == {10}


async def test_what_was_refused_is_shown_and_not_sent_again_at_once(sqlite_database: databases.Database):
    """The next round names it with Shopify's words, and sends nothing."""
    async with stocked(sqlite_database, 10) as town, picky_shops.visiting(town) as (shop, client):
        shop.bad = {item_id(town, "SKU-007"): BUNDLE, item_id(town, "SKU-003"): GONE}
        await town.round(client=client, limits=WIDE)
        sent = shop.batches

        again = await town.round(client=client, limits=WIDE)

        assert shop.batches == sent
        told = {(one.address.sku, one.why) for one in again.plan.held}
        assert told == {
            ("SKU-003", f'Shopify refused it: "{GONE[1]}"'),
            ("SKU-007", f'Shopify refused it: "{BUNDLE[1]}"'),
        }


async def test_a_refusal_of_nearly_everything_costs_few_requests_and_hides_no_good_row(
    sqlite_database: databases.Database,
):
    """110 of 120 are refused without a word about which: rounds find them by and by, and write the others."""
    async with stocked(sqlite_database, 120) as town, picky_shops.visiting(town) as (shop, client):
        shop.bad = {item_id(town, f"SKU-{number:03}"): BUNDLE for number in range(110)}
        shop.manner = "without a row"
        await town.round(client=client, limits=WIDE, retry_refused_after=timedelta(days=1))
        first = shop.batches
        await town.round(client=client, limits=WIDE, retry_refused_after=timedelta(days=1))

        levels = (await town.state())["levels"]
        assert first < 200
        assert {row["available"] for row in levels if row["sku"] >= "SKU-110"} == {13}
        assert {row["available"] for row in levels if row["sku"] < "SKU-110"} == {10}


PRODUCTS = 20


def test_every_writable_row_is_written_whatever_is_refused_and_however(sqlite_template: Path, tmp_path: Path):
    """For any bad products, reasons, manner of telling, and order of errors: all others are written, in one round."""
    url = test_databases.copy_sqlite(sqlite_template, tmp_path)
    quantity = 13
    with asyncio.Runner() as runner, databases.open(url) as database:
        visit = _visit(database)
        town, shop, client = runner.run(anext(visit))

        @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
        @given(
            reasons=st.lists(st.sampled_from(REASONS), min_size=PRODUCTS, max_size=PRODUCTS),
            manner=st.sampled_from(MANNERS),
            seed=st.integers(0, 2**32),
        )
        def holds(reasons: list[tuple[str, str]], manner: str, seed: int) -> None:
            nonlocal quantity
            quantity += 1
            count(town, PRODUCTS, quantity)
            names = [f"SKU-{number:03}" for number in range(PRODUCTS)]
            shop.bad = {item_id(town, sku): reason for sku, reason in zip(names, reasons, strict=True) if reason[0]}
            shop.manner = manner
            shop.dice.seed(seed)

            result = runner.run(town.round(client=client, limits=WIDE))

            texts = {sku: text for sku, (code, text) in zip(names, reasons, strict=True) if code}
            last = {one.change.key: one for one in result.outcomes}.values()
            told = {one.change.address.sku: one.message for one in last if one.result == "refused"}
            levels = runner.run(town.state())["levels"]
            assert {row["sku"] for row in levels if row["available"] == quantity} == set(names) - texts.keys()
            assert told.keys() == texts.keys()
            assert all(told[sku] == texts[sku] for sku in told) or "without a row" in manner

        holds()
        runner.run(visit.aclose())


async def _visit(database: databases.Database) -> AsyncIterator[tuple[Town, picky_shops.PickyTransport, object]]:
    async with stocked(database, PRODUCTS) as town, picky_shops.visiting(town) as (shop, client):
        yield town, shop, client
