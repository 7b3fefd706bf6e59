"""Subscribing: whether an address will do, and keeping it. Called by the mutations.

Texts of refusals: recorded answers, but where a comment says that they are guessed.
"""

from typing import Any
from urllib.parse import urlsplit

from simulator import errors
from simulator.state.shops import Shop
from simulator.state.webhooks import Subscription
from simulator.worlds import World

FIELD = ["webhookSubscription", "callbackUrl"]
INVALID = "Address is invalid"
PROTOCOL = "Address protocol {}:// is not supported"
TAKEN = "Address for this topic has already been taken"
UNKNOWN = "Webhook subscription does not exist"  # guessed
XML = "Format XML is not simulated"  # ours: Shopify sends XML too
HERE = frozenset({"127.0.0.1", "localhost", "::1"})
"""Hosts that may be reached without TLS, which Shopify never does: a receiver on this machine has no certificate."""


def create(world: World, topic: str, wish: dict[str, Any]) -> Subscription:
    """Keep a new subscription; what happens from now on is sent. Raises UserErrors."""
    shop, now = world.shop, world.now()
    uri = _address(wish)
    _insist(shop, topic, uri, wish)
    # What happened so far is none of its business.
    world.webhooks.notice(shop)
    made = Subscription(id=shop.new_id("WebhookSubscription"), topic=topic, uri=uri, created_at=now, updated_at=now)
    shop.webhook_subscriptions[made.id] = made
    _dress(made, wish)
    world.webhooks.notice(shop)
    return made


def update(world: World, number: int | None, wish: dict[str, Any]) -> Subscription:
    """Change a subscription. Raises UserErrors."""
    found = world.shop.webhook_subscriptions.get(number or 0)
    if found is None:
        raise errors.refusal(UNKNOWN, ["id"])
    uri = _address(wish) if "uri" in wish or "callbackUrl" in wish else found.uri
    _insist(world.shop, found.topic, uri, wish, but=found.id)
    found.uri, found.updated_at = uri, world.now()
    _dress(found, wish)
    return found


def delete(world: World, number: int | None) -> None:
    """Forget a subscription. Raises UserErrors."""
    if world.shop.webhook_subscriptions.pop(number or 0, None) is None:
        raise errors.refusal(UNKNOWN, ["id"])


def _dress(subscription: Subscription, wish: dict[str, Any]) -> None:
    if wish.get("includeFields") is not None:
        subscription.include_fields = wish["includeFields"]
    if "name" in wish:
        subscription.name = wish["name"]


def _address(wish: dict[str, Any]) -> str:
    uri = str(wish.get("uri") or wish.get("callbackUrl") or "").strip()
    try:
        parts = urlsplit(uri)
        host, scheme = parts.hostname, parts.scheme
        _ = parts.port
    except ValueError:
        raise errors.refusal(INVALID, FIELD) from None
    if not scheme or not host:
        raise errors.refusal(INVALID, FIELD)
    if scheme != "https" and not (scheme == "http" and host in HERE):
        raise errors.refusal(PROTOCOL.format(scheme), FIELD)
    return uri


def _insist(shop: Shop, topic: str, uri: str, wish: dict[str, Any], but: int = 0) -> None:
    if wish.get("format") == "XML":
        raise errors.refusal(XML, ["webhookSubscription", "format"])
    for each in shop.webhook_subscriptions.values():
        if (each.topic, each.uri) == (topic, uri) and each.id != but:
            raise errors.refusal(TAKEN, FIELD)
