"""Long lists read from several places at once: whole, in order, and not longer than points need."""

import json
import logging
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.simulated_shops import silent
from support.slow_shops import SlowShop

from reconciler.shopify import client, errors, paging, reading, tokens
from simulator import catalogue


def scatter(shop: SlowShop, gaps: list[tuple[int, int]]) -> list[str]:
    """Variants in lumps: so many in a row, and after them so many ids that nothing has. Returns their SKUs."""
    counters = shop.world.shop.counters
    skus = []
    for count, gap in gaps:
        for _ in range(count):
            skus.append(f"S-{len(skus)}")
            catalogue.add_product(shop.world, catalogue.NewProduct(title="Thing", sku=skus[-1]))
        counters["ProductVariant"] = counters.get("ProductVariant", 0) + gap
    return skus


async def read(shop: SlowShop, through: client.ShopClient | None = None) -> list[str | None]:
    """The SKUs of the catalogue as the client reads it."""
    return [item.sku for item in await shop.time.run(reading.items(through or shop.client, None, silent))]


LUMPS = st.lists(st.tuples(st.integers(0, 900), st.sampled_from([0, 1, 10_000, 10_000_000])), min_size=1, max_size=5)


@given(LUMPS, st.sampled_from([0.0, 0.05, 0.5]), st.sampled_from(["standard", "plus"]))
@settings(max_examples=25, deadline=None)
async def test_however_ids_are_spread_every_variant_is_read_once_and_in_order(
    lumps: list[tuple[int, int]], latency: float, plan: str
):
    """Lumps and gaps of any size, at any speed."""
    shop = SlowShop(latency=latency, plan=plan)
    skus = scatter(shop, lumps)

    async with shop.client:
        assert await read(shop) == skus


@pytest.mark.parametrize("gaps", [[(10_000, 0)], [(500, 10**9), (9_500, 0)], [(5_000, 10**7), (5_000, 0)]])
async def test_a_long_list_is_not_awaited_answer_by_answer(gaps: list[tuple[int, int]]):
    """Forty pages at half a second each, on a plan whose points would pay for all of them at once."""
    shop = SlowShop(latency=0.5, plan="plus")
    skus = scatter(shop, gaps)

    async with shop.client:
        assert await read(shop) == skus

    assert shop.time.seconds < 10
    assert shop.points() < 1.8 * 40 * 15


async def test_one_reader_is_enough_where_points_come_back_slowly():
    """Nothing is searched for that would not save time."""
    shop = SlowShop(latency=0.05)
    skus = scatter(shop, [(10_000, 0)])

    async with shop.client:
        await shop.time.run(reading.shop_info(shop.client))
        shop.world.bucket.drain()
        await shop.time.run(reading.shop_info(shop.client))
        assert await read(shop) == skus

    assert shop.points() < 1.05 * 40 * 15


async def test_a_search_index_that_lags_behind_hides_nothing():
    """It only says where to begin: where it knows nothing, one reader reads all."""
    shop = SlowShop(latency=0.5, plan="plus")
    skus = scatter(shop, [(2_000, 0)])
    shop.world.search_lag = timedelta(days=1)

    async with shop.client:
        assert await read(shop) == skus


async def test_variants_that_come_while_others_are_read_are_read_too_or_later():
    """What was there at the beginning is there; nothing is there twice."""
    shop = SlowShop(latency=0.5, plan="plus")
    skus = scatter(shop, [(5_000, 0)])
    work = reading.items(shop.client, None, silent)

    async def grow() -> None:
        await shop.time.pause(1.2)
        for number in range(50):
            catalogue.add_product(shop.world, catalogue.NewProduct(title="New", sku=f"N-{number}"))

    async with shop.client:
        found = await shop.time.run(_both(work, grow()))

    read_skus = [item.sku for item in found]
    assert read_skus[:5_000] == skus
    assert len(set(read_skus)) == len(read_skus)


async def _both(work: Any, other: Any) -> Any:
    """Run two things, and give what came of the first."""
    first, _ = await paging.together([work, other])
    return first


class Wire(httpx.AsyncBaseTransport):
    """Changes what the shop answers to a search for a place to begin at, or to any page."""

    def __init__(self, inner: httpx.AsyncBaseTransport, change: Any) -> None:
        self._inner = inner
        self._change = change

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass it on, and change the answer."""
        asked = json.loads(request.content)
        answer = await self._inner.handle_async_request(request)
        body = json.loads(await answer.aread())
        changed = self._change(asked["operationName"], asked["variables"], body)
        headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
        return httpx.Response(answer.status_code, headers=headers, json=changed)


def through(shop: SlowShop, change: Any) -> client.ShopClient:
    """A client of the shop behind such a wire."""
    return client.ShopClient(
        "shop.myshopify.com",
        tokens.StaticToken("shpat_simulator"),
        transport=Wire(shop.transport, change),
        base_url="http://shop.simulator",
        clock=shop.time.clock,
        sleep=shop.time.sleep,
    )


def is_search(name: str, variables: dict[str, Any]) -> bool:
    """Whether a place to begin at is looked for."""
    return name == "VariantIds" and bool(variables["query"])


def refuse_cursors(name: str, variables: dict[str, Any], body: Any) -> Any:
    """A shop whose cursors are good for one search alone."""
    if name == "VariantIds" and variables["after"] == "of-a-search":
        return {
            "errors": [{"message": "Invalid cursor for current pagination sort."}],
            "extensions": body["extensions"],
        }
    if is_search(name, variables):
        body["data"]["productVariants"]["pageInfo"]["endCursor"] = "of-a-search"
    return body


def ignore_filters(name: str, variables: dict[str, Any], body: Any) -> Any:
    """A shop that does not know the filter, and says so beside the result."""
    if is_search(name, variables):
        warning = {"field": "id", "message": "Invalid search field for this query.", "code": "invalid_field"}
        body["extensions"]["search"] = [{"path": ["productVariants"], "warnings": [warning]}]
    return body


def lose_order(name: str, variables: dict[str, Any], body: Any) -> Any:
    """A shop that gives pages of ids in another order."""
    if name == "VariantIds" and not is_search(name, variables):
        body["data"]["productVariants"]["nodes"].reverse()
    return body


class Skip:
    """A shop whose cursors of searches stand ten nodes further than the node they came with."""

    def __init__(self, shop: SlowShop) -> None:
        self._ids = sorted(shop.world.shop.variants)

    def __call__(self, name: str, variables: dict[str, Any], body: Any) -> Any:
        """Move the cursor on."""
        connection = body.get("data", {}).get("productVariants", {})
        if is_search(name, variables) and connection["nodes"]:
            at = self._ids.index(int(connection["nodes"][0]["id"].rpartition("/")[2]))
            connection["nodes"][0]["id"] = f"gid://shopify/ProductVariant/{self._ids[max(0, at - 10)]}"
        return body


@pytest.mark.parametrize("fault", ["refuse_cursors", "ignore_filters", "lose_order", "skip"])
async def test_a_list_that_is_not_what_it_seems_is_read_page_after_page(fault: str, caplog: pytest.LogCaptureFixture):
    """All of it, with the reason in the log; and the next time at once so."""
    shop = SlowShop(latency=0.5, plan="plus")
    skus = scatter(shop, [(3_000, 0)])
    faults = {
        "refuse_cursors": refuse_cursors,
        "ignore_filters": ignore_filters,
        "lose_order": lose_order,
        "skip": Skip(shop),
    }
    other = through(shop, faults[fault])

    with caplog.at_level(logging.WARNING, logger="reconciler"):
        async with other:
            assert await read(shop, other) == skus
            tried = shop.asked("VariantIds")
            assert await read(shop, other) == skus

    assert "page after page, because" in caplog.text
    assert shop.asked("VariantIds") == tried


async def test_where_ids_are_charged_one_by_one_pages_are_read_whole():
    """A shop that charges `nodes(ids:)` for each id: its own price is believed as soon as it was seen."""
    shop = SlowShop(latency=0.1)
    skus = scatter(shop, [(3_000, 0)])

    def charge(name: str, _variables: dict[str, Any], body: Any) -> Any:
        if name == "Variants":
            body["extensions"]["cost"]["requestedQueryCost"] = 500
        return body

    other = through(shop, charge)
    async with other:
        assert await read(shop, other) == skus
        before = shop.asked("Variants")
        assert await read(shop, other) == skus

    assert shop.asked("Variants") == before
    assert before < 12


async def test_what_stops_one_reader_stops_all_and_is_said_as_it_is():
    """The token is taken away in the middle."""
    shop = SlowShop(latency=0.5, plan="plus")
    scatter(shop, [(5_000, 0)])

    async def revoke() -> None:
        await shop.time.pause(1.7)
        shop.world.tokens.clear()

    async with shop.client:
        with pytest.raises(errors.AccessError):
            await shop.time.run(_both(reading.items(shop.client, None, silent), revoke()))


async def test_open_orders_are_found_from_several_places_at_once():
    """Three thousand fulfillment orders, some of them of one order, oldest first."""
    shop = SlowShop(latency=0.5, plan="plus")
    shop.stock(locations=1, items=1)
    orders = shop.order(3_000)

    async with shop.client:
        found = await shop.time.run(reading.open_order_ids(shop.client))

    assert found == tuple(orders)
    assert shop.time.seconds < 4
