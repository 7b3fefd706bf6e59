"""Lists: pages with cursors, sorting, and the search syntax with its quiet warnings."""

from typing import Any

import pytest
from support.admin import Admin, Clock

PAGE = """
query Page($first: Int, $last: Int, $after: String, $before: String, $reverse: Boolean, $query: String) {
  orders(first: $first, last: $last, after: $after, before: $before, reverse: $reverse, query: $query, sortKey: ID) {
    nodes { name }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""


@pytest.fixture
def orders(shop: Admin, clock: Clock) -> Admin:
    """Five orders, a minute apart."""
    for number in range(5):
        shop.place(("MUG", 1), tags=["even" if number % 2 else "odd"], email=f"c{number}@example.test")
        clock.advance(60)
    return shop


def names(shop: Admin, **more: Any) -> list[str]:
    """Return the names a list answers."""
    wish = more if "last" in more else {"first": 10, **more}
    return [each["name"] for each in shop.data(PAGE, **wish)["orders"]["nodes"]]


def test_following_the_cursor_reads_everything_once(orders: Admin):
    """Forwards, two at a time."""
    seen, after = [], None
    while True:
        page = orders.data(PAGE, first=2, after=after)["orders"]
        seen += [each["name"] for each in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == ["#1001", "#1002", "#1003", "#1004", "#1005"]


def test_the_last_page_before_a_cursor_reads_backwards(orders: Admin):
    """`last` and `before` mirror `first` and `after`."""
    end = orders.data(PAGE, last=2)["orders"]
    assert [each["name"] for each in end["nodes"]] == ["#1004", "#1005"]
    assert end["pageInfo"]["hasPreviousPage"]
    assert not end["pageInfo"]["hasNextPage"]
    assert names(orders, last=2, before=end["pageInfo"]["startCursor"]) == ["#1002", "#1003"]


def test_a_reversed_list_pages_from_the_end(orders: Admin):
    """Newest first."""
    page = orders.data(PAGE, first=2, reverse=True)["orders"]
    assert [each["name"] for each in page["nodes"]] == ["#1005", "#1004"]
    assert names(orders, first=2, reverse=True, after=page["pageInfo"]["endCursor"]) == ["#1003", "#1002"]


def test_a_cursor_outlives_the_record_it_points_at(orders: Admin):
    """The order is no longer in the filtered list; the page after it is the same."""
    page = orders.data(PAGE, first=2, query="status:open")["orders"]
    orders.control("orders/1002/cancel")
    assert names(orders, after=page["pageInfo"]["endCursor"], query="status:open") == ["#1003", "#1004", "#1005"]


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ({}, "you must provide one of first or last"),
        ({"first": 1, "last": 1}, "providing both first and last is not supported"),
        ({"first": 251}, "first cannot exceed 250"),
        ({"first": -1}, "first must be a non-negative number"),
        ({"first": 1, "after": "rubbish"}, "Invalid cursor for current pagination sort."),
    ],
)
def test_a_wrong_page_is_a_bad_request(orders: Admin, wish: dict[str, Any], message: str):
    """Top-level, with null data because the list must not be null."""
    body = orders.body(PAGE, **wish)
    assert body["data"] is None
    assert body["errors"][0]["message"] == message
    assert body["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


def test_a_cursor_of_another_order_is_invalid(orders: Admin):
    """A cursor by date does not fit a list by number of items."""
    document = """query P($after: String, $key: OrderSortKeys!) { orders(first: 1, after: $after, sortKey: $key) {
      pageInfo { endCursor } } }"""
    cursor = orders.data(document, key="CREATED_AT")["orders"]["pageInfo"]["endCursor"]
    error = orders.error(document, key="TOTAL_ITEMS_QUANTITY", after=cursor)
    assert error["message"] == "Invalid cursor for current pagination sort."


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tag:odd", ["#1001", "#1003", "#1005"]),
        ("-tag:odd", ["#1002", "#1004"]),
        ("NOT tag:odd", ["#1002", "#1004"]),
        ("tag:odd AND name:#1003", ["#1003"]),
        ("name:1003 OR name:1004", ["#1003", "#1004"]),
        ("(name:1003 OR name:1004) tag:odd", ["#1003"]),
        ("created_at:>'2026-11-23T10:02:00Z'", ["#1004", "#1005"]),
        ("created_at:>=2026-11-23T10:02:00Z created_at:<'2026-11-23T10:04:00Z'", ["#1003", "#1004"]),
        ("email:c1@example.test", ["#1002"]),
        ("sku:MUG fulfillment_status:unfulfilled financial_status:paid", ["#1001", "#1002", "#1003", "#1004", "#1005"]),
        ("fulfillment_status:shipped", ["#1005"]),
        ("status:cancelled", ["#1002"]),
        ("c3@example*", ["#1004"]),
        ("", ["#1001", "#1002", "#1003", "#1004", "#1005"]),
    ],
)
def test_a_query_filters(orders: Admin, query: str, found: list[str]):
    """Terms, connectives, comparators, prefixes."""
    if "fulfillment_status:shipped" in query:
        orders.control("orders/1005/fulfil")
    if "cancelled" in query:
        orders.control("orders/1002/cancel")
    assert names(orders, query=query) == found


@pytest.mark.parametrize(
    ("query", "warning"),
    [
        (
            "colour:blue",
            {"field": "colour", "message": "Invalid search field for this query.", "code": "invalid_field"},
        ),
        (
            "status:NOT_A_STATUS",
            {"field": "status", "message": "Input `NOT_A_STATUS` is not an accepted value.", "code": "invalid_value"},
        ),
        (
            "updated_at:>yesterday",
            {"field": "updated_at", "message": "Input `yesterday` is not an accepted value.", "code": "invalid_value"},
        ),
    ],
)
def test_a_filter_that_is_not_known_widens_the_list_and_only_a_warning_says_so(
    orders: Admin, query: str, warning: dict[str, str]
):
    """All five come back; extensions.search tells why."""
    body = orders.body(PAGE, first=10, query=query)
    assert len(body["data"]["orders"]["nodes"]) == 5
    [search] = body["extensions"]["search"]
    assert search["path"] == ["orders"]
    assert search["query"] == query
    assert search["warnings"] == [warning]


def test_levels_ignore_a_filter_by_location(shop: Admin):
    """As recorded: inventory_item_id works there, location_id does not."""
    document = (
        """query L($q: String!) { location(id: null) { inventoryLevels(first: 9, query: $q) { nodes { id } } } }"""
    )
    body = shop.body(document, q=f"location_id:{shop.location('Austin').rpartition('/')[2]}")
    assert len(body["data"]["location"]["inventoryLevels"]["nodes"]) == 3
    assert body["extensions"]["search"][0]["warnings"][0]["field"] == "location_id"
    assert body["extensions"]["search"][0]["path"] == ["location", "inventoryLevels"]


def test_counts_are_cut_off_at_their_limit(orders: Admin):
    """Exact below, at least above."""
    data = orders.data("{ all: ordersCount { count precision } some: ordersCount(limit: 3) { count precision } }")
    assert data == {"all": {"count": 5, "precision": "EXACT"}, "some": {"count": 3, "precision": "AT_LEAST"}}


def test_any_record_is_found_by_its_id(shop: Admin):
    """Node and nodes; what is not there is null, in its place."""
    placed = shop.place(("MUG", 1))
    fulfillment_order = placed["fulfillment_orders"][0]["id"]
    ids = [placed["id"], "gid://shopify/Order/1", fulfillment_order, shop.location("Austin")]
    data = shop.data("query N($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=ids)
    assert [each and each["__typename"] for each in data["nodes"]] == ["Order", None, "FulfillmentOrder", "Location"]
    line = shop.lines(fulfillment_order)["MUG"]
    one = "query L($id: ID!) { node(id: $id) { ... on FulfillmentOrderLineItem { sku lineItem { id } } } }"
    waiting = shop.data(one, id=line)["node"]
    assert waiting["sku"] == "MUG"
    ordered = shop.data("query L($id: ID!) { node(id: $id) { __typename } }", id=waiting["lineItem"]["id"])
    assert ordered["node"]["__typename"] == "LineItem"
    found = shop.data("query O($id: ID!) { node(id: $id) { ... on Order { name } } }", id=placed["id"])
    assert found["node"] == {"name": "#1001"}


def test_an_id_of_another_kind_is_invalid_where_one_kind_is_asked_for(shop: Admin):
    """Null and an error; an unknown number of the right kind is only null."""
    error = shop.error("query O($id: ID!) { order(id: $id) { name } }", id=shop.location("Austin"))
    assert error["message"] == f"Invalid id: {shop.location('Austin')}"
    assert shop.data('{ order(id: "gid://shopify/Order/1") { name } }') == {"order": None}


def test_inventory_properties_tell_what_on_hand_is_made_of(shop: Admin):
    """All eight states, and the six that on_hand comprises."""
    names = shop.data("{ inventoryProperties { quantityNames { name comprises belongsTo } } }")
    states = {each["name"]: each for each in names["inventoryProperties"]["quantityNames"]}
    assert len(states) == 8
    assert states["on_hand"]["comprises"] == [
        "available",
        "committed",
        "damaged",
        "quality_control",
        "reserved",
        "safety_stock",
    ]
    assert states["incoming"]["belongsTo"] == []
