"""Answers about the shop itself."""

from typing import Any

from simulator.calls import Answer, Call
from simulator.resolvers import common


def _plan(_: Any, call: Call, __: dict[str, Any]) -> Answer:
    plus = call.world.plan in {"plus", "enterprise"}
    return Answer(
        "ShopPlan",
        publicDisplayName="Shopify Plus" if plus else call.world.plan.title(),
        partnerDevelopment=True,
        shopifyPlus=plus,
    )


def _mail(_: Any, call: Call, __: dict[str, Any]) -> str:
    return f"owner@{call.shop.domain}"


RESOLVERS: dict[str, dict[str, Any]] = {
    "Shop": {
        "id": common.gid("Shop"),
        "email": _mail,
        "contactEmail": _mail,
        "myshopifyDomain": lambda shop, _call, _args: shop.domain,
        "url": lambda shop, _call, _args: f"https://{shop.domain}",
        "plan": _plan,
        "ianaTimezone": lambda _shop, _call, _args: "Etc/UTC",
        "timezoneAbbreviation": lambda _shop, _call, _args: "UTC",
        "weightUnit": lambda _shop, _call, _args: "GRAMS",
        "updatedAt": lambda shop, _call, _args: shop.created_at,
    },
}
