"""Answers about products and their variants."""

from typing import Any

from simulator import pages
from simulator.calls import Call
from simulator.resolvers import common
from simulator.state.catalogue import Product, Variant


def _available(call: Call, item_id: int) -> int:
    levels = call.shop.levels.get(item_id, {}).values()
    return sum(level.available for level in levels if call.shop.stocks(level.location_id, item_id))


def variants_of(call: Call, product: Product) -> list[Variant]:
    """Return the variants of a product."""
    return [call.shop.variants[each] for each in product.variant_ids]


def _total(product: Product, call: Call, _: dict[str, Any]) -> int:
    return sum(_available(call, each.inventory_item_id) for each in variants_of(call, product))


def _display_name(variant: Variant, call: Call, _: dict[str, Any]) -> str:
    return f"{call.shop.products[variant.product_id].title} - {variant.title}"


RESOLVERS: dict[str, dict[str, Any]] = {
    "Product": {
        "id": common.gid("Product"),
        "legacyResourceId": common.legacy_id,
        "handle": lambda product, _call, _args: product.title.lower().replace(" ", "-"),
        "totalInventory": _total,
        "tracksInventory": lambda product, call, _args: any(
            call.shop.items[each.inventory_item_id].tracked for each in variants_of(call, product)
        ),
        "variants": lambda product, call, args: pages.page(variants_of(call, product), args),
        "variantsCount": lambda product, call, _args: common.count(variants_of(call, product)),
    },
    "ProductVariant": {
        "id": common.gid("ProductVariant"),
        "legacyResourceId": common.legacy_id,
        "displayName": _display_name,
        "inventoryItem": lambda variant, call, _args: call.shop.items[variant.inventory_item_id],
        "inventoryQuantity": lambda variant, call, _args: _available(call, variant.inventory_item_id),
        "product": lambda variant, call, _args: call.shop.products[variant.product_id],
    },
}
