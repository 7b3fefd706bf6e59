"""Joining fulfillment orders of one order at one location."""

import pytest
from support.admin import Admin

SPLIT = """mutation Split($id: ID!, $line: ID!) { fulfillmentOrderSplit(fulfillmentOrderSplits: [
  {fulfillmentOrderId: $id, fulfillmentOrderLineItems: [{id: $line, quantity: 2}]}]) {
  fulfillmentOrderSplits { fulfillmentOrder { id } remainingFulfillmentOrder { id } } userErrors { message } } }"""
MERGE = """mutation Merge($intents: [FulfillmentOrderMergeInputMergeIntent!]!) {
  fulfillmentOrderMerge(fulfillmentOrderMergeInputs: [{mergeIntents: $intents}]) {
  fulfillmentOrderMerges { fulfillmentOrder { id } } userErrors { message } } }"""


def merge(shop: Admin, *ids: str) -> list[str]:
    """Join fulfillment orders; returns the texts of refusals."""
    done = shop.data(MERGE, intents=[{"fulfillmentOrderId": each} for each in ids])["fulfillmentOrderMerge"]
    return [error["message"] for error in done["userErrors"]]


def test_what_was_split_is_joined_again(shop: Admin):
    """The first has everything, and stock is as it was."""
    (one,) = shop.place(("MUG", 3))["fulfillment_orders"]
    (pair,) = shop.data(SPLIT, id=one["id"], line=shop.lines(one["id"])["MUG"])["fulfillmentOrderSplit"][
        "fulfillmentOrderSplits"
    ]

    assert merge(shop, one["id"], pair["remainingFulfillmentOrder"]["id"]) == []
    open_ones = [each for each in shop.order("#1001")["fulfillment_orders"] if each["status"] == "OPEN"]
    assert [sum(line["remaining"] for line in each["lines"]) for each in open_ones] == [3]
    assert shop.level("MUG", "Lake Jackson") == (47, 3, 50)


@pytest.mark.parametrize("times", [0, 1, 2])
def test_one_alone_or_with_itself_is_not_joined(shop: Admin, times: int):
    """Nothing changes, and nothing breaks."""
    (one,) = shop.place(("MUG", 3))["fulfillment_orders"]

    assert merge(shop, *[one["id"]] * times) == ["At least two fulfillment orders are needed to merge."]
    assert shop.order("#1001")["fulfillment_orders"][0]["status"] == "OPEN"
