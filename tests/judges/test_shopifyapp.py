"""Shopify's official Python client for apps, `shopifyapp`, finds in the simulator what it finds at Shopify."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from shopify_app import ShopifyApp
from support.served_shops import TOKEN, ServedShop

from simulator import auth

LEVELS = (
    """{ locations(first: 5) { nodes { id name } } productVariants(first: 5) { nodes { sku inventoryItem { id } } } }"""
)
SET = """mutation Set($input: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $input)
  @idempotent(key: "one") { inventoryAdjustmentGroup { changes { name delta } } userErrors { code message } } }"""


class Redirected(httpx.HTTPTransport):
    """Carries requests for any https shop to the simulator's port."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = httpx.URL(url)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send elsewhere, and note where it should have gone."""
        request.url = request.url.copy_with(scheme=self._url.scheme, host=self._url.host, port=self._url.port)
        return super().handle_request(request)


class Judge:
    """The official client, as an app of the shop."""

    def __init__(self, http: httpx.Client, secret: str = auth.CLIENT_SECRET) -> None:
        self.app = ShopifyApp(client_id=auth.CLIENT_ID, client_secret=secret)
        self.http = http

    def exchange(self) -> Any:
        """Ask for a token."""
        return self.app.exchange_using_client_credentials("acme", http_client=self.http)

    def ask(self, query: str, token: str = TOKEN, **variables: Any) -> Any:
        """Run a query or a mutation."""
        return self.app.admin_graphql_request(
            query,
            shop="acme",
            access_token=token,
            api_version="2026-10",
            variables=variables,
            max_retries=1,
            http_client=self.http,
        )


@pytest.fixture
def http(served: ServedShop) -> Iterator[httpx.Client]:
    """The wire that the official client is handed."""
    with httpx.Client(transport=Redirected(served.url)) as client:
        yield client


def test_a_query_goes_well(http: httpx.Client):
    """Data and cost come where the client looks for them."""
    result = Judge(http).ask(LEVELS)

    assert result.ok, result.log
    assert {each["name"] for each in result.data["locations"]["nodes"]} == {"Lake Jackson", "Austin"}
    assert result.extensions["cost"]["throttleStatus"]["maximumAvailable"] == 2000


def test_a_mutation_with_variables_takes_effect(http: httpx.Client, served: ServedShop):
    """The client's own way of sending variables is understood."""
    judge = Judge(http)
    found = judge.ask(LEVELS).data
    item = found["productVariants"]["nodes"][0]["inventoryItem"]["id"]
    austin = next(each["id"] for each in found["locations"]["nodes"] if each["name"] == "Austin")
    row = {"inventoryItemId": item, "locationId": austin, "quantity": 40, "changeFromQuantity": 48}

    result = judge.ask(SET, input={"name": "available", "reason": "correction", "quantities": [row]})

    assert result.data["inventorySetQuantities"]["userErrors"] == []
    assert served.levels("MUG")["Austin"] == 40


def test_what_is_wrong_with_a_document_is_told_as_errors(http: httpx.Client):
    """HTTP 200 with errors, which the client reports as such."""
    result = Judge(http).ask("{ shop { nope } }")

    assert (result.ok, result.log.code) == (False, "graphql_errors")


def test_client_credentials_buy_a_token_that_works(http: httpx.Client):
    """The whole exchange, then a query with what it gave."""
    judge = Judge(http)

    granted = judge.exchange()

    assert granted.ok, granted.log
    assert "write_inventory" in granted.access_token.scope.split(",")
    assert judge.ask(LEVELS, granted.access_token.token).ok


def test_a_wrong_secret_buys_nothing(http: httpx.Client):
    """The client knows the refusal by OAuth's word for it."""
    granted = Judge(http, secret="guessed").exchange()

    assert (granted.ok, granted.log.code) == (False, "invalid_client")


def test_a_token_that_ended_is_refused_as_unauthorised(http: httpx.Client, served: ServedShop):
    """After its day the client is told to get another, and gets it."""
    judge = Judge(http)
    token = judge.exchange().access_token.token
    served.control("POST", "grants/expire")

    assert judge.ask(LEVELS, token).log.code == "unauthorized"
    assert judge.ask(LEVELS, judge.exchange().access_token.token).ok


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"kind": "http", "status": 403}, "http_error_403"),
        ({"kind": "throttle"}, "graphql_errors"),
    ],
)
def test_faults_look_like_shopify_s(http: httpx.Client, served: ServedShop, fault: dict[str, Any], code: str):
    """What is scripted arrives as the client expects it."""
    served.control("POST", "faults", **fault)

    assert Judge(http).ask(LEVELS).log.code == code


def test_too_many_requests_are_waited_out(http: httpx.Client, served: ServedShop):
    """The client waits, sends again, and is served."""
    served.control("POST", "faults", kind="http", status=429, retry_after=0)

    result = Judge(http).ask(LEVELS)

    assert result.ok
    assert [each.code for each in result.http_logs] == ["rate_limited_retry", "success"]
