"""Writing to a shop: one function for each thing that a plan can do.

In: ids and quantities, already decided. Out: what Shopify made of it. Each raises UserErrors when Shopify says no, and
UnknownOutcomeError when its answer was lost: none of these requests may be sent again before the shop was looked at.
Called by applying alone. Tracking goes before stock (`urgent`).
"""

import uuid
from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from reconciler import actual
from reconciler.shopify import documents, errors, order_shapes, paging, translations
from reconciler.shopify.client import ShopClient
from reconciler.shopify.paging import Page
from reconciler.shopify.writing_levels import Refused, SetResult, SetRow, set_available

__all__ = [
    "MoveResult",
    "Quantities",
    "Refused",
    "SetResult",
    "SetRow",
    "activate",
    "add_tags",
    "cancel_fulfillment",
    "create_fulfillment",
    "move",
    "remove_tags",
    "set_available",
    "update_tracking",
]

Quantities = Sequence[tuple[str, int]]
"""Pairs of fulfillment order line id and quantity."""

P = TypeVar("P", bound="_Payload")


class MoveResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a move left behind. Without an error it may have moved less than was asked: compare `moved_lines`.

    `remaining_id` is None after a full move, which keeps the id. Source: Shopify docs, fulfillmentOrderMove.
    """

    moved_id: str
    original_id: str | None
    remaining_id: str | None
    moved_lines: tuple[actual.FulfillmentOrderLine, ...]


class _Payload(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    user_errors: tuple[errors.UserError, ...]


class _Moved(msgspec.Struct, frozen=True, rename="camel"):
    id: str
    line_items: Page[order_shapes.FulfillmentOrderLine]


class _Move(_Payload, frozen=True, rename="camel", kw_only=True):
    moved_fulfillment_order: _Moved | None = None
    original_fulfillment_order: order_shapes.Ref | None = None
    remaining_fulfillment_order: order_shapes.Ref | None = None


class _Fulfillment(_Payload, frozen=True, kw_only=True):
    fulfillment: order_shapes.Ref | None = None


class _Activation(_Payload, frozen=True, rename="camel", kw_only=True):
    inventory_level: order_shapes.Ref | None = None


async def move(client: ShopClient, fulfillment_order_id: str, location_id: str, lines: Quantities | None) -> MoveResult:
    """Move a fulfillment order, or the given quantities of its lines, to another location.

    Shopify shifts available and committed by itself; nothing else needs to be written for that. With `lines` None it
    moves only what the location stocks, without an error. Ids of fulfillment orders and their lines may be new.
    """
    variables = {
        "id": fulfillment_order_id,
        "location": location_id,
        "lines": None if lines is None else _pairs(lines),
        "first": paging.LARGEST,
    }
    payload = await _send(client, "move", variables, _Move)
    _refuse("move the fulfillment order", payload)
    moved = payload.moved_fulfillment_order
    if moved is None:
        raise errors.UnknownOutcomeError(f"Shopify did not say what became of the move of {fulfillment_order_id}")
    rest = await paging.rest(
        client, "fulfillment_order_lines", {"id": moved.id}, moved.line_items, order_shapes.FulfillmentOrderLine
    )
    return MoveResult(
        moved_id=moved.id,
        original_id=_id(payload.original_fulfillment_order),
        remaining_id=_id(payload.remaining_fulfillment_order),
        moved_lines=tuple(map(translations.fulfillment_order_line, rest)),
    )


async def create_fulfillment(
    client: ShopClient,
    fulfillment_orders: Sequence[tuple[str, Quantities]],
    tracking: actual.Tracking,
    *,
    notify: bool,
) -> str:
    """Record a parcel and give the fulfillment's id. All fulfillment orders must be of one order at one location.

    Has no idempotency key: sent twice it may ship twice. `notify` sends the customer Shopify's mail.
    """
    fulfillment = {
        "lineItemsByFulfillmentOrder": [
            {"fulfillmentOrderId": order_id, "fulfillmentOrderLineItems": _pairs(lines)}
            for order_id, lines in fulfillment_orders
        ],
        "trackingInfo": _tracking(tracking),
        "notifyCustomer": notify,
    }
    payload = await _send(client, "create_fulfillment", {"fulfillment": fulfillment}, _Fulfillment)
    return _fulfillment_id("create the fulfillment", payload)


async def update_tracking(client: ShopClient, fulfillment_id: str, tracking: actual.Tracking, *, notify: bool) -> None:
    """Replace all tracking numbers of a fulfillment by this one. Naturally the same when sent twice."""
    variables = {"id": fulfillment_id, "tracking": _tracking(tracking), "notify": notify}
    _fulfillment_id("update the tracking", await _send(client, "update_tracking", variables, _Fulfillment))


async def cancel_fulfillment(client: ShopClient, fulfillment_id: str) -> None:
    """Take a fulfillment back: its quantities are to be shipped again, under new fulfillment order ids."""
    payload = await _send(client, "cancel_fulfillment", {"id": fulfillment_id}, _Fulfillment)
    _fulfillment_id("cancel the fulfillment", payload)


async def add_tags(client: ShopClient, order_id: str, tags: Sequence[str]) -> None:
    """Add tags to an order, leaving the others. The same when sent twice."""
    _refuse("add tags", await _send(client, "add_tags", {"id": order_id, "tags": list(tags)}, _Payload))


async def remove_tags(client: ShopClient, order_id: str, tags: Sequence[str]) -> None:
    """Remove tags from an order; those it does not have are no error. The same when sent twice."""
    _refuse("remove tags", await _send(client, "remove_tags", {"id": order_id, "tags": list(tags)}, _Payload))


async def activate(client: ShopClient, item_id: str, location_id: str) -> None:
    """Stock an item at a location, at 0. Where it is stocked already, nothing changes and that is no error."""
    variables = {"item": item_id, "location": location_id, "available": 0, "key": str(uuid.uuid4())}
    payload = await _send(client, "activate", variables, _Activation)
    # Shopify refuses to set a quantity of an active level, and gives the level with the refusal.
    if payload.inventory_level is None:
        _refuse("stock the item at the location", payload)


async def _send(client: ShopClient, name: str, variables: dict[str, Any], shape: type[P]) -> P:
    data: dict[str, P | None] = await client.ask(
        documents.load(name),
        variables,
        dict[str, shape | None],  # type: ignore[valid-type] # msgspec resolves it at run time
        urgent=True,
    )
    (payload,) = data.values()
    if payload is None:
        raise errors.UnknownOutcomeError(f"Shopify gave no answer to {name}")
    return payload


def _refuse(action: str, payload: _Payload) -> None:
    if payload.user_errors:
        raise errors.UserErrors(action, payload.user_errors)


def _fulfillment_id(action: str, payload: _Fulfillment) -> str:
    _refuse(action, payload)
    if payload.fulfillment is None:
        raise errors.UnknownOutcomeError(f"Shopify did not say whether it could {action}")
    return payload.fulfillment.id


def _pairs(lines: Quantities) -> list[dict[str, object]]:
    return [{"id": line_id, "quantity": quantity} for line_id, quantity in lines]


def _tracking(tracking: actual.Tracking) -> dict[str, str]:
    fields = {"company": tracking.company, "number": tracking.number, "url": tracking.url}
    return {name: value for name, value in fields.items() if value}


def _id(reference: order_shapes.Ref | None) -> str | None:
    return reference.id if reference else None
