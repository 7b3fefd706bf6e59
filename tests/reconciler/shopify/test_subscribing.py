"""Subscribing to webhooks: what is missing is made, what is there is left alone, and a refusal is told."""

from collections.abc import AsyncIterator

import pytest
from support.simulated_shops import Shop

from reconciler.shopify import errors, subscribing
from reconciler.webhooks import topics

ADDRESS = "https://hooks.test/webhooks"


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    """An empty shop."""
    made = Shop()
    yield made
    await made.close()


async def subscriptions(shop: Shop) -> list[str]:
    """The topics subscribed to, by whomever."""
    return sorted(each["topic"] for each in (await shop.control("GET", "webhooks"))["subscriptions"])


async def test_every_topic_that_is_wanted_is_subscribed_to_once(shop: Shop):
    """A second time finds nothing missing."""
    first = await subscribing.subscribe(shop.client, ADDRESS, topics.WANTED)
    second = await subscribing.subscribe(shop.client, ADDRESS, topics.WANTED)

    assert (set(first), second) == (set(topics.WANTED), ())
    assert await subscriptions(shop) == sorted(topics.WANTED)


async def test_a_subscription_that_the_shop_removed_is_made_again(shop: Shop):
    """After four hours without an answer, Shopify removes it without a word."""
    await subscribing.subscribe(shop.client, ADDRESS, topics.WANTED)
    gone = next(iter(shop.world.shop.webhook_subscriptions))
    topic = shop.world.shop.webhook_subscriptions.pop(gone).topic

    assert await subscribing.subscribe(shop.client, ADDRESS, topics.WANTED) == (topic,)


async def test_subscriptions_for_another_address_are_left_alone(shop: Shop):
    """They may be another receiver's."""
    await subscribing.subscribe(shop.client, "https://other.test/webhooks", ["ORDERS_CREATE"])

    assert await subscribing.subscribe(shop.client, ADDRESS, ["ORDERS_CREATE"]) == ("ORDERS_CREATE",)
    assert await subscriptions(shop) == ["ORDERS_CREATE", "ORDERS_CREATE"]


async def test_an_address_that_shopify_does_not_take_is_told_in_its_words(shop: Shop):
    """Nothing is subscribed to then."""
    with pytest.raises(errors.UserErrors, match=r"refused to send ORDERS_CREATE .*protocol ftp:// is not"):
        await subscribing.subscribe(shop.client, "ftp://hooks.test/", ["ORDERS_CREATE"])

    assert await subscriptions(shop) == []
