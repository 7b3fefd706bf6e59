"""What operations cost and what happens when the points run out."""

import pytest
from support.admin import Admin, Clock

from simulator import costs
from simulator.worlds import World


def cost(shop: Admin, document: str, **variables: object) -> tuple[int, int]:
    """Return requested and actual cost of an operation."""
    found = shop.body(document, **variables)["extensions"]["cost"]
    return found["requestedQueryCost"], found["actualQueryCost"]


@pytest.mark.parametrize(
    ("first", "points"), [(1, 3), (2, 3), (3, 4), (5, 5), (10, 6), (20, 7), (50, 9), (100, 11), (250, 13)]
)
def test_a_connection_costs_by_the_logarithm_of_its_size(shop: Admin, first: int, points: int):
    """Two, plus g(n) for each node of scalars."""
    assert cost(shop, f"{{ orders(first: {first}) {{ nodes {{ id }} }} }}")[0] == points
    assert cost(shop, f"{{ orders(first: {first}) {{ edges {{ node {{ id }} cursor }} }} }}")[0] == points


@pytest.mark.parametrize(
    ("document", "points"),
    [
        ("{ shop { name } }", 1),
        ("{ locations(first: 250) { nodes { id name } } }", 13),
        ("{ fulfillmentOrders(first: 50) { nodes { id lineItems(first: 20) { nodes { id } } } } }", 58),
        (
            """{ inventoryItems(first: 50) { nodes { id inventoryLevels(first: 20) { nodes {
                 location { id } quantities(names: ["available"]) { quantity } } } } } }""",
            128,
        ),
        (
            """{ orders(first: 50) { nodes { id fulfillmentOrders(first: 5) { nodes { id status
                 assignedLocation { location { id } } supportedActions { action }
                 lineItems(first: 20) { nodes { id } } } } } } }""",
            254,
        ),
        (
            """{ location(id: "gid://shopify/Location/1") { inventoryLevels(first: 250) { nodes {
                 item { id } quantities(names: []) { name } } } } }""",
            36,
        ),
        ("{ ordersCount { count } }", 10),
        ("{ orders(first: 50) { nodes { currentTotalPriceSet { shopMoney { amount } } } } }", 9),
    ],
)
def test_operations_cost_what_was_recorded(shop: Admin, document: str, points: int):
    """The figures measured against a live shop."""
    assert cost(shop, document)[0] == points


def test_a_list_of_ids_costs_the_same_for_one_as_for_many(shop: Admin):
    """The cheap way to read levels: 3 points for up to 250 items."""
    document = """query L($ids: [ID!]!, $l: ID!) { nodes(ids: $ids) { ... on InventoryItem { sku
      inventoryLevel(locationId: $l) { quantities(names: ["available"]) { name quantity } } } } }"""
    location = shop.location("Austin")
    ids = [f"gid://shopify/InventoryItem/{number}" for number in shop.world.shop.items]
    assert cost(shop, document, ids=ids[:1], l=location)[0] == 3
    assert cost(shop, document, ids=ids * 80, l=location)[0] == 3


FRAGMENTS = """
mutation Move($id: ID!, $to: ID!) {
  fulfillmentOrderMove(id: $id, newLocationId: $to) {
    movedFulfillmentOrder { ...F } originalFulfillmentOrder { ...F } remainingFulfillmentOrder { ...F }
    userErrors { field message code }
  }
}
fragment F on FulfillmentOrder { id status assignedLocation { location { id } } lineItems(first: 20) { nodes { id } } }
"""


def test_a_mutation_costs_ten_and_what_its_payload_holds(shop: Admin):
    """As recorded: three fulfillment orders with twenty lines each 37, and 10 when it is refused."""
    placed = shop.place(("MUG", 1))["fulfillment_orders"][0]["id"]
    assert cost(shop, FRAGMENTS, id=placed, to="gid://shopify/Location/1") == (37, 10)
    assert cost(shop, FRAGMENTS, id=placed, to=shop.location("Austin"))[0] == 37
    tag = 'mutation T($id: ID!) { tagsAdd(id: $id, tags: ["x"]) { node { id } userErrors { message } } }'
    assert cost(shop, tag, id=shop.order("#1001")["id"]) == (10, 10)


def test_the_actual_cost_is_by_what_came_back(shop: Admin):
    """Two locations cost less than the 250 asked for, and the difference is given back."""
    requested, actual = cost(shop, "{ locations(first: 250) { nodes { id } } }")
    assert (requested, actual) == (13, 3)
    assert shop.world.bucket.status()["currentlyAvailable"] == 1997


def test_growth_is_the_recorded_table():
    """g(n) = max(1, floor(2·ln n)), and nothing for nothing."""
    assert [costs.growth(size) for size in (0, 1, 2, 3, 5, 10, 20, 50, 100, 250)] == [0, 1, 1, 2, 3, 4, 5, 7, 9, 11]


def test_a_query_dearer_than_a_thousand_is_refused_whatever_the_plan(shop: Admin):
    """Permanently: the bucket is not touched."""
    shop.control("rules", plan="plus")
    body = shop.body(
        """{ orders(first: 250) { nodes { lineItems(first: 250) { nodes { id variant { id } product { id } } }
             fulfillmentOrders(first: 250) { nodes { id lineItems(first: 250) { nodes { id } } } } } } }"""
    )
    assert set(body) == {"errors"}
    error = body["errors"][0]
    assert error["extensions"]["code"] == "MAX_COST_EXCEEDED"
    assert error["extensions"]["maxCost"] == 1000
    assert error["message"].startswith(
        f"Query cost is {error['extensions']['cost']}, which exceeds the single query max cost limit (1000)."
    )


def test_an_empty_bucket_throttles_with_http_200_and_fills_again(clock: Clock):
    """The answer says how much is missing and how fast it comes back."""
    with Admin(World(clock=clock)) as admin:
        admin.world.bucket.drain()
        answer = admin.post("{ locations(first: 250) { nodes { id } } }")
        assert answer.status_code == 200
        assert answer.json() == {
            "errors": [
                {
                    "message": "Throttled",
                    "extensions": {
                        "code": "THROTTLED",
                        "documentation": "https://help.shopify.com/api/graphql-admin-api/graphql-admin-api-rate-limits",
                    },
                }
            ],
            "extensions": {
                "cost": {
                    "requestedQueryCost": 13,
                    "actualQueryCost": None,
                    "throttleStatus": {"maximumAvailable": 2000, "currentlyAvailable": 0, "restoreRate": 100},
                }
            },
        }
        clock.advance(0.12)
        assert "errors" in admin.body("{ locations(first: 250) { nodes { id } } }")
        clock.advance(0.02)
        assert "errors" not in admin.body("{ locations(first: 250) { nodes { id } } }")


@pytest.mark.parametrize(
    ("plan", "maximum", "rate"), [("standard", 2000, 100), ("advanced", 4000, 200), ("plus", 20000, 1000)]
)
def test_each_plan_has_its_bucket(clock: Clock, plan: str, maximum: int, rate: int):
    """The bucket is twenty seconds deep."""
    with Admin(World(clock=clock, plan=plan)) as admin:
        status = admin.body("{ shop { id } }")["extensions"]["cost"]["throttleStatus"]
    assert status == {"maximumAvailable": maximum, "currentlyAvailable": maximum - 1, "restoreRate": rate}


def test_the_debug_header_prices_each_field(shop: Admin):
    """For those who wonder where the points go."""
    answer = shop.post("{ shop { id } locations(first: 10) { nodes { id } } }", Shopify_GraphQL_Cost_Debug="1")
    assert answer.json()["extensions"]["cost"]["fields"] == [
        {"path": ["shop"], "definedCost": 1, "requestedTotalCost": 1, "requestedChildrenCost": 0},
        {"path": ["shop", "id"], "definedCost": 0, "requestedTotalCost": 0, "requestedChildrenCost": None},
        {"path": ["locations"], "definedCost": 1, "requestedTotalCost": 6, "requestedChildrenCost": 5},
        {"path": ["locations", "nodes"], "definedCost": 0, "requestedTotalCost": 1, "requestedChildrenCost": 1},
        {
            "path": ["locations", "nodes", "id"],
            "definedCost": 0,
            "requestedTotalCost": 0,
            "requestedChildrenCost": None,
        },
    ]
