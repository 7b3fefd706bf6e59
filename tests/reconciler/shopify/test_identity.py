"""Which shop answers, where the connection goes by an address of its own."""

from collections.abc import AsyncIterator

import pytest
from support import shop_answers, simulated_shops
from support.virtual_time import VirtualTime

from reconciler.shopify import errors, reading


@pytest.fixture
async def shop() -> AsyncIterator[simulated_shops.Shop]:
    """A simulated shop that was renamed behind the client's back."""
    made = simulated_shops.Shop()
    yield made
    await made.close()


async def test_another_shop_than_the_one_meant_is_refused(shop: simulated_shops.Shop):
    """Its orders would be filed under the wrong name. What is asked first is who answers."""
    shop.world.shop.domain = "other.myshopify.com"

    with pytest.raises(errors.WrongShopError, match=r"the shop other\.myshopify\.com answers, not shop\.myshopify"):
        await reading.check_access(shop.client)

    assert [request.operation for request in shop.world.requests.all()] == ["Shop"]


async def test_the_shop_that_is_meant_is_asked_for_its_name_once(shop: simulated_shops.Shop):
    """However often a client is used."""
    for _ in range(3):
        await reading.check_access(shop.client)

    operations = [request.operation for request in shop.world.requests.all()]
    assert operations.count("Shop") == 1


async def test_a_direct_connection_needs_no_proof():
    """Its host is the shop's own domain, and a shop that was renamed still answers at its first one."""
    time, asked = VirtualTime(), shop_answers.Script()

    async with shop_answers.shop(asked, time) as direct:
        await reading.check_shop(direct)

    assert not asked.requests
