"""Answers about webhook subscriptions, and the mutations that make them."""

from typing import Any

from simulator import gids, pages, schemas
from simulator.calls import Answer, Call
from simulator.resolvers import common
from simulator.state.webhooks import Subscription
from simulator.webhooks import subscribing

KIND = "WebhookSubscription"


def _create(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    made = subscribing.create(call.world, args["topic"], args["webhookSubscription"])
    return Answer("WebhookSubscriptionCreatePayload", webhookSubscription=made, userErrors=[])


def _update(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    changed = subscribing.update(call.world, gids.number(args["id"], KIND), args["webhookSubscription"])
    return Answer("WebhookSubscriptionUpdatePayload", webhookSubscription=changed, userErrors=[])


def _delete(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    subscribing.delete(call.world, gids.number(args["id"], KIND))
    return Answer("WebhookSubscriptionDeletePayload", deletedWebhookSubscriptionId=args["id"], userErrors=[])


def _all(_: Any, call: Call, args: dict[str, Any]) -> pages.Connection:
    address, chosen = args.get("uri") or args.get("callbackUrl"), args.get("topics")
    found = [
        each
        for each in call.shop.webhook_subscriptions.values()
        if (not chosen or each.topic in chosen) and (not address or each.uri == address)
    ]
    by_id = args["sortKey"] == "ID"
    return pages.page(found, args, lambda each: each.id if by_id else each.created_at)


def _one(_: Any, call: Call, args: dict[str, Any]) -> Any:
    return common.find_kind(call, args["id"], KIND)


def _version(subscription: Subscription, _: Call, __: dict[str, Any]) -> Answer:
    handle = subscription.api_version
    name = f"{handle} (Latest)" if handle == schemas.VERSION else handle
    return Answer("ApiVersion", handle=handle, displayName=name, supported=True)


RESOLVERS: dict[str, dict[str, Any]] = {
    "QueryRoot": {"webhookSubscriptions": _all, "webhookSubscription": _one},
    "Mutation": {
        "webhookSubscriptionCreate": _create,
        "webhookSubscriptionUpdate": _update,
        "webhookSubscriptionDelete": _delete,
    },
    KIND: {
        "id": common.gid(KIND),
        "legacyResourceId": common.legacy_id,
        "callbackUrl": lambda subscription, _call, _args: subscription.uri,
        "apiVersion": _version,
        "metafieldNamespaces": lambda _subscription, _call, _args: [],
    },
}
