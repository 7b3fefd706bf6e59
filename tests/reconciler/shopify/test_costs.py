"""The estimate of a request's cost against costs that live shops charged."""

import pytest

from reconciler.shopify import costs, documents, reading_levels

RECORDED = {
    "query A { locations(first: 250) { nodes { id name } } }": 13,
    "query B { inventoryItems(first: 50) { nodes { inventoryLevels(first: 20) { nodes {"
    " location { id } quantities(names: [available]) { quantity } } } } } }": 128,
    "query C { location(id: 1) { inventoryLevels(first: 250) { nodes {"
    " item { id } quantities(names: [available]) { quantity } } } } }": 36,
    "query D { product(id: 1) { variants(first: 250) { nodes { inventoryItem { id tracked } } } } }": 25,
    "mutation E { fulfillmentOrderMove(id: 1, newLocationId: 2) { movedFulfillmentOrder { id } } }": 10,
    "mutation F { fulfillmentTrackingInfoUpdate(fulfillmentId: 1) { fulfillment { id } userErrors { message } } }": 50,
}
"""Source: requested costs in recorded responses."""


@pytest.mark.parametrize(("text", "points"), RECORDED.items())
def test_the_estimate_is_what_a_live_shop_charged(text: str, points: int):
    """So that even the first request of a form is not throttled."""
    assert costs.estimate(documents.compose("recorded", text), {}) == points


def test_levels_at_one_location_cost_three_points_whatever_the_number_of_items():
    """`nodes(ids:)` is charged once."""
    ids = [f"gid://shopify/InventoryItem/{number}" for number in range(250)]

    assert costs.estimate(reading_levels.document(1), {"ids": ids, "l0": "gid://shopify/Location/1"}) == 3


@pytest.mark.parametrize("name", documents.names())
def test_every_document_fits_into_one_request(name: str):
    """Shopify allows 1,000 points in one request, on every plan."""
    sizes = {"first": 250, "lines": 20, "fulfillmentOrders": 5}

    assert 0 < costs.estimate(documents.load(name), sizes) < 1000


def test_a_page_size_in_a_variable_counts():
    """The same document costs less with smaller pages."""
    items = documents.load("items")

    assert costs.estimate(items, {"first": 250}) > costs.estimate(items, {"first": 10})
