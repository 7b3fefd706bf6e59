"""Setting and adjusting quantities: compare-and-set, idempotency keys, every refusal with its exact text."""

import itertools
from typing import Any

import pytest
from support.admin import Admin, Clock

SET = """
mutation Set($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { reason changes { name delta quantityAfterChange location { name } } }
    userErrors { field message code }
  }
}
"""
ADJUST = """
mutation Adjust($input: InventoryAdjustQuantitiesInput!, $key: String!) {
  inventoryAdjustQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { changes { name delta } }
    userErrors { field message code }
  }
}
"""
KEYS = (f"key-{number}" for number in itertools.count())


def item(shop: Admin, sku: str) -> str:
    """Return the inventory item of a SKU."""
    found = shop.data("query I($q: String!) { inventoryItems(first: 1, query: $q) { nodes { id } } }", q=f"sku:{sku}")
    return str(found["inventoryItems"]["nodes"][0]["id"])


def row(shop: Admin, sku: str, location: str, quantity: int, read: int | None = None) -> dict[str, Any]:
    """Return one row of a set call."""
    return {
        "inventoryItemId": item(shop, sku),
        "locationId": shop.location(location),
        "quantity": quantity,
        "changeFromQuantity": read,
    }


def given(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the input of a set call."""
    return {"name": "available", "reason": "correction", "quantities": list(rows), **more}


def put(shop: Admin, *rows: dict[str, Any], key: str | None = None, **more: Any) -> dict[str, Any]:
    """Set, and return the payload."""
    payload: dict[str, Any] = shop.data(SET, input=given(*rows, **more), key=key or next(KEYS))[
        "inventorySetQuantities"
    ]
    return payload


def codes(payload: dict[str, Any]) -> list[str]:
    """Return the codes of a payload's refusals, which leave no group."""
    assert payload["inventoryAdjustmentGroup"] is None
    return [each["code"] for each in payload["userErrors"]]


def test_setting_available_moves_on_hand_by_the_same_number(shop: Admin):
    """The rows of available come first, then those of on_hand; what stands afterwards is not told."""
    payload = put(shop, row(shop, "MUG", "Austin", 40, read=48))
    assert payload["userErrors"] == []
    assert payload["inventoryAdjustmentGroup"]["changes"] == [
        {"name": "available", "delta": -8, "quantityAfterChange": None, "location": {"name": "Austin"}},
        {"name": "on_hand", "delta": -8, "quantityAfterChange": None, "location": {"name": "Austin"}},
    ]
    assert shop.level("MUG", "Austin") == (40, 0, 40)


def test_setting_on_hand_leaves_what_is_committed_alone(shop: Admin):
    """Ten committed, forty on the shelf: thirty to sell."""
    shop.place(("MUG", 10))
    put(shop, row(shop, "MUG", "Lake Jackson", 40, read=50), name="on_hand")
    assert shop.level("MUG", "Lake Jackson") == (30, 10, 40)


def test_a_level_that_changed_since_it_was_read_is_not_overwritten(shop: Admin):
    """Compare-and-set: an order came in between."""
    shop.place(("MUG", 1))
    payload = put(shop, row(shop, "MUG", "Lake Jackson", 45, read=50))
    assert payload["userErrors"] == [
        {
            "field": ["input", "quantities", "0", "changeFromQuantity"],
            "message": "The changeFromQuantity argument no longer matches the persisted quantity.",
            "code": "CHANGE_FROM_QUANTITY_STALE",
        }
    ]
    assert shop.level("MUG", "Lake Jackson") == (49, 1, 50)


def test_one_stale_row_keeps_the_whole_batch_from_being_written(shop: Admin):
    """The good row beside it changes nothing either."""
    payload = put(shop, row(shop, "CUP", "Austin", 3, read=10), row(shop, "MUG", "Austin", 3, read=1))
    assert codes(payload) == ["CHANGE_FROM_QUANTITY_STALE"]
    assert payload["userErrors"][0]["field"][2] == "1"
    assert shop.level("CUP", "Austin") == (10, 0, 10)


def test_a_null_changefromquantity_overwrites_whatever_is_there(shop: Admin):
    """Null is how to say: do not compare."""
    assert put(shop, row(shop, "MUG", "Austin", 1))["userErrors"] == []
    assert shop.level("MUG", "Austin") == (1, 0, 1)


def test_setting_what_is_there_already_changes_nothing(shop: Admin):
    """No group, no error."""
    payload = put(shop, row(shop, "MUG", "Austin", 48, read=48))
    assert payload == {"inventoryAdjustmentGroup": None, "userErrors": []}


def test_a_location_that_never_stocked_the_item_swallows_the_write(shop: Admin):
    """As seen on a live shop: no error, no level, nothing."""
    payload = put(shop, row(shop, "HAT", "Austin", 7))
    assert payload == {"inventoryAdjustmentGroup": None, "userErrors": []}
    assert not [each for each in shop.state()["levels"] if (each["sku"], each["location"]) == ("HAT", "Austin")]


@pytest.mark.parametrize(
    ("change", "field", "code", "message"),
    [
        ({"quantity": -1}, "quantity", "INVALID_QUANTITY_NEGATIVE", "The quantity can't be negative."),
        (
            {"quantity": 1_000_000_001},
            "quantity",
            "INVALID_QUANTITY_TOO_HIGH",
            "The quantity can't be higher than 1,000,000,000.",
        ),
        (
            {"quantity": -1_000_000_001},
            "quantity",
            "INVALID_QUANTITY_TOO_LOW",
            "The quantity can't be lower than -1,000,000,000.",
        ),
        (
            {"inventoryItemId": "gid://shopify/InventoryItem/1"},
            "inventoryItemId",
            "INVALID_INVENTORY_ITEM",
            "The specified inventory item could not be found.",
        ),
        (
            {"locationId": "gid://shopify/Location/1"},
            "locationId",
            "INVALID_LOCATION",
            "The specified location could not be found.",
        ),
    ],
)
def test_a_wrong_row_is_refused_by_field_and_code(
    shop: Admin, change: dict[str, Any], field: str, code: str, message: str
):
    """Each refusal points at its row."""
    payload = put(shop, {**row(shop, "MUG", "Austin", 1), **change})
    assert payload["userErrors"] == [{"field": ["input", "quantities", "0", field], "message": message, "code": code}]


def test_the_same_level_twice_is_refused_once_for_each_row(shop: Admin):
    """Both rows are named."""
    payload = put(shop, row(shop, "MUG", "Austin", 1), row(shop, "MUG", "Austin", 2))
    assert codes(payload) == ["NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR"] * 2
    assert [each["field"] for each in payload["userErrors"]] == [
        ["input", "quantities", at, "locationId"] for at in ("0", "1")
    ]
    assert payload["userErrors"][0]["message"] == "The combination of inventoryItemId and locationId must be unique."


def test_wrong_name_reason_and_reference_are_refused(shop: Admin):
    """Only available and on_hand can be set, for a known reason, with a URI that has a scheme."""
    payload = put(shop, row(shop, "MUG", "Austin", 1), name="committed")
    assert payload["userErrors"] == [
        {
            "field": ["input", "name"],
            "message": "The quantity name must be either 'available' or 'on_hand'.",
            "code": "INVALID_NAME",
        }
    ]
    assert codes(put(shop, row(shop, "MUG", "Austin", 1), reason="because")) == ["INVALID_REASON"]
    wrong = put(shop, row(shop, "MUG", "Austin", 1), referenceDocumentUri="no scheme")
    assert codes(wrong) == ["INVALID_REFERENCE_DOCUMENT"]
    right = put(shop, row(shop, "MUG", "Austin", 1), referenceDocumentUri="trueup://round/1")
    assert right["userErrors"] == []


def test_the_key_changefromquantity_must_be_there_even_if_null(shop: Admin):
    """A top-level error, not a user error."""
    incomplete = row(shop, "MUG", "Austin", 1)
    del incomplete["changeFromQuantity"]
    error = shop.error(SET, input=given(incomplete), key="k")
    assert error["message"] == "InventoryQuantityInput must include the following argument: changeFromQuantity."
    assert error["extensions"]["code"] == "INVALID_FIELD_ARGUMENTS"


def test_a_write_without_the_idempotent_directive_is_refused(shop: Admin):
    """Null data, the field's path, and the price of the mutation."""
    document = """mutation S($input: InventorySetQuantitiesInput!) {
      inventorySetQuantities(input: $input) { userErrors { code } } }"""
    body = shop.body(document, input=given(row(shop, "MUG", "Austin", 1)))
    assert body["data"] == {"inventorySetQuantities": None}
    assert (
        body["errors"][0]["message"] == "The @idempotent directive is required for this mutation but was not provided."
    )
    assert body["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
    assert body["errors"][0]["path"] == ["inventorySetQuantities"]
    cost = body["extensions"]["cost"]
    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (10, 10)
    assert shop.level("MUG", "Austin") == (48, 0, 48)


def test_more_than_250_rows_are_too_many(shop: Admin):
    """Neither data nor cost."""
    body = shop.body(SET, input=given(*[row(shop, "MUG", "Austin", 1)] * 251), key="k")
    assert set(body) == {"errors"}
    assert body["errors"][0]["message"] == "The input array size of 251 is greater than the maximum allowed of 250."
    assert body["errors"][0]["extensions"]["code"] == "MAX_INPUT_SIZE_EXCEEDED"


def test_the_same_key_again_is_weighed_anew_as_live_shops_do(shop: Admin):
    """Observed: the second time the level no longer is what it was, so it is stale."""
    change = row(shop, "MUG", "Austin", 40, read=48)
    assert put(shop, change, key="same")["userErrors"] == []
    assert codes(put(shop, change, key="same")) == ["CHANGE_FROM_QUANTITY_STALE"]


def test_the_same_key_again_replays_where_the_documentation_is_followed(shop: Admin):
    """The first answer comes again, even after somebody changed the level; after a day the key is forgotten."""
    shop.control("rules", idempotency="documented")
    change = row(shop, "MUG", "Austin", 40, read=48)
    first = put(shop, change, key="same")
    shop.control("stock", sku="MUG", location="Austin", available=12)
    assert put(shop, change, key="same") == first
    assert shop.level("MUG", "Austin")[0] == 12
    clock = shop.world.clock
    assert isinstance(clock, Clock)
    clock.advance(24 * 3600)
    assert codes(put(shop, change, key="same")) == ["CHANGE_FROM_QUANTITY_STALE"]


@pytest.mark.parametrize("mode", ["observed", "documented"])
def test_the_same_key_for_something_else_is_refused(shop: Admin, mode: str):
    """In both ways of keeping keys."""
    shop.control("rules", idempotency=mode)
    put(shop, row(shop, "MUG", "Austin", 40), key="same")
    payload = put(shop, row(shop, "MUG", "Austin", 41), key="same")
    assert codes(payload) == ["IDEMPOTENCY_KEY_PARAMETER_MISMATCH"]
    assert payload["userErrors"][0]["message"] == (
        "The request with this idempotency key has different parameters than the original request."
    )


def adjust(shop: Admin, name: str, delta: int, **more: Any) -> dict[str, Any]:
    """Adjust the mug at Austin, and return the payload."""
    change = {
        "inventoryItemId": item(shop, "MUG"),
        "locationId": shop.location("Austin"),
        "delta": delta,
        "changeFromQuantity": None,
        **more,
    }
    wish = {"name": name, "reason": "other", "changes": [change]}
    payload: dict[str, Any] = shop.data(ADJUST, input=wish, key=next(KEYS))["inventoryAdjustQuantities"]
    return payload


def test_states_other_than_available_need_a_ledger_and_available_forbids_one(shop: Admin):
    """Damaged goods stay on hand until they are gone."""
    assert adjust(shop, "available", -2)["userErrors"] == []
    assert codes(adjust(shop, "damaged", 2)) == ["INVALID_QUANTITY_DOCUMENT"]
    assert adjust(shop, "damaged", 2, ledgerDocumentUri="gid://app/Damage/1")["userErrors"] == []
    refused = adjust(shop, "available", 1, ledgerDocumentUri="gid://app/Damage/1")
    assert refused["userErrors"][0]["message"] == "A ledger document URI is not allowed when adjusting available."
    assert codes(refused) == ["INVALID_AVAILABLE_DOCUMENT"]
    assert codes(adjust(shop, "on_hand", 1)) == ["INVALID_QUANTITY_NAME"]
    assert shop.level("MUG", "Austin") == (46, 0, 48)


def test_the_same_adjustment_twice_under_one_key_counts_twice_as_live_shops_do(shop: Admin):
    """The key does not protect an adjustment that compares nothing."""
    change = {
        "inventoryItemId": item(shop, "MUG"),
        "locationId": shop.location("Austin"),
        "delta": -1,
        "changeFromQuantity": None,
    }
    for _ in range(2):
        shop.data(ADJUST, input={"name": "available", "reason": "other", "changes": [change]}, key="same")
    assert shop.level("MUG", "Austin") == (46, 0, 46)


def test_goods_become_damaged_without_leaving_the_shelf(shop: Admin):
    """Available to damaged at one location; never between two."""
    document = """mutation M($input: InventoryMoveQuantitiesInput!, $key: String!) {
      inventoryMoveQuantities(input: $input) @idempotent(key: $key) {
        inventoryAdjustmentGroup { changes { name delta } } userErrors { message code } } }"""

    def transfer(start: str, end: str) -> dict[str, Any]:
        change = {
            "inventoryItemId": item(shop, "MUG"),
            "quantity": 3,
            "from": {"name": "available", "locationId": shop.location(start), "changeFromQuantity": None},
            "to": {"name": "damaged", "locationId": shop.location(end), "changeFromQuantity": None},
        }
        wish = {"reason": "damaged", "referenceDocumentUri": "app://breakage/1", "changes": [change]}
        payload: dict[str, Any] = shop.data(document, input=wish, key=next(KEYS))["inventoryMoveQuantities"]
        return payload

    assert transfer("Austin", "Austin")["userErrors"] == []
    assert shop.level("MUG", "Austin") == (45, 0, 48)
    refused = transfer("Austin", "Lake Jackson")
    assert refused["userErrors"] == [
        {"message": "The quantities can't be moved between different locations.", "code": "DIFFERENT_LOCATIONS"}
    ]
