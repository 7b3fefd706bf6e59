"""What happens to orders: cancelled, edited, held, split, merged, tagged; and how they read."""

from typing import Any

import pytest
from support.admin import Admin, Clock

ORDER = """
query Order($id: ID!) {
  order(id: $id) {
    name number tags note cancelledAt cancelReason sourceName createdAt updatedAt
    displayFulfillmentStatus displayFinancialStatus currencyCode
    app { name }
    customer { displayName tags numberOfOrders }
    shippingAddress { name city provinceCode countryCodeV2 zip }
    shippingLine { title originalPriceSet { shopMoney { amount } } }
    currentSubtotalPriceSet { shopMoney { amount currencyCode } }
    currentTotalPriceSet { shopMoney { amount } }
    currentTotalWeight
    lineItems(first: 10) {
      nodes { sku quantity currentQuantity unfulfilledQuantity requiresShipping vendor product { productType } }
    }
  }
}
"""


def read(shop: Admin, order_id: str) -> dict[str, Any]:
    """Read an order through the API."""
    order: dict[str, Any] = shop.data(ORDER, id=order_id)["order"]
    return order


def test_an_order_reads_with_everything_that_rules_ask_about(shop: Admin):
    """Customer, address, channel, totals, weight, shipping, lines."""
    shop.control(
        "products",
        title="Anvil",
        sku="ANVIL",
        stock={"Austin": 3},
        price="99.50",
        weight_grams=5000,
        product_type="Iron",
    )
    placed = shop.place(
        ("ANVIL", 2),
        email="ann@example.test",
        ship_to={"name": "Ann Lee", "city": "Reno", "province_code": "NV", "country_code": "US", "zip": "89501"},
        tags=["vip", "b2b"],
        channel="pos",
        shipping_method="Express",
        shipping_price="12.00",
        note="ring twice",
        customer_tags=["wholesale"],
    )
    order = read(shop, placed["id"])
    assert order["tags"] == ["b2b", "vip"]
    assert order["customer"] == {"displayName": "Ann Lee", "tags": ["wholesale"], "numberOfOrders": "1"}
    assert order["shippingAddress"]["provinceCode"] == "NV"
    assert order["shippingLine"] == {"title": "Express", "originalPriceSet": {"shopMoney": {"amount": "12.00"}}}
    assert order["currentSubtotalPriceSet"]["shopMoney"] == {"amount": "199.00", "currencyCode": "USD"}
    assert order["currentTotalPriceSet"]["shopMoney"]["amount"] == "211.00"
    assert order["currentTotalWeight"] == "10000"
    assert order["lineItems"]["nodes"][0]["product"] == {"productType": "Iron"}
    assert (order["name"], order["number"], order["sourceName"], order["note"]) == ("#1001", 1001, "pos", "ring twice")
    assert order["createdAt"] == "2026-11-23T10:00:00Z"


@pytest.mark.parametrize(("wish", "level"), [({"restock": True}, (50, 0, 50)), ({"restock": False}, (48, 0, 48))])
def test_cancelling_frees_the_stock_and_offers_it_again_only_if_told(
    shop: Admin, wish: dict[str, bool], level: tuple[int, int, int]
):
    """Without restock the goods are gone from the books."""
    placed = shop.place(("MUG", 2))
    shop.control("orders/1001/cancel", **wish)
    assert shop.level("MUG", "Lake Jackson") == level
    assert [each["status"] for each in shop.order("#1001")["fulfillment_orders"]] == ["CLOSED"]
    order = read(shop, placed["id"])
    assert order["cancelledAt"] is not None
    assert order["lineItems"]["nodes"][0]["currentQuantity"] == 0


def test_an_order_is_cancelled_once_and_not_after_it_was_sent(shop: Admin):
    """Both refusals in Shopify's words."""
    document = """mutation C($id: ID!) { orderCancel(orderId: $id, reason: CUSTOMER, restock: true) {
      job { id done } orderCancelUserErrors { message } } }"""
    first, second = shop.place(("MUG", 1))["id"], shop.place(("MUG", 1))["id"]

    def cancel(order_id: str) -> list[str]:
        found = shop.data(document, id=order_id)["orderCancel"]
        return [each["message"] for each in found["orderCancelUserErrors"]]

    assert cancel(first) == []
    assert cancel(first) == ["Cannot cancel an order that has already been canceled"]
    shop.control("orders/1002/fulfil")
    assert cancel(second) == ["Cannot cancel an order that has outstanding fulfillments"]


def test_a_cancellation_takes_effect_as_a_job(shop: Admin, clock: Clock):
    """Until it is done the order stands, a second one is refused, and a shipment in between brings it to nothing."""
    shop.control("rules", cancel_delay_seconds=5)
    first, second = shop.place(("MUG", 1))["id"], shop.place(("MUG", 1))["id"]
    document = """mutation C($id: ID!) { orderCancel(orderId: $id, reason: CUSTOMER, restock: true) {
      job { id done } orderCancelUserErrors { message } } }"""
    jobs = [shop.data(document, id=each)["orderCancel"]["job"] for each in (first, second)]
    assert [each["done"] for each in jobs] == [False, False]
    again = shop.data(document, id=first)["orderCancel"]["orderCancelUserErrors"]
    assert again == [{"message": "Cancellation is already in progress"}]
    shop.control("orders/1002/fulfil")
    assert not shop.order("#1001")["cancelled"]
    clock.advance(5)
    assert [shop.order(name)["cancelled"] for name in ("#1001", "#1002")] == [True, False]
    assert shop.data("query J($id: ID!) { job(id: $id) { done } }", id=jobs[0]["id"]) == {"job": {"done": True}}
    assert shop.level("MUG", "Lake Jackson") == (49, 0, 49)


def test_an_edit_changes_lines_and_the_stock_they_commit(shop: Admin):
    """Fewer mugs, and a cup that was not in it."""
    placed = shop.place(("MUG", 3))
    shop.control("orders/1001/edit", lines=[{"sku": "MUG", "quantity": 1}, {"sku": "CUP", "quantity": 2}])
    assert shop.level("MUG", "Lake Jackson") == (49, 1, 50)
    assert shop.level("CUP", "Lake Jackson") == (8, 2, 10)
    lines = {each["sku"]: each["currentQuantity"] for each in read(shop, placed["id"])["lineItems"]["nodes"]}
    assert lines == {"MUG": 1, "CUP": 2}


def test_an_edit_cannot_take_back_what_was_sent(shop: Admin):
    """The control API says how many are unsent."""
    shop.place(("MUG", 1))
    shop.control("orders/1001/fulfil")
    answer = shop.request("POST", "/_control/orders/1001/edit", json={"lines": [{"sku": "MUG", "quantity": 0}]})
    assert answer.status_code == 422
    assert answer.json() == {"error": "only 0 of MUG in #1001 are unsent and can be removed"}


def test_removing_everything_by_edit_closes_the_fulfillment_order(shop: Admin):
    """Nothing is left to send."""
    shop.place(("MUG", 1))
    shop.control("orders/1001/edit", lines=[{"sku": "MUG", "quantity": 0}])
    assert [each["status"] for each in shop.order("#1001")["fulfillment_orders"]] == ["CLOSED"]
    assert shop.level("MUG", "Lake Jackson") == (50, 0, 50)


def test_a_sent_order_is_closed_until_something_is_added_to_it(shop: Admin):
    """Sent in full it is archived; a line added by edit opens it again."""

    def found(query: str) -> list[str]:
        document = "query Q($q: String) { orders(first: 5, query: $q) { nodes { name } } }"
        return [each["name"] for each in shop.data(document, q=query)["orders"]["nodes"]]

    shop.place(("MUG", 1))
    shop.control("orders/1001/fulfil")
    assert (found("status:open"), found("status:closed")) == ([], ["#1001"])
    shop.control("orders/1001/edit", lines=[{"sku": "CUP", "quantity": 1}])
    assert (found("status:open"), found("status:closed")) == (["#1001"], [])
    assert shop.level("CUP", "Lake Jackson") == (9, 1, 10)


def test_a_held_order_cannot_be_sent_until_it_is_released(shop: Admin):
    """The hold moves no stock."""
    placed = shop.place(("MUG", 1))
    fulfillment_order = placed["fulfillment_orders"][0]["id"]
    shop.control("orders/1001/hold")
    assert read(shop, placed["id"])["displayFulfillmentStatus"] == "ON_HOLD"
    document = """mutation F($id: ID!) { fulfillmentCreate(fulfillment: {
      lineItemsByFulfillmentOrder: [{fulfillmentOrderId: $id}]}) { userErrors { message } } }"""
    refused = shop.data(document, id=fulfillment_order)["fulfillmentCreate"]["userErrors"][0]["message"]
    assert refused.endswith("has an unfulfillable status= on_hold.")
    shop.control("orders/1001/release")
    assert shop.data(document, id=fulfillment_order)["fulfillmentCreate"]["userErrors"] == []


def test_a_part_can_be_held_and_flows_back_when_released(shop: Admin):
    """The held one keeps its id and the held quantity; the rest waits in a new one."""
    held = shop.place(("MUG", 3))["fulfillment_orders"][0]["id"]
    document = """mutation H($id: ID!, $hold: FulfillmentOrderHoldInput!) {
      fulfillmentOrderHold(id: $id, fulfillmentHold: $hold) {
      fulfillmentOrder { id status } remainingFulfillmentOrder { id status } fulfillmentHold { id displayReason }
      userErrors { message code } } }"""
    lines = [{"id": shop.lines(held)["MUG"], "quantity": 1}]
    hold = {"reason": "INVENTORY_OUT_OF_STOCK", "fulfillmentOrderLineItems": lines}
    payload = shop.data(document, id=held, hold=hold)["fulfillmentOrderHold"]
    assert payload["fulfillmentOrder"] == {"id": held, "status": "ON_HOLD"}
    assert payload["remainingFulfillmentOrder"]["status"] == "OPEN"
    assert payload["fulfillmentHold"]["displayReason"] == "Inventory out of stock"
    again = shop.data(document, id=held, hold={"reason": "OTHER"})["fulfillmentOrderHold"]
    assert again["userErrors"][0]["code"] == "DUPLICATE_FULFILLMENT_HOLD_HANDLE"
    shop.data("mutation R($id: ID!) { fulfillmentOrderReleaseHold(id: $id) { userErrors { message } } }", id=held)
    shown = [
        (each["status"], [line["remaining"] for line in each["lines"]])
        for each in shop.order("#1001")["fulfillment_orders"]
    ]
    assert shown == [("OPEN", [3]), ("CLOSED", [])]
    assert shop.level("MUG", "Lake Jackson") == (47, 3, 50)


def test_splitting_and_merging_divide_and_join_without_touching_stock(shop: Admin):
    """Two of three go to a new fulfillment order at the same location, and back."""
    source = shop.place(("MUG", 3))["fulfillment_orders"][0]["id"]
    split = """mutation S($splits: [FulfillmentOrderSplitInput!]!) {
      fulfillmentOrderSplit(fulfillmentOrderSplits: $splits) {
        fulfillmentOrderSplits { fulfillmentOrder { id } remainingFulfillmentOrder { id } }
        userErrors { message code } } }"""
    merge = """mutation M($ids: [FulfillmentOrderMergeInput!]!) {
      fulfillmentOrderMerge(fulfillmentOrderMergeInputs: $ids) {
      fulfillmentOrderMerges { fulfillmentOrder { id lineItems(first: 5) { nodes { remainingQuantity } } } }
      userErrors { message } } }"""
    line = shop.lines(source)["MUG"]

    def divide(quantity: int) -> dict[str, Any]:
        lines = [{"id": line, "quantity": quantity}]
        wish = [{"fulfillmentOrderId": source, "fulfillmentOrderLineItems": lines}]
        payload: dict[str, Any] = shop.data(split, splits=wish)["fulfillmentOrderSplit"]
        return payload

    assert divide(0)["userErrors"] == [
        {"message": "You must select at least one item to split into a new fulfillment order.", "code": "GREATER_THAN"}
    ]
    assert divide(4)["userErrors"][0]["message"] == "Invalid fulfillment order line item quantity requested."
    new = divide(2)["fulfillmentOrderSplits"][0]["remainingFulfillmentOrder"]["id"]
    assert shop.level("MUG", "Lake Jackson") == (47, 3, 50)
    joined = shop.data(merge, ids=[{"mergeIntents": [{"fulfillmentOrderId": each} for each in (source, new)]}])
    [result] = joined["fulfillmentOrderMerge"]["fulfillmentOrderMerges"]
    assert result["fulfillmentOrder"]["id"] == source
    assert result["fulfillmentOrder"]["lineItems"]["nodes"] == [{"remainingQuantity": 3}]


def test_tags_are_added_and_removed_without_disturbing_others(shop: Admin):
    """Adding twice is adding once; they read in alphabetical order."""
    order = shop.place(("MUG", 1), tags=["vip"])["id"]
    add = """mutation T($id: ID!, $tags: [String!]!) { tagsAdd(id: $id, tags: $tags) {
      node { ... on Order { tags } } userErrors { field message } } }"""
    remove = add.replace("tagsAdd", "tagsRemove")
    for _ in range(2):
        payload = shop.data(add, id=order, tags=["Failed Shipment Notification"])["tagsAdd"]
    assert payload["node"]["tags"] == ["Failed Shipment Notification", "vip"]
    assert shop.data(remove, id=order, tags=["Failed Shipment Notification"])["tagsRemove"]["node"]["tags"] == ["vip"]
    unknown = shop.data(add, id="gid://shopify/Order/1", tags=["x"])["tagsAdd"]
    assert unknown == {"node": None, "userErrors": [{"field": ["id"], "message": "Order does not exist"}]}
    error = shop.error(add, id="order-1", tags=["x"])
    assert (error["message"], error["extensions"]["code"]) == ("invalid id", "RESOURCE_NOT_FOUND")


def test_an_update_overwrites_note_and_tags(shop: Admin):
    """OrderUpdate replaces the whole list, unlike tagsAdd."""
    order = shop.place(("MUG", 1), tags=["vip"])["id"]
    shop.data(
        "mutation U($input: OrderInput!) { orderUpdate(input: $input) { order { id } userErrors { message } } }",
        input={"id": order, "note": "hello", "tags": ["new"]},
    )
    found = read(shop, order)
    assert (found["note"], found["tags"]) == ("hello", ["new"])


def test_what_may_be_done_follows_the_state(shop: Admin):
    """SupportedActions for open, in progress, held and closed."""
    placed = shop.place(("MUG", 1))["fulfillment_orders"][0]["id"]

    def actions() -> list[str]:
        found = shop.data("query A($id: ID!) { fulfillmentOrder(id: $id) { supportedActions { action } } }", id=placed)
        return [each["action"] for each in found["fulfillmentOrder"]["supportedActions"]]

    assert actions() == ["CREATE_FULFILLMENT", "REPORT_PROGRESS", "MOVE", "HOLD"]
    shop.data("mutation P($id: ID!) { fulfillmentOrderReportProgress(id: $id) { userErrors { message } } }", id=placed)
    assert actions() == ["CREATE_FULFILLMENT", "REPORT_PROGRESS", "HOLD", "MARK_AS_OPEN"]
    shop.data("mutation O($id: ID!) { fulfillmentOrderOpen(id: $id) { userErrors { message } } }", id=placed)
    shop.control("orders/1001/hold")
    assert actions() == ["RELEASE_HOLD", "HOLD", "MOVE"]
    shop.control("orders/1001/release")
    shop.control("orders/1001/fulfil")
    assert actions() == []
