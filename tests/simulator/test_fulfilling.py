"""Sending goods: what it does to stock and statuses, every refusal, tracking, and taking a fulfillment back."""

from typing import Any

from support.admin import Admin

CREATE = """
mutation Create($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) {
    fulfillment { id name status totalQuantity location { name } trackingInfo { company number url } }
    userErrors { field message }
  }
}
"""


def send(shop: Admin, *entries: dict[str, Any], tracking: dict[str, Any] | None = None) -> dict[str, Any]:
    """Send, and return the payload."""
    given: dict[str, Any] = {"lineItemsByFulfillmentOrder": list(entries)}
    if tracking is not None:
        given["trackingInfo"] = tracking
    payload: dict[str, Any] = shop.data(CREATE, fulfillment=given)["fulfillmentCreate"]
    return payload


def some(fulfillment_order: str, line: str, quantity: int) -> dict[str, Any]:
    """Return the entry for a quantity of one line."""
    lines = [{"id": line, "quantity": quantity}]
    return {"fulfillmentOrderId": fulfillment_order, "fulfillmentOrderLineItems": lines}


UPDATE = """
mutation Update($id: ID!, $info: FulfillmentTrackingInput!) {
  fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $info, notifyCustomer: false) {
    fulfillment { trackingInfo { company number } }
    userErrors { field message }
  }
}
"""
CANCEL = """
mutation Cancel($id: ID!) {
  fulfillmentCancel(id: $id) { fulfillment { status } userErrors { field message } }
}
"""


def status(shop: Admin, name: str = "#1001") -> list[tuple[str, int, int]]:
    """Return status, total and remaining of each fulfillment order's first line."""
    return [
        (each["status"], each["lines"][0]["total"], each["lines"][0]["remaining"])
        for each in shop.order(name)["fulfillment_orders"]
        if each["lines"]
    ]


def test_sending_everything_closes_the_fulfillment_order_and_takes_the_goods_off_the_shelf(shop: Admin):
    """Committed and on hand fall, available stays; tracking is kept."""
    placed = shop.place(("MUG", 2))["fulfillment_orders"][0]["id"]
    payload = send(shop, {"fulfillmentOrderId": placed}, tracking={"company": "UPS", "number": "1Z999"})
    assert payload["userErrors"] == []
    assert payload["fulfillment"]["name"] == "#1001-F1"
    assert payload["fulfillment"]["status"] == "SUCCESS"
    assert payload["fulfillment"]["location"]["name"] == "Lake Jackson"
    assert payload["fulfillment"]["trackingInfo"] == [{"company": "UPS", "number": "1Z999", "url": None}]
    assert status(shop) == [("CLOSED", 2, 0)]
    assert shop.level("MUG", "Lake Jackson") == (48, 0, 48)


def test_sending_a_part_leaves_it_in_progress_and_numbers_the_fulfillments(shop: Admin):
    """Two of three, then the last one."""
    placed = shop.place(("MUG", 3))["fulfillment_orders"][0]["id"]
    line = shop.lines(placed)["MUG"]
    send(shop, some(placed, line, 2))
    assert status(shop) == [("IN_PROGRESS", 3, 1)]
    assert shop.level("MUG", "Lake Jackson") == (47, 1, 48)
    assert send(shop, {"fulfillmentOrderId": placed})["fulfillment"]["name"] == "#1001-F2"
    assert status(shop) == [("CLOSED", 3, 0)]


def test_several_parcels_keep_numbers_and_pages_together(shop: Admin):
    """`numbers` and `urls` pair up by their places."""
    placed = shop.place(("MUG", 1))["fulfillment_orders"][0]["id"]
    tracking = {"company": "DHL", "numbers": ["A", "B"], "urls": ["https://dhl.test/a", "https://dhl.test/b"]}
    assert send(shop, {"fulfillmentOrderId": placed}, tracking=tracking)["fulfillment"]["trackingInfo"] == [
        {"company": "DHL", "number": "A", "url": "https://dhl.test/a"},
        {"company": "DHL", "number": "B", "url": "https://dhl.test/b"},
    ]


def test_every_refusal_has_shopifys_text_and_changes_nothing(shop: Admin):
    """Unknown order, unknown line, too many, none, and two orders at once."""
    first = shop.place(("MUG", 1))["fulfillment_orders"][0]["id"]
    second = shop.place(("MUG", 1))["fulfillment_orders"][0]["id"]
    line, unknown = shop.lines(first)["MUG"], "gid://shopify/FulfillmentOrderLineItem/1"
    before = shop.state()
    whole = ["fulfillment"]
    path = ["fulfillment", "lineItemsByFulfillmentOrder", "0", "fulfillmentOrderLineItems", "0", "quantity"]
    orders = ", ".join(each["id"].rpartition("/")[2] for each in before["orders"])
    two_orders = "All fulfillment orders must belong to the same order. Multiple orders with ids [{}] were found."
    too_many = "Invalid fulfillment order line item quantity requested."
    for entries, field, message in (
        ([{"fulfillmentOrderId": "gid://shopify/FulfillmentOrder/1"}], whole, "Fulfillment order does not exist."),
        ([some(first, unknown, 1)], whole, "Fulfillment order line item does not exist."),
        ([some(first, line, 2)], whole, too_many),
        ([some(first, line, 1), some(first, line, 1)], whole, too_many),
        ([some(first, line, 0)], path, "Quantity must be greater than 0"),
        ([{"fulfillmentOrderId": each} for each in (first, second)], whole, two_orders.format(orders)),
    ):
        payload = send(shop, *entries)
        assert payload == {"fulfillment": None, "userErrors": [{"field": field, "message": message}]}
    assert shop.state() == before


def test_fulfillment_orders_at_two_locations_cannot_be_sent_as_one(shop: Admin):
    """Shopify lists both locations."""
    placed = shop.place(("MUG", 1), ("CUP", 1), line_locations={"CUP": "Austin"})["fulfillment_orders"]
    message = send(shop, *({"fulfillmentOrderId": each["id"]} for each in placed))["userErrors"][0]["message"]
    assert message.startswith("All fulfillment orders must be assigned to a single location. Multiple locations with")


def test_a_closed_fulfillment_order_cannot_be_sent_again(shop: Admin):
    """The text names the number and, oddly spaced, the status."""
    placed = shop.place(("MUG", 1))["fulfillment_orders"][0]["id"]
    send(shop, {"fulfillmentOrderId": placed})
    number = placed.rpartition("/")[2]
    assert send(shop, {"fulfillmentOrderId": placed})["userErrors"] == [
        {"field": ["fulfillment"], "message": f"Fulfillment order {number} has an unfulfillable status= closed."}
    ]
    assert shop.level("MUG", "Lake Jackson") == (49, 0, 49)


def test_an_update_replaces_the_whole_tracking_and_costs_fifty(shop: Admin):
    """The old number is gone."""
    placed = shop.place(("MUG", 1))["fulfillment_orders"][0]["id"]
    made = send(shop, {"fulfillmentOrderId": placed}, tracking={"company": "UPS", "number": "OLD"})["fulfillment"]["id"]
    body = shop.body(UPDATE, id=made, info={"company": "FedEx", "number": "NEW"})
    payload = body["data"]["fulfillmentTrackingInfoUpdate"]
    assert payload["fulfillment"]["trackingInfo"] == [{"company": "FedEx", "number": "NEW"}]
    assert body["extensions"]["cost"]["requestedQueryCost"] >= 50


def test_an_unknown_fulfillment_is_refused_by_update_and_cancel(shop: Admin):
    """Two texts, two fields."""
    unknown = "gid://shopify/Fulfillment/1"
    assert shop.data(UPDATE, id=unknown, info={"number": "1"})["fulfillmentTrackingInfoUpdate"]["userErrors"] == [
        {"field": ["fulfillmentId"], "message": "Fulfillment does not exist."}
    ]
    assert shop.data(CANCEL, id=unknown)["fulfillmentCancel"]["userErrors"] == [
        {"field": ["id"], "message": "Fulfillment not found."}
    ]


def test_a_cancelled_fulfillment_brings_the_goods_back_to_be_sent_again(shop: Admin):
    """Fully sent: the closed order stays closed and a new one waits. Partly sent: the same one grows again."""
    whole = shop.place(("MUG", 1))["fulfillment_orders"][0]["id"]
    part = shop.place(("MUG", 2))["fulfillment_orders"][0]["id"]
    made = [
        send(shop, {"fulfillmentOrderId": whole})["fulfillment"]["id"],
        send(shop, some(part, shop.lines(part)["MUG"], 1))["fulfillment"]["id"],
    ]
    for each in made:
        assert shop.data(CANCEL, id=each)["fulfillmentCancel"]["fulfillment"] == {"status": "CANCELLED"}
    assert status(shop, "#1001") == [("CLOSED", 1, 0), ("OPEN", 1, 1)]
    assert status(shop, "#1002") == [("OPEN", 2, 2)]
    assert shop.level("MUG", "Lake Jackson") == (47, 3, 50)
