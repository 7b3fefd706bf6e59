"""Carries out the mutations of orders: tags, updates, cancellation."""

from typing import Any

from simulator import cancellations, errors, gids
from simulator.calls import Answer, Call
from simulator.state.orders import Attribute, Order

_TAGGABLE = {"Order": "orders", "Product": "products", "Customer": "customers"}


def _tagged(call: Call, gid: str) -> Any:
    kind, number = gids.parse(gid)
    table = _TAGGABLE.get(kind)
    if table is None:
        raise errors.TopLevelError("invalid id", "RESOURCE_NOT_FOUND")
    needed = f"write_{table}"
    if needed not in call.scopes:
        text = f"`{needed}` access scope."
        raise errors.TopLevelError(f"Access denied. Required access: {text}", "ACCESS_DENIED", requiredAccess=text)
    found = getattr(call.shop, table).get(number)
    if found is None:
        raise errors.refusal(f"{kind} does not exist", ["id"])
    return found


def _split(tags: list[str]) -> set[str]:
    """Return the tags, where one text may hold several with commas between them."""
    return {part.strip() for tag in tags for part in tag.split(",") if part.strip()}


def _change_tags(call: Call, record: Any, tags: set[str]) -> None:
    if set(record.tags) != tags:
        record.tags = sorted(tags)
        record.updated_at = call.world.now()


def _add(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    record = _tagged(call, args["id"])
    known = {tag.lower() for tag in record.tags}
    _change_tags(call, record, {*record.tags, *(tag for tag in _split(args["tags"]) if tag.lower() not in known)})
    return Answer("TagsAddPayload", node=record, userErrors=[])


def _remove(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    record = _tagged(call, args["id"])
    gone = {tag.lower() for tag in _split(args["tags"])}
    _change_tags(call, record, {tag for tag in record.tags if tag.lower() not in gone})
    return Answer("TagsRemovePayload", node=record, userErrors=[])


def _update(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    given = args["input"]
    order: Order | None = call.shop.orders.get(gids.parse(given["id"])[1])
    if order is None or gids.number(given["id"], "Order") is None:
        raise errors.refusal("Order does not exist", ["id"])
    for key, name in (("note", "note"), ("email", "email"), ("phone", "phone"), ("poNumber", "po_number")):
        if key in given:
            setattr(order, name, given[key])
    if given.get("tags") is not None:
        order.tags = sorted(_split(given["tags"]))
    if given.get("customAttributes") is not None:
        order.custom_attributes = [
            Attribute(key=each["key"], value=each["value"]) for each in given["customAttributes"]
        ]
    order.updated_at = call.world.now()
    return Answer("OrderUpdatePayload", order=order, userErrors=[])


def _cancel(_: Any, call: Call, args: dict[str, Any]) -> Answer:
    order = call.shop.orders.get(gids.number(args["orderId"], "Order") or 0)
    if order is None:
        raise errors.refusal("Order does not exist", ["orderId"], "NOT_FOUND")
    job_id = cancellations.begin(call.world, order, args["reason"], restock=args["restock"])
    job = Answer("Job", id=job_id, done=order.cancelled_at is not None, query={})
    return Answer("OrderCancelPayload", job=job, orderCancelUserErrors=[], userErrors=[])


RESOLVERS: dict[str, dict[str, Any]] = {
    "Mutation": {"tagsAdd": _add, "tagsRemove": _remove, "orderUpdate": _update, "orderCancel": _cancel},
}
