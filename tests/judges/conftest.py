"""A simulated shop on a real port, to be judged by clients that were written by Shopify for Shopify."""

from collections.abc import Iterator

import pytest
from support import furnished_shops, served_shops
from support.admin import Admin, Clock
from support.served_shops import ServedShop

from simulator import worlds


@pytest.fixture
def served() -> Iterator[ServedShop]:
    """Lake Jackson and Austin, with a mug stocked at both."""
    with served_shops.serve() as shop:
        for name in ("Lake Jackson", "Austin"):
            shop.control("POST", "locations", name=name)
        shop.control("POST", "products", title="Mug", sku="MUG", stock={"Lake Jackson": 50, "Austin": 48})
        yield shop


@pytest.fixture(scope="module")
def furnished() -> Iterator[tuple[Admin, list[str]]]:
    """A shop of the largest plan, so that the bucket is not what answers."""
    with Admin(worlds.World(clock=Clock(), plan="enterprise")) as shop:
        yield shop, furnished_shops.furnish(shop)
