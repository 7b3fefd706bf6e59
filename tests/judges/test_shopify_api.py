"""Shopify's older official client, `ShopifyAPI`, which speaks by urllib: another wire, another form of request."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest
import shopify
from support.served_shops import TOKEN, ServedShop

LINES = """{ orders(first: 1) { nodes { id tags lineItems(first: 5) { nodes { sku quantity } }
  fulfillmentOrders(first: 5) { nodes { id assignedLocation { name } } } } } }"""
TAG = "mutation Tag($id: ID!, $tags: [String!]!) { tagsAdd(id: $id, tags: $tags) { userErrors { message } } }"
BOTH = "query One { shop { name } } query Two { locations(first: 1) { nodes { name } } }"


class Judge:
    """The legacy client with a session at the simulator."""

    def __init__(self, served: ServedShop, token: str = TOKEN) -> None:
        shopify.Session.setup(protocol="http")
        session = shopify.Session("acme.localhost", "2026-10", token)
        session.url = urlsplit(served.url).netloc
        shopify.ShopifyResource.activate_session(session)

    def ask(self, query: str, variables: dict[str, Any] | None = None, operation: str | None = None) -> Any:
        """Run an operation."""
        return json.loads(shopify.GraphQL().execute(query, variables, operation))


@pytest.fixture
def judge(served: ServedShop) -> Iterator[Judge]:
    """A session, ended after the test: the client keeps it in its classes."""
    yield Judge(served)
    shopify.ShopifyResource.clear_session()
    shopify.Session.setup(protocol="https")


def test_an_order_is_read_with_its_fulfillment_orders(judge: Judge, served: ServedShop):
    """Nested connections come as the client's users know them."""
    served.control("POST", "orders", lines=[{"sku": "MUG", "quantity": 2}])

    (order,) = judge.ask(LINES)["data"]["orders"]["nodes"]

    assert order["lineItems"]["nodes"] == [{"sku": "MUG", "quantity": 2}]
    assert order["fulfillmentOrders"]["nodes"][0]["assignedLocation"] == {"name": "Lake Jackson"}


def test_an_order_is_tagged(judge: Judge, served: ServedShop):
    """A mutation with variables."""
    placed = served.control("POST", "orders", lines=[{"sku": "MUG", "quantity": 1}])

    judge.ask(TAG, {"id": placed["id"], "tags": ["seen"]})

    assert judge.ask(LINES)["data"]["orders"]["nodes"][0]["tags"] == ["seen"]


def test_the_operation_asked_for_is_the_one_that_runs(judge: Judge):
    """Of two in a document."""
    assert list(judge.ask(BOTH, operation="Two")["data"]) == ["locations"]


@pytest.mark.usefixtures("judge")
def test_an_unknown_token_is_refused_with_401(served: ServedShop, capsys: pytest.CaptureFixture[str]):
    """In the words that Shopify uses; this client prints them."""
    with pytest.raises(HTTPError, match="401"):
        Judge(served, "shpat_unknown").ask("{ shop { name } }")

    assert "Invalid API key or access token" in capsys.readouterr().out
