"""Reading what dirty marks lead to: the orders of fulfillment orders, the SKUs of inventory items.

In: ids as webhooks gave them, which may name nothing any more. Out: ids and SKUs, for `aiming`.
"""

from collections.abc import Collection, Iterable

import msgspec

from reconciler.shopify import documents, paging
from reconciler.shopify.client import ShopClient


class _Of(msgspec.Struct, frozen=True, rename="camel"):
    """One node: of what was asked for, the one field; of anything else, nothing."""

    order_id: str | None = None
    sku: str | None = None


class _Nodes(msgspec.Struct, frozen=True):
    nodes: tuple[_Of | None, ...]


async def orders_of(client: ShopClient, fulfillment_order_ids: Collection[str]) -> frozenset[str]:
    """The ids of the orders that these fulfillment orders belong to."""
    found = await _nodes(client, "orders_of_fulfillment_orders", fulfillment_order_ids)
    return frozenset(one.order_id for one in found if one.order_id)


async def skus_of(client: ShopClient, item_ids: Collection[str]) -> frozenset[str]:
    """The SKUs of these items, without those that have none. Read by id: no search index stands in between."""
    return frozenset(one.sku for one in await _nodes(client, "skus_of_items", item_ids) if one.sku)


async def _nodes(client: ShopClient, name: str, ids: Collection[str]) -> Iterable[_Of]:
    document = documents.load(name)
    answers = await paging.together(
        client.ask(document, {"ids": list(chunk)}, _Nodes) for chunk in paging.chunks(sorted(ids), paging.LARGEST)
    )
    return [node for answer in answers for node in answer.nodes if node is not None]
