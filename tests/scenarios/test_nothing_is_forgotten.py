"""Orders that one read doesn't show, clocks that differ, and a search index that lags: nothing is forgotten."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import msgspec
import pytest
from support import towns
from support.towns import Town

from reconciler.shopify import client
from simulator import app


class ForgetfulTransport(httpx.AsyncBaseTransport):
    """Leaves orders out of what the shop lists (`list`) or of what it shows when asked for by id (`show`)."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.leaves_out: set[str] = set()
        self.headers: dict[str, str] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass it on, and take out of the answer what is to be forgotten."""
        name = msgspec.json.decode(request.content)["operationName"]
        answer = await self.inner.handle_async_request(request)
        body: Any = msgspec.json.decode(await answer.aread())
        if name == "OpenOrders" and "list" in self.leaves_out:
            body["data"]["fulfillmentOrders"]["nodes"] = []
        if "show" in self.leaves_out and isinstance(body.get("data"), dict) and "nodes" in body["data"]:
            nodes = body["data"]["nodes"]
            body["data"]["nodes"] = [None if node and "/Order/" in node.get("id", "") else node for node in nodes]
        headers = {**answer.headers, **self.headers}
        headers.pop("content-length", None)
        return httpx.Response(answer.status_code, headers=headers, content=msgspec.json.encode(body))


@asynccontextmanager
async def forgetting(town: Town) -> AsyncIterator[tuple[ForgetfulTransport, client.ShopClient]]:
    """A client of the town's shop over such a transport."""
    transport = ForgetfulTransport(httpx.ASGITransport(app=app.create_app(town.world)))
    async with towns.client_over(transport, town.clock) as shop_client:
        yield transport, shop_client


@pytest.mark.parametrize("leaves_out", [{"list"}, {"show"}, {"list", "show"}])
async def test_an_order_missing_from_one_read_stays_known_and_committed(town: Town, leaves_out: set[str]):
    """It is not closed here, its mug is offered to nobody else, and the next whole read goes on with it."""
    town.write_back(on=True)
    await towns.order_mug(town)
    await town.round()
    town.ship_from("1001", "warehouse-b")
    await town.round()
    before = town.stored()
    async with forgetting(town) as (shop, shop_client):
        shop.leaves_out = leaves_out
        town.count("warehouse-b", "MUG-01", 40)

        await town.round(client=shop_client)

    assert town.stored() == before
    # An order that isn't shown is counted as ours and as a stranger's: offering one too few for a round is no harm.
    assert await town.level("MUG-01", "Lake Jackson") in {38, 39}
    await town.round()
    assert await town.level("MUG-01", "Lake Jackson") == 39

    town.label("1001", "1ZSTILL")
    assert "write_tracking" in towns.actions(await town.round())


@pytest.mark.parametrize("leaves_out", [{"list"}, {"show"}])
async def test_a_new_order_missing_from_one_read_is_not_offered_away(town: Town, leaves_out: set[str]):
    """Shopify's own commitment at the location holds its mug back, and the next sweep finds the order."""
    town.write_back(on=True)
    await towns.order_mug(town)
    town.count("warehouse-a", "MUG-01", 30)
    town.count("warehouse-b", "MUG-01", 30)
    async with forgetting(town) as (shop, shop_client):
        shop.leaves_out = leaves_out

        missed = await town.round(client=shop_client)

    assert "import_order" not in towns.actions(missed)
    levels = {row["location"]: row for row in (await town.state())["levels"]}
    assert all(row["available"] + row["committed"] <= 30 for row in levels.values())
    assert "import_order" in towns.actions(await town.round())


async def test_a_search_index_that_lags_hides_no_order_from_a_round(town: Town):
    """The sweep reads the open fulfillment orders, not what was indexed."""
    await town.control("rules", {"search_lag_seconds": 3600})
    await towns.order_mug(town)

    assert "import_order" in towns.actions(await town.round())


@pytest.mark.parametrize(("off", "said"), [(95, "behind"), (-95, "ahead of")])
async def test_a_clock_that_differs_from_shopify_s_is_warned_of(town: Town, off: int, said: str):
    """Measured by the Date of the answers, whatever the time they take."""
    async with forgetting(town) as (shop, shop_client):
        shop.headers = {"Date": format_datetime(town.clock.now + timedelta(seconds=off), usegmt=True)}

        plan = await town.plan(client=shop_client)

    (warning,) = plan.warnings
    assert f"seconds {said} Shopify's" in warning


async def test_a_clock_within_bounds_is_not_mentioned(town: Town):
    """A few seconds are the way of the request, or no harm."""
    async with forgetting(town) as (shop, shop_client):
        shop.headers = {"Date": format_datetime(town.clock.now + timedelta(seconds=20), usegmt=True)}

        assert (await town.plan(client=shop_client)).warnings == ()
