"""Small answers that many types share: ids, money, counts, weights."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from simulator import errors, gids
from simulator.calls import Answer, Call, Resolver


def gid(kind: str) -> Resolver:
    """Return the resolver of `id` for a kind of record."""
    prefix = f"gid://shopify/{kind}/"
    return lambda source, _call, _args: f"{prefix}{source.id}"


def legacy_id(source: Any, _call: Call, _args: dict[str, Any]) -> str:
    """Answer `legacyResourceId`: the number of the global id, as text, as UnsignedInt64 is written."""
    return str(source.id)


def money(amount: Decimal | str | float, currency: str) -> Answer:
    """Return an amount as MoneyV2."""
    return Answer("MoneyV2", amount=f"{Decimal(amount):.2f}", currencyCode=currency)


def money_bag(amount: Decimal | str, currency: str) -> Answer:
    """Return an amount as MoneyBag: the shop's and the customer's currency are the same here."""
    value = money(amount, currency)
    return Answer("MoneyBag", shopMoney=value, presentmentMoney=value)


def count(items: Sequence[Any], limit: int | None = None) -> Answer:
    """Return how many there are, cut off at a limit as Shopify does."""
    if limit is not None and len(items) > limit:
        return Answer("Count", count=limit, precision="AT_LEAST")
    return Answer("Count", count=len(items), precision="EXACT")


def weight(grams: int) -> Answer:
    """Return a weight in grams."""
    return Answer("Weight", unit="GRAMS", value=float(grams))


def find(call: Call, gid_text: str) -> Any:
    """Return the record a global id names, None when it names none that is here."""
    kind, number = gids.parse(gid_text)
    shop = call.shop
    tables: dict[str, dict[int, Any]] = {
        "Location": shop.locations, "Product": shop.products, "ProductVariant": shop.variants,
        "InventoryItem": shop.items, "Order": shop.orders, "FulfillmentOrder": shop.fulfillment_orders,
        "Fulfillment": shop.fulfillments, "Customer": shop.customers,
        "BulkOperation": call.world.bulk.all, "WebhookSubscription": shop.webhook_subscriptions,
    }  # fmt: skip
    if kind == "Shop":
        return shop if number == shop.id else None
    if kind == "InventoryLevel":
        from_item = gids.parse_level(gid_text)
        levels = shop.levels.get(from_item[1], {}) if from_item else {}
        return next((each for each in levels.values() if each.id == number), None)
    found = tables.get(kind, {}).get(number)
    if kind == "FulfillmentOrder" and found is not None and not call.sees(found):
        return None
    return found


def find_kind(call: Call, gid_text: str, kind: str) -> Any:
    """Return the record a global id names, None when there is none.

    Raises TopLevelError RESOURCE_NOT_FOUND when the id is of another kind. Source: recorded answers of `job`.
    """
    if gids.parse(gid_text)[0] != kind:
        raise errors.invalid_id(gid_text)
    return find(call, gid_text)
