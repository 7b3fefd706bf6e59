"""Products with several variants, and bundles, whose stock nobody writes."""

from typing import Any

import pytest
from support.admin import Admin

PRODUCT = """query P($id: ID!) { product(id: $id) {
  title variantsCount { count } totalInventory
  variants(first: 10) { nodes { title displayName sku price position inventoryItem { tracked } } }
} }"""
SET = """mutation S($input: InventorySetQuantitiesInput!) {
  inventorySetQuantities(input: $input) @idempotent(key: "k") { userErrors { code field message } }
}"""
ADJUST = """mutation A($input: InventoryAdjustQuantitiesInput!) {
  inventoryAdjustQuantities(input: $input) @idempotent(key: "k") { userErrors { code field message } }
}"""
MOVE = """mutation M($input: InventoryMoveQuantitiesInput!) {
  inventoryMoveQuantities(input: $input) @idempotent(key: "k") { userErrors { code field message } }
}"""
REFUSED = "The specified inventory item is not allowed to be adjusted via API."


@pytest.fixture
def tee(shop: Admin) -> dict[str, Any]:
    """A tee in two sizes, the larger at both locations and dearer."""
    small = {"title": "S", "sku": "TEE-S", "stock": {"Austin": 3}}
    large = {"title": "L", "sku": "TEE-L", "stock": {"Austin": 4, "Lake Jackson": 5}, "price": "21.00"}
    return shop.control("products", title="Tee", price="19.00", variants=[small, large])


def test_each_variant_has_a_sku_a_price_and_stock_of_its_own(shop: Admin, tee: dict[str, Any]):
    """Under one product."""
    found = shop.data(PRODUCT, id=tee["product_id"])["product"]

    assert (found["title"], found["variantsCount"]["count"], found["totalInventory"]) == ("Tee", 2, 12)
    assert [
        (each["displayName"], each["sku"], each["price"], each["position"]) for each in found["variants"]["nodes"]
    ] == [
        ("Tee - S", "TEE-S", "19.00", 1),
        ("Tee - L", "TEE-L", "21.00", 2),
    ]
    assert [each["sku"] for each in tee["variants"]] == ["TEE-S", "TEE-L"]


@pytest.mark.usefixtures("tee")
def test_an_order_takes_stock_of_the_variant_it_names(shop: Admin):
    """The other one stays as it is; the line says which."""
    placed = shop.place(("TEE-L", 2))

    assert shop.level("TEE-L", "Lake Jackson") == (3, 2, 5)
    assert shop.level("TEE-S", "Austin") == (3, 0, 3)
    lines = "query L($id: ID!) { order(id: $id) { lineItems(first: 5) { nodes { title variantTitle name sku } } } }"
    (line,) = shop.data(lines, id=placed["id"])["order"]["lineItems"]["nodes"]
    assert line == {"title": "Tee", "variantTitle": "L", "name": "Tee - L", "sku": "TEE-L"}


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        ({"sku": "X", "variants": [{"title": "S"}]}, "sku and stock belong to each of the variants"),
        ({"variants": [{"title": "S"}, {"title": "S"}]}, "need different titles"),
        ({"variants": [{"title": "S", "stock": {"Nowhere": 1}}]}, "no location is named 'Nowhere'"),
    ],
)
def test_a_product_that_cannot_be_is_refused_whole(shop: Admin, wish: dict[str, Any], reason: str):
    """Nothing of it is made."""
    answer = shop.request("POST", "/_control/products", json={"title": "Tee", **wish})

    assert answer.status_code >= 400
    assert reason in answer.json()["error"]
    assert shop.data("{ productsCount: productVariantsCount { count } }")["productsCount"]["count"] == 3


def test_the_quantities_of_a_bundle_cannot_be_written(shop: Admin):
    """Not set, not adjusted, not moved; and a batch with one of them changes nothing at all."""
    bundle = shop.control("products", title="Set", sku="SET", stock={"Austin": 1}, bundle=True)["inventory_item_id"]
    mug = next(each for each in shop.world.shop.items.values() if each.sku == "MUG")
    austin = shop.location("Austin")
    common = {"locationId": austin, "changeFromQuantity": None}
    rows = [
        {"inventoryItemId": f"gid://shopify/InventoryItem/{mug.id}", "quantity": 1, **common},
        {"inventoryItemId": bundle, "quantity": 1, **common},
    ]
    ends = {"from": {**common, "name": "available"}, "to": {**common, "name": "damaged", "ledgerDocumentUri": "t://x"}}

    given = {"name": "available", "reason": "correction", "referenceDocumentUri": "t://x"}
    set_ = shop.data(SET, input={**given, "quantities": rows})["inventorySetQuantities"]["userErrors"]
    change = {"inventoryItemId": bundle, "delta": 1, **common}
    adjusted = shop.data(ADJUST, input={**given, "changes": [change]})["inventoryAdjustQuantities"]["userErrors"]
    move = {"reason": "correction", "referenceDocumentUri": "t://x"}
    moved = shop.data(MOVE, input={**move, "changes": [{"inventoryItemId": bundle, "quantity": 1, **ends}]})

    refused = {"code": "NON_MUTABLE_INVENTORY_ITEM", "message": REFUSED}
    assert set_ == [{**refused, "field": ["input", "quantities", "1", "inventoryItemId"]}]
    assert adjusted == [{**refused, "field": ["input", "changes", "0", "inventoryItemId"]}]
    assert moved["inventoryMoveQuantities"]["userErrors"] == [
        {**refused, "field": ["input", "changes", "0", "inventoryItemId"]}
    ]
    assert shop.level("MUG", "Austin") == (48, 0, 48)
