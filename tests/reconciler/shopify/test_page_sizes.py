"""Requests that ask for more than Shopify allows are made smaller until they fit."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import shop_answers
from support.simulated_shops import silent
from support.virtual_time import VirtualTime

from reconciler.shopify import costs, errors, reading

TOO_DEAR = {
    "message": "Query cost is 2003, which exceeds the single query max cost limit (1000).",
    "extensions": {"code": "MAX_COST_EXCEEDED", "cost": 2003, "maxCost": 1000},
}
SCOPES = {"currentAppInstallation": {"accessScopes": [{"handle": "read_customers"}]}}


class Refusing:
    """Refuses requests that `is_too_dear` and counts them; answers the others with `data` and keeps their variables."""

    def __init__(self, is_too_dear: Any, data: Any, refusal: dict[str, Any] = TOO_DEAR) -> None:
        self._is_too_dear = is_too_dear
        self._refusal = refusal
        self.refused = 0
        self._data = data
        self.taken: list[dict[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        body = json.loads(request.content)
        if body["operationName"] == "Access":
            return shop_answers.ok(SCOPES)
        if self._is_too_dear(body["variables"]):
            self.refused += 1
            return shop_answers.failed(self._refusal)
        self.taken.append(body["variables"])
        return shop_answers.ok(self._data(body["variables"]))


def page(_variables: dict[str, Any]) -> dict[str, Any]:
    """An empty last page."""
    return {"locations": {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}}


async def test_a_page_is_halved_until_it_fits():
    """250, 125, 62: where Shopify does not say what it would have cost."""
    unpriced = {"message": TOO_DEAR["message"], "extensions": {"code": "MAX_COST_EXCEEDED"}}
    time, shop = VirtualTime(), Refusing(lambda variables: variables["first"] > 100, page, unpriced)

    async with shop_answers.shop(shop, time) as open_shop:
        await time.run(reading.locations(open_shop))

    assert ([variables["first"] for variables in shop.taken], shop.refused) == ([62], 2)


async def test_a_page_is_made_to_fit_its_measured_cost_at_once():
    """2,003 points for 250 nodes, 1,000 allowed: half as dear are 20, for cost grows with the logarithm."""
    time, shop = VirtualTime(), Refusing(lambda variables: variables["first"] > 20, page)

    async with shop_answers.shop(shop, time) as open_shop:
        await time.run(reading.locations(open_shop))

    assert ([variables["first"] for variables in shop.taken], shop.refused) == ([20], 1)


async def test_the_size_that_fits_is_remembered():
    """The next reading asks for it from the start."""
    time, shop = VirtualTime(), Refusing(lambda variables: variables["first"] > 20, page)

    async with shop_answers.shop(shop, time) as open_shop:
        for _ in range(3):
            await time.run(reading.locations(open_shop))

    assert ([variables["first"] for variables in shop.taken], shop.refused) == ([20, 20, 20], 1)


@given(st.integers(2, 250), st.floats(0.01, 0.99))
def test_a_fitting_page_is_the_largest_that_is_cheap_enough(size: int, share: float):
    """One node more would be too dear again, and it is always smaller than the page that was refused."""
    fitting = costs.fitting(size, share)

    assert 1 <= fitting < size
    assert fitting == 1 or costs.growth(fitting) <= costs.growth(size) * share
    assert fitting + 1 == size or costs.growth(fitting + 1) > costs.growth(size) * share


async def test_a_page_of_one_that_is_still_too_dear_is_an_error_with_shopifys_text():
    """It can't be made smaller."""
    time, shop = VirtualTime(), Refusing(lambda _variables: True, page)

    async with shop_answers.shop(shop, time) as open_shop:
        with pytest.raises(errors.CostError, match="single query max cost limit"):
            await time.run(reading.locations(open_shop))


async def test_orders_bring_shorter_first_pages_when_they_are_too_dear():
    """The rest is fetched order by order."""
    time = VirtualTime()
    shop = Refusing(lambda variables: variables["lines"] > 5, lambda _variables: {"nodes": [None]})

    async with shop_answers.shop(shop, time) as open_shop:
        assert await time.run(reading.orders(open_shop, ["gid://shopify/Order/1"], silent)) == ()

    assert [(one["lines"], one["fulfillmentOrders"]) for one in shop.taken] == [(5, 1)]


async def test_levels_are_read_for_fewer_locations_at_once_when_they_are_too_dear():
    """Every location is still read."""
    time = VirtualTime()
    level = {
        "isActive": True,
        "quantities": [{"name": n, "quantity": 1} for n in ("available", "committed", "on_hand")],
    }

    def nodes(variables: dict[str, Any]) -> dict[str, Any]:
        aliases = [name for name in variables if name != "ids"]
        return {"nodes": [dict.fromkeys(aliases, level)]}

    shop = Refusing(lambda variables: len(variables) > 4, nodes)
    places = [f"gid://shopify/Location/{number}" for number in range(10)]

    async with shop_answers.shop(shop, time) as open_shop:
        found = await time.run(reading.levels(open_shop, ["gid://shopify/InventoryItem/1"], places, silent))

    assert sorted(one.location_id for one in found) == sorted(places)


async def test_orders_are_read_without_customers_where_the_app_is_not_approved_for_them():
    """The scope alone does not open protected customer data."""
    time = VirtualTime()
    denied = {
        "message": "This app is not approved to access the Customer object.",
        "extensions": {"code": "ACCESS_DENIED"},
    }
    asked: list[bool] = []

    def handle(request: httpx.Request) -> httpx.Response:
        variables = json.loads(request.content)["variables"]
        if "withCustomer" not in variables:
            return shop_answers.ok(SCOPES)
        asked.append(variables["withCustomer"])
        return shop_answers.failed(denied, data=None) if asked[-1] else shop_answers.ok({"nodes": [None]})

    async with shop_answers.shop(handle, time) as shop:
        assert await time.run(reading.orders(shop, ["gid://shopify/Order/1"], silent)) == ()

    assert asked == [True, False]
