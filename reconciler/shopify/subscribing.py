"""Subscribing: making sure that the shop sends webhooks to an address.

In: an open client, an address, topics. Out: which topics were missing. Called by the daemon where settings name an
address. Webhooks of one app are seen by that app alone, so nobody else's are touched.
"""

from collections.abc import Sequence

import msgspec

from reconciler.shopify import documents, errors, identity, paging
from reconciler.shopify.client import ShopClient
from reconciler.shopify.paging import Page


class _Subscription(msgspec.Struct, frozen=True):
    topic: str


class _Payload(msgspec.Struct, frozen=True, rename="camel"):
    user_errors: tuple[errors.UserError, ...]


class _Data(msgspec.Struct, frozen=True, rename="camel"):
    webhook_subscription_create: _Payload


async def subscribe(client: ShopClient, address: str, topics: Sequence[str]) -> tuple[str, ...]:
    """Subscribe the address to those of the topics that it has no subscription for; gives them.

    Raises UserErrors when Shopify doesn't take the address, and other ShopErrors. What was lost on the way is seen the
    next time: Shopify keeps one subscription for a topic and an address.
    """
    await identity.check_shop(client)
    known: set[str] = set()
    async for nodes in paging.pages(client, "webhooks", {"uri": address}, dict[str, Page[_Subscription]]):
        known.update(node.topic for node in nodes)
    missing = tuple(topic for topic in topics if topic not in known)
    for topic in missing:
        data = await client.ask(documents.load("subscribe"), {"topic": topic, "uri": address}, _Data)
        problems = data.webhook_subscription_create.user_errors
        if problems:
            raise errors.UserErrors(f"send {topic} to {address}", problems)
    return missing
