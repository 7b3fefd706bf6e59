"""Where Shopify sends a new order."""

from support.admin import Admin


def test_a_new_order_goes_to_the_first_location_that_has_everything(shop: Admin):
    """Both have it, so the first of the priority gets it, and its stock is committed."""
    placed = shop.place(("MUG", 1))
    assert [each["location"] for each in placed["fulfillment_orders"]] == ["Lake Jackson"]
    assert placed["name"] == "#1001"
    assert shop.level("MUG", "Lake Jackson") == (49, 1, 50)
    assert shop.level("MUG", "Austin") == (48, 0, 48)


def test_a_location_that_has_everything_is_preferred_to_one_of_higher_priority(shop: Admin):
    """Lake Jackson lacks one of two lines, Austin has both."""
    shop.control("stock", sku="CUP", location="Lake Jackson", available=0)
    placed = shop.place(("MUG", 1), ("CUP", 1))
    assert [each["location"] for each in placed["fulfillment_orders"]] == ["Austin"]


def test_an_order_whose_items_sit_apart_is_placed_at_both_locations(shop: Admin):
    """One line is stocked only at Lake Jackson, the other has stock only at Austin."""
    shop.control("stock", sku="CUP", location="Lake Jackson", available=0)
    placed = shop.place(("HAT", 1), ("CUP", 2))
    assert sorted(each["location"] for each in placed["fulfillment_orders"]) == ["Austin", "Lake Jackson"]
    assert shop.level("HAT", "Lake Jackson") == (4, 1, 5)
    assert shop.level("CUP", "Austin") == (8, 2, 10)


def test_an_oversold_line_goes_to_the_first_location_that_stocks_it(shop: Admin):
    """Nobody has 60; available falls below zero where routing puts it."""
    shop.place(("MUG", 60))
    assert shop.level("MUG", "Lake Jackson") == (-10, 60, 50)


def test_the_priority_can_be_changed(shop: Admin):
    """Austin first."""
    shop.control("routing", locations=["Austin"])
    assert shop.place(("MUG", 1))["fulfillment_orders"][0]["location"] == "Austin"


def test_a_line_can_be_forced_to_a_location(shop: Admin):
    """The control API overrides routing for a SKU."""
    placed = shop.place(("MUG", 1), ("CUP", 1), line_locations={"CUP": "Austin"})
    assert sorted(each["location"] for each in placed["fulfillment_orders"]) == ["Austin", "Lake Jackson"]


def test_an_inactive_location_gets_no_orders(shop: Admin):
    """Lake Jackson is switched off, so Austin is asked."""
    shop.control("locations/Lake Jackson/deactivate")
    assert shop.place(("MUG", 1))["fulfillment_orders"][0]["location"] == "Austin"


def test_an_untracked_item_moves_no_numbers(shop: Admin):
    """Shopify counts nothing for it."""
    shop.control("products", title="Card", sku="CARD", stock={"Austin": 0}, tracked=False)
    shop.place(("CARD", 3))
    assert shop.level("CARD", "Austin") == (0, 0, 0)
