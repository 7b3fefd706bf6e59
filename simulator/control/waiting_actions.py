"""What makes the fulfillment orders of an order wait: holds, packing, a date, a fulfillment service."""

from datetime import datetime
from typing import Any

import msgspec
from starlette.requests import Request

from simulator import errors, holds, orders
from simulator.control import bodies
from simulator.state.fulfillments import FulfillmentOrder, Hold
from simulator.worlds import World

REQUEST_STATUSES = (
    "UNSUBMITTED", "SUBMITTED", "ACCEPTED", "REJECTED", "CANCELLATION_REQUESTED", "CANCELLATION_ACCEPTED",
    "CANCELLATION_REJECTED", "CLOSED",
)  # fmt: skip


class HoldWish(msgspec.Struct, forbid_unknown_fields=True):
    """Why to hold."""

    reason: str = "OTHER"
    notes: str | None = None


class Schedule(msgspec.Struct, forbid_unknown_fields=True):
    """When it is to be sent, with its time zone; null is now."""

    fulfill_at: datetime | None = None


class ServiceWord(msgspec.Struct, forbid_unknown_fields=True):
    """How far a fulfillment service was asked."""

    status: str


def _open_of(request: Request, world: World) -> list[FulfillmentOrder]:
    order = bodies.order_named(world, request.path_params["name"])
    return [each for each in world.shop.fulfillment_orders_of(order.id) if each.is_open]


async def hold(request: Request, world: World) -> dict[str, Any]:
    """Hold whatever of an order is open."""
    wish = await bodies.read(request, HoldWish)
    order = bodies.order_named(world, request.path_params["name"])
    for each in world.shop.fulfillment_orders_of(order.id):
        if each.status == "OPEN":
            new = Hold(
                id=world.shop.new_id("FulfillmentHold"),
                reason=wish.reason,
                reason_notes=wish.notes,
                handle="admin",
                by_app=False,
            )
            holds.hold(world, each, new, [])
    return {}


async def release(request: Request, world: World) -> dict[str, Any]:
    """Release whatever of an order is held."""
    order = bodies.order_named(world, request.path_params["name"])
    for each in world.shop.fulfillment_orders_of(order.id):
        if each.holds:
            holds.release(world, each, None)
    return {}


async def report_progress(request: Request, world: World) -> dict[str, Any]:
    """Begin to pack whatever of an order is open: it can't move until it is marked as open again."""
    for each in _open_of(request, world):
        holds.report_progress(world, each)
    return {}


async def schedule(request: Request, world: World) -> dict[str, Any]:
    """Put off whatever of an order is open, as pre-orders are."""
    wish = await bodies.read(request, Schedule)
    if wish.fulfill_at is not None and wish.fulfill_at.tzinfo is None:
        raise errors.ControlError("fulfill_at needs a time zone, such as 2026-12-01T00:00:00Z")
    for each in _open_of(request, world):
        each.fulfill_at = wish.fulfill_at
        orders.settle(world, each)
    return {}


async def ask_service(request: Request, world: World) -> dict[str, Any]:
    """Say how far the fulfillment service of whatever of an order is open was asked."""
    wish = await bodies.read(request, ServiceWord)
    if wish.status not in REQUEST_STATUSES:
        raise errors.ControlError(f"status must be one of {', '.join(REQUEST_STATUSES)}, not {wish.status!r}")
    for each in _open_of(request, world):
        each.request_status = wish.status
        each.updated_at = world.now()
    return {}
