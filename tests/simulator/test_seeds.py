"""Shops that come ready-made, with nobody having ordered or some."""

import pytest

from simulator import seeds, worlds
from simulator.control import views


def story(orders: int) -> worlds.World:
    """The shop of the story, with so many orders."""
    world = worlds.World(token="t")
    seeds.SEEDS["story"](world)
    seeds.order(world, orders)
    return world


def test_orders_of_a_new_shop_are_routed_as_customers_orders_are():
    """Each for one unit, at the location that ships first, which has it committed."""
    state = views.state(story(orders=2))

    assert [order["name"] for order in state["orders"]] == ["#1001", "#1002"]
    assert [order["fulfillment_orders"][0]["location"] for order in state["orders"]] == ["Lake Jackson"] * 2
    levels = {level["location"]: (level["available"], level["committed"]) for level in state["levels"]}
    assert levels == {"Lake Jackson": (48, 2), "Austin Office": (48, 0)}


def test_a_shop_starts_without_orders_unless_asked():
    """As a shop does."""
    assert views.state(story(orders=0))["orders"] == []


def test_a_shop_without_goods_cannot_have_orders():
    """There is nothing to put in a cart."""
    world = worlds.World(token="t")

    with pytest.raises(ValueError, match="orders need at least one SKU"):
        seeds.order(world, 1)
