"""Which location stocks what: starting, stopping, and switching locations off."""

from typing import Any

from support.admin import Admin

ACTIVATE = """
mutation Activate($item: ID!, $location: ID!, $available: Int, $onHand: Int) {
  inventoryActivate(inventoryItemId: $item, locationId: $location, available: $available, onHand: $onHand)
      @idempotent(key: "k") {
    inventoryLevel { id quantities(names: ["available", "on_hand"]) { name quantity } }
    userErrors { field message }
  }
}
"""
LEVEL = """
query Level($item: ID!, $location: ID!) {
  inventoryItem(id: $item) {
    inventoryLevel(locationId: $location) { id isActive canDeactivate }
    locationsCount { count }
  }
}
"""


def item(shop: Admin, sku: str) -> str:
    """Return the inventory item of a SKU."""
    found = shop.data("query I($q: String!) { inventoryItems(first: 1, query: $q) { nodes { id } } }", q=f"sku:{sku}")
    return str(found["inventoryItems"]["nodes"][0]["id"])


def activate(shop: Admin, sku: str, location: str, **more: Any) -> dict[str, Any]:
    """Stock a SKU somewhere, and return the payload."""
    found = shop.data(ACTIVATE, item=item(shop, sku), location=shop.location(location), **more)
    payload: dict[str, Any] = found["inventoryActivate"]
    return payload


def level(shop: Admin, sku: str, location: str) -> dict[str, Any] | None:
    """Return a level as the API shows it, None where it is not stocked."""
    found = shop.data(LEVEL, item=item(shop, sku), location=shop.location(location))
    shown: dict[str, Any] | None = found["inventoryItem"]["inventoryLevel"]
    return shown


def deactivate(shop: Admin, level_id: str) -> list[str]:
    """Stop stocking, and return the refusals."""
    found = shop.data(
        "mutation D($id: ID!) { inventoryDeactivate(inventoryLevelId: $id) { userErrors { message } } }", id=level_id
    )
    return [each["message"] for each in found["inventoryDeactivate"]["userErrors"]]


def test_an_item_is_stocked_with_a_first_quantity(shop: Admin):
    """The hat comes to Austin with four."""
    assert level(shop, "HAT", "Austin") is None
    payload = activate(shop, "HAT", "Austin", onHand=4)
    assert payload["userErrors"] == []
    assert shop.level("HAT", "Austin") == (4, 0, 4)


def test_a_first_quantity_for_what_is_stocked_already_is_refused_but_the_level_is_shown(shop: Admin):
    """The number stays."""
    payload = activate(shop, "MUG", "Austin", available=3)
    assert payload["inventoryLevel"]["quantities"][0] == {"name": "available", "quantity": 48}
    text = "Not allowed to set available quantity when the item is already active at the location."
    assert payload["userErrors"] == [{"field": ["available"], "message": text}]


def test_available_and_on_hand_at_once_are_refused(shop: Admin):
    """One or the other."""
    message = activate(shop, "HAT", "Austin", available=3, onHand=3)["userErrors"][0]["message"]
    assert message == "Not allowed to set available and on_hand quantities at the same time."


def test_an_unknown_location_is_refused(shop: Admin):
    """In Shopify's words."""
    found = shop.data(ACTIVATE, item=item(shop, "HAT"), location="gid://shopify/Location/1")
    message = found["inventoryActivate"]["userErrors"][0]["message"]
    assert message == "The product couldn't be stocked because the location wasn't found."


def test_an_item_that_returns_to_a_location_has_what_it_had_there(shop: Admin):
    """Unstocked and stocked again: the quantities come back."""
    shown = level(shop, "MUG", "Austin")
    assert shown is not None
    assert deactivate(shop, shown["id"]) == []
    assert level(shop, "MUG", "Austin") is None
    assert activate(shop, "MUG", "Austin")["userErrors"] == []
    assert shop.level("MUG", "Austin") == (48, 0, 48)


def test_the_only_location_of_an_item_keeps_it(shop: Admin):
    """A product is stocked somewhere, always."""
    shown = level(shop, "HAT", "Lake Jackson")
    assert shown is not None
    assert not shown["canDeactivate"]
    reason = "because products need to be stocked at a minimum of 1 location."
    assert deactivate(shop, shown["id"]) == [f"The product couldn't be unstocked from Lake Jackson {reason}"]


def test_a_new_level_commits_what_orders_already_wait_for_there(shop: Admin):
    """An order was forced to Austin, which did not stock the hat: it counts from the moment it does."""
    shop.place(("HAT", 2), line_locations={"HAT": "Austin"})
    activate(shop, "HAT", "Austin", available=5)
    assert shop.level("HAT", "Austin") == (5, 2, 7)


def test_switching_a_location_off_needs_it_empty_or_a_successor(shop: Admin):
    """With a destination, goods and open orders go there."""
    shop.place(("MUG", 1))
    document = """
      mutation Off($id: ID!, $to: ID, $key: String!) {
        locationDeactivate(locationId: $id, destinationLocationId: $to) @idempotent(key: $key) {
          location { isActive } locationDeactivateUserErrors { code } } }
    """
    here, there = shop.location("Lake Jackson"), shop.location("Austin")
    refused = shop.data(document, id=here, to=None, key="1")["locationDeactivate"]
    assert refused["locationDeactivateUserErrors"] == [{"code": "HAS_FULFILLMENT_ORDERS_ERROR"}]
    done = shop.data(document, id=here, to=there, key="2")["locationDeactivate"]
    assert done == {"location": {"isActive": False}, "locationDeactivateUserErrors": []}
    assert shop.level("MUG", "Austin") == (97, 1, 98)
    assert shop.order("#1001")["fulfillment_orders"][0]["location"] == "Austin"


def test_a_deleted_location_leaves_only_its_name_behind(shop: Admin):
    """The fulfillment order still says where it was assigned; the link is null."""
    placed = shop.place(("MUG", 1))["fulfillment_orders"][0]["id"]
    shop.control("locations/Lake Jackson", "DELETE")
    found = shop.data(
        "query F($id: ID!) { fulfillmentOrder(id: $id) { assignedLocation { name location { id } } } }", id=placed
    )
    assert found["fulfillmentOrder"]["assignedLocation"] == {"name": "Lake Jackson", "location": None}


def test_an_inactive_location_is_listed_only_on_request(shop: Admin):
    """And one of a fulfillment service only where legacy ones are asked for."""
    shop.control("locations/Austin/deactivate")
    shop.control("locations", name="Robots", fulfillment_service=True)
    document = """query L($inactive: Boolean, $legacy: Boolean) {
      locations(first: 10, includeInactive: $inactive, includeLegacy: $legacy) { nodes { name isActive } } }"""

    def names(**flags: bool) -> list[str]:
        return [each["name"] for each in shop.data(document, **flags)["locations"]["nodes"]]

    assert names() == ["Lake Jackson"]
    assert names(inactive=True) == ["Austin", "Lake Jackson"]
    assert names(inactive=True, legacy=True) == ["Austin", "Lake Jackson", "Robots"]


def test_a_shop_has_two_hundred_active_locations_at_most(shop: Admin):
    """One more stays off."""
    for number in range(198):
        shop.control("locations", name=f"Place {number}")
    shop.control("locations", name="One more", active=False)

    on = """mutation On($id: ID!) { locationActivate(locationId: $id) @idempotent(key: "k") {
      location { isActive } locationActivateUserErrors { code message } } }"""
    answer = shop.data(on, id=shop.location("One more"))["locationActivate"]

    text = "You have reached the maximum number of locations (200)"
    assert answer["locationActivateUserErrors"] == [{"code": "LOCATION_LIMIT", "message": text}]
    assert [each["active"] for each in shop.state()["locations"] if each["name"] == "One more"] == [False]
