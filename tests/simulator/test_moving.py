"""Moving fulfillment orders between locations: who keeps which id, what becomes of stock, and every refusal."""

from typing import Any

import pytest
from support.admin import Admin

MOVE = """
mutation Move($id: ID!, $to: ID!, $lines: [FulfillmentOrderLineItemInput!]) {
  fulfillmentOrderMove(id: $id, newLocationId: $to, fulfillmentOrderLineItems: $lines) {
    movedFulfillmentOrder {
      id status assignedLocation { name } lineItems(first: 10) { nodes { id sku remainingQuantity } }
    }
    originalFulfillmentOrder { id status assignedLocation { name } }
    remainingFulfillmentOrder { id }
    userErrors { field message code }
  }
}
"""


def move(shop: Admin, fulfillment_order: str, to: str, lines: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Move, and return the payload."""
    found = shop.data(MOVE, id=fulfillment_order, to=shop.location(to), lines=lines)
    payload: dict[str, Any] = found["fulfillmentOrderMove"]
    return payload


def refusal(payload: dict[str, Any]) -> dict[str, Any]:
    """Return the only refusal of a payload that is empty otherwise."""
    assert payload["movedFulfillmentOrder"] is None
    assert payload["originalFulfillmentOrder"] is None
    [error] = payload["userErrors"]
    return dict(error)


def test_a_whole_order_moves_under_the_same_id_and_takes_its_stock_along(shop: Admin):
    """Lake Jackson gets its unit back, Austin gives one: Shopify does both."""
    placed = shop.place(("MUG", 1))["fulfillment_orders"][0]["id"]
    line = shop.lines(placed)["MUG"]
    payload = move(shop, placed, "Austin")
    assert payload["userErrors"] == []
    assert payload["movedFulfillmentOrder"]["id"] == payload["originalFulfillmentOrder"]["id"] == placed
    assert payload["movedFulfillmentOrder"]["assignedLocation"]["name"] == "Austin"
    assert payload["movedFulfillmentOrder"]["lineItems"]["nodes"][0]["id"] == line
    assert payload["remainingFulfillmentOrder"] is None
    assert shop.level("MUG", "Lake Jackson") == (50, 0, 50)
    assert shop.level("MUG", "Austin") == (47, 1, 48)


def test_moving_a_part_of_a_line_makes_a_new_order_with_new_ids(shop: Admin):
    """Two of three move; the original keeps its id and what is left."""
    placed = shop.place(("MUG", 3))["fulfillment_orders"][0]["id"]
    line = shop.lines(placed)["MUG"]
    payload = move(shop, placed, "Austin", [{"id": line, "quantity": 2}])
    moved = payload["movedFulfillmentOrder"]
    assert moved["id"] != placed
    assert moved["lineItems"]["nodes"][0]["id"] != line
    assert moved["lineItems"]["nodes"][0]["remainingQuantity"] == 2
    assert payload["originalFulfillmentOrder"]["id"] == payload["remainingFulfillmentOrder"]["id"] == placed
    assert shop.level("MUG", "Lake Jackson") == (49, 1, 50)
    assert shop.level("MUG", "Austin") == (46, 2, 48)


def test_lines_the_destination_does_not_stock_stay_behind_without_a_word(shop: Admin):
    """No lines named: the mug moves, the hat stays, and there is no user error."""
    placed = shop.place(("MUG", 1), ("HAT", 1))["fulfillment_orders"][0]["id"]
    payload = move(shop, placed, "Austin")
    assert payload["userErrors"] == []
    assert payload["movedFulfillmentOrder"]["id"] != placed
    assert [each["sku"] for each in payload["movedFulfillmentOrder"]["lineItems"]["nodes"]] == ["MUG"]
    assert list(shop.lines(placed)) == ["HAT"]
    assert payload["remainingFulfillmentOrder"]["id"] == placed


def test_a_move_to_where_the_order_already_has_goods_joins_them_under_a_new_id(shop: Admin):
    """The order waiting at Austin is closed; its lines are made anew beside the moved ones."""
    placed = shop.place(("MUG", 1), ("CUP", 1), line_locations={"CUP": "Austin"})
    by_location = {each["location"]: each["id"] for each in placed["fulfillment_orders"]}
    payload = move(shop, by_location["Lake Jackson"], "Austin")
    moved = payload["movedFulfillmentOrder"]
    assert moved["id"] not in by_location.values()
    assert sorted(each["sku"] for each in moved["lineItems"]["nodes"]) == ["CUP", "MUG"]
    statuses = {each["id"]: each["status"] for each in shop.order("#1001")["fulfillment_orders"]}
    assert statuses[by_location["Austin"]] == statuses[by_location["Lake Jackson"]] == "CLOSED"
    assert shop.level("CUP", "Austin") == (9, 1, 10)


def test_what_was_sent_already_stays_where_it_was_sent_from(shop: Admin):
    """One of two was sent: the rest moves as a new order and the original is closed."""
    placed = shop.place(("MUG", 2))["fulfillment_orders"][0]["id"]
    shop.data(
        """mutation F($f: FulfillmentInput!) { fulfillmentCreate(fulfillment: $f) { userErrors { message } } }""",
        f={
            "lineItemsByFulfillmentOrder": [
                {
                    "fulfillmentOrderId": placed,
                    "fulfillmentOrderLineItems": [{"id": shop.lines(placed)["MUG"], "quantity": 1}],
                }
            ]
        },
    )
    payload = move(shop, placed, "Austin")
    assert payload["movedFulfillmentOrder"]["id"] != placed
    assert payload["originalFulfillmentOrder"] == {
        "id": placed,
        "status": "CLOSED",
        "assignedLocation": {"name": "Lake Jackson"},
    }
    assert shop.level("MUG", "Lake Jackson") == (49, 0, 49)
    assert shop.level("MUG", "Austin") == (47, 1, 48)


def test_a_move_may_sell_more_than_there_is(shop: Admin):
    """Availability at the destination is not looked at."""
    shop.control("stock", sku="MUG", location="Austin", available=0)
    placed = shop.place(("MUG", 2))["fulfillment_orders"][0]["id"]
    assert move(shop, placed, "Austin")["userErrors"] == []
    assert shop.level("MUG", "Austin") == (-2, 2, 0)


def test_a_held_order_moves_and_stays_held(shop: Admin):
    """A hold stops sending, not moving."""
    placed = shop.place(("MUG", 1))["fulfillment_orders"][0]["id"]
    shop.control("orders/1001/hold")
    payload = move(shop, placed, "Austin")
    assert payload["movedFulfillmentOrder"]["status"] == "ON_HOLD"


def test_a_destination_that_stocks_nothing_of_it_is_refused(shop: Admin):
    """The hat is not stocked at Austin."""
    placed = shop.place(("HAT", 1))["fulfillment_orders"][0]["id"]
    assert refusal(move(shop, placed, "Austin")) == {"field": None, "message": "Cannot change location.", "code": None}
    assert shop.level("HAT", "Lake Jackson") == (4, 1, 5)


def test_a_closed_order_is_refused(shop: Admin):
    """Sent goods do not move."""
    placed = shop.place(("MUG", 1))["fulfillment_orders"][0]["id"]
    shop.control("orders/1001/fulfil")
    assert refusal(move(shop, placed, "Austin"))["message"] == "Cannot change location."


def test_an_order_in_packing_is_refused_until_it_is_opened_again(shop: Admin):
    """Progress was reported; once marked as open it moves."""
    placed = shop.place(("MUG", 1))["fulfillment_orders"][0]["id"]
    shop.data("mutation P($id: ID!) { fulfillmentOrderReportProgress(id: $id) { userErrors { message } } }", id=placed)
    error = refusal(move(shop, placed, "Austin"))
    assert error["field"] == ["id"]
    assert error["code"] == "CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS"
    assert error["message"].startswith("Cannot move a fulfillment order that has had progress reported. To move")
    shop.data("mutation O($id: ID!) { fulfillmentOrderOpen(id: $id) { userErrors { message } } }", id=placed)
    assert move(shop, placed, "Austin")["userErrors"] == []


@pytest.mark.parametrize("line", ["gid://shopify/FulfillmentOrderLineItem/1", None])
def test_a_wrong_line_or_quantity_is_refused(shop: Admin, line: str | None):
    """A line of another order, or more than is left."""
    placed = shop.place(("MUG", 1))["fulfillment_orders"][0]["id"]
    lines = [{"id": line or shop.lines(placed)["MUG"], "quantity": 2}]
    error = refusal(move(shop, placed, "Austin", lines))
    assert error["message"] == "Invalid fulfillment order line item quantity requested."


def test_an_unknown_location_is_a_user_error_that_names_the_field_id(shop: Admin):
    """Shopify really says `id`."""
    placed = shop.place(("MUG", 1))["fulfillment_orders"][0]["id"]
    payload = shop.data(MOVE, id=placed, to="gid://shopify/Location/1", lines=None)["fulfillmentOrderMove"]
    assert refusal(payload) == {"field": ["id"], "message": "Location not found.", "code": None}


def test_an_unknown_fulfillment_order_is_a_top_level_error(shop: Admin):
    """With the id in the text, and null data."""
    body = shop.body(MOVE, id="gid://shopify/FulfillmentOrder/0", to=shop.location("Austin"), lines=None)
    assert body["data"] == {"fulfillmentOrderMove": None}
    assert body["errors"][0]["message"] == "Invalid id: gid://shopify/FulfillmentOrder/0"
    assert body["errors"][0]["extensions"]["code"] == "RESOURCE_NOT_FOUND"
    assert body["errors"][0]["path"] == ["fulfillmentOrderMove"]


def test_goods_that_wait_for_a_date_are_refused(shop: Admin):
    """Until they are marked as open, which is all that may be done with them."""
    placed = shop.place(("MUG", 1))["fulfillment_orders"][0]["id"]
    shop.control("orders/1001/schedule", fulfill_at="2026-12-24T00:00:00Z")
    assert shop.order("#1001")["fulfillment_orders"][0]["status"] == "SCHEDULED"
    assert refusal(move(shop, placed, "Austin"))["message"] == "Cannot change location."
    shop.data("mutation O($id: ID!) { fulfillmentOrderOpen(id: $id) { userErrors { message } } }", id=placed)
    assert move(shop, placed, "Austin")["userErrors"] == []


@pytest.mark.parametrize(
    ("status", "message"),
    [
        ("SUBMITTED", "Cannot move submitted fulfillment order that is at a 3PL fulfillment service."),
        ("ACCEPTED", "Fulfillment order is not actionable."),
        ("CANCELLATION_REQUESTED", "Fulfillment order is not actionable."),
    ],
)
def test_goods_that_a_fulfillment_service_was_asked_for_are_refused(shop: Admin, status: str, message: str):
    """They belong to the service until it lets go."""
    placed = shop.place(("MUG", 1))["fulfillment_orders"][0]["id"]
    shop.control("orders/1001/service", status=status)
    assert refusal(move(shop, placed, "Austin")) == {"field": None, "message": message, "code": None}
    shop.control("orders/1001/service", status="UNSUBMITTED")
    assert move(shop, placed, "Austin")["userErrors"] == []


PLACES = """
query Places($id: ID!) {
  fulfillmentOrder(id: $id) {
    locationsForMove(first: 20) {
      nodes {
        location { name }
        movable
        message
        availableLineItemsCount { count }
        unavailableLineItemsCount { count }
      }
    }
  }
}
"""


def test_the_places_an_order_could_move_to_say_why_not(shop: Admin):
    """Current location, nothing stocked, partly stocked, all stocked."""
    shop.control("locations", name="Dallas")
    shop.control("locations", name="El Paso")
    shop.control("stock_item", sku="MUG", location="El Paso", available=1)
    shop.control("stock_item", sku="HAT", location="El Paso", available=1)
    placed = shop.place(("MUG", 1), ("HAT", 1))["fulfillment_orders"][0]["id"]
    found = shop.data(PLACES, id=placed)["fulfillmentOrder"]["locationsForMove"]["nodes"]
    assert [
        (
            each["location"]["name"],
            each["movable"],
            each["message"],
            each["availableLineItemsCount"]["count"],
            each["unavailableLineItemsCount"]["count"],
        )
        for each in found
    ] == [
        ("Austin", True, "Hat can't be changed because it isn't stocked at this location.", 1, 1),
        ("Dallas", False, "No items are stocked at this location.", 0, 2),
        ("El Paso", True, None, 2, 0),
        ("Lake Jackson", False, "Current location.", 2, 0),
    ]
