"""Describing: a difference with its context as a fact, in the words of the rule vocabulary.

A value that isn't known is left out: rules treat a missing field as not matching.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from engine.facts import Fact, Value
from reconciler import actual, targets
from reconciler.compare import failures
from reconciler.differences import Difference, Kind
from reconciler.worlds import World

_PO_BOX = re.compile(r"\b(p\.?\s*o\.?\s*box|post\s*office\s*box|postfach|packstation)\b", re.IGNORECASE)


def describe(world: World, differences: Sequence[Difference]) -> list[Fact]:
    """One fact per difference, in the same order."""
    counts = Counter(difference.kind for difference in differences)
    levels = _level_values(world, differences)
    failing = failures.standing(world) if counts[Kind.FAILURE_OPEN] else {}
    facts = []
    for difference in differences:
        values: dict[str, object] = {"round.differences": counts[difference.kind], "reason": _reason(difference)}
        address = difference.address
        order = world.orders.get(address.order_id or "")
        if order is not None:
            values |= _order(order)
            values |= _part(world, difference)
            if difference.kind is Kind.FAILURE_OPEN:
                values["failure.reasons"] = failures.reasons_of(failing.get(order.id, ()))
        else:
            values |= levels.get(difference.key, {})
            values |= {
                "product.sku": address.sku,
                "product.title": _title(world, address.item_id),
                "location.name": address.location,
                "warehouse.key": address.warehouse,
                "warehouse.name": world.warehouse_name(address.warehouse) if address.warehouse else None,
            }
        facts.append(
            Fact(
                kind=difference.kind,
                key=difference.key,
                values=_known(values),
                lines=tuple(_line(world, line) for line in order.lines) if order is not None else (),
            )
        )
    return facts


def _reason(difference: Difference) -> str | None:
    """The reason of a blocked difference. A failure may have several: they are in `failure.reasons`."""
    return None if difference.kind is Kind.FAILURE_OPEN else difference.reason


def _known(values: Mapping[str, object]) -> dict[str, Value]:
    kept: dict[str, Value] = {}
    for name, value in values.items():
        if isinstance(value, tuple):
            kept[name] = tuple(str(one) for one in value)
        elif isinstance(value, str):
            kept[name] = str(value)
        elif isinstance(value, bool | int | Decimal | datetime):
            kept[name] = value
    return kept


def _order(order: actual.Order) -> dict[str, object]:
    to = order.ship_to
    lines = [line for line in order.lines if line.quantity > 0]
    weights = [line.weight_grams * line.quantity for line in lines if line.weight_grams is not None]
    methods = [fo.delivery_method for fo in order.fulfillment_orders if fo.delivery_method]
    street = " ".join(text for text in (to.address1, to.address2) if text)
    return {
        "order.number": order.number,
        "order.name": order.name,
        "order.tags": order.tags,
        "order.channel": order.channel,
        "order.source": order.source,
        "order.total": order.total,
        "order.subtotal": order.subtotal,
        "order.currency": order.currency,
        "order.financial_status": order.financial_status.lower() if order.financial_status else None,
        "order.fulfillment_status": order.fulfillment_status.lower() if order.fulfillment_status else None,
        "order.shipping_method": order.shipping_method,
        "order.delivery_method": methods[0].lower() if methods else None,
        "order.item_count": sum(line.quantity for line in lines),
        "order.line_count": len(lines),
        "order.weight": sum(weights) if weights else None,
        "order.created_at": order.created_at,
        "order.ship_to.name": to.name,
        "order.ship_to.company": to.company,
        "order.ship_to.country": to.country,
        "order.ship_to.province": to.province,
        "order.ship_to.city": to.city,
        "order.ship_to.postal_code": to.postal_code,
        "order.ship_to.po_box": bool(_PO_BOX.search(street)) if street else None,
        "customer.tags": order.customer_tags,
        "customer.order_count": order.customer_order_count,
    }


def _line(world: World, line: actual.Line) -> dict[str, Value]:
    return _known(
        {
            "sku": line.sku,
            "vendor": line.vendor,
            "product_type": line.product_type,
            "title": line.title,
            "quantity": line.quantity,
            "price": line.price,
            "weight": line.weight_grams,
            "requires_shipping": line.requires_shipping,
            "gift_card": line.is_gift_card,
            "bundle": line.is_bundle,
            "stocked_at": world.stocked_locations.get(line.item_id or "", ()),
        }
    )


def _part(world: World, difference: Difference) -> dict[str, object]:
    address = difference.address
    imported = world.imported.get(address.order_id or "")
    values: dict[str, object] = {
        "product.sku": address.sku,
        "product.title": _title(world, address.item_id),
    }
    if difference.kind in {Kind.PLACEMENT_ELSEWHERE, Kind.PLACEMENT_BLOCKED, Kind.TRACKING_BLOCKED}:
        values |= {"location.current": difference.actual, "location.wanted": difference.desired}
    if difference.kind is Kind.FAILURE_CLEARED and imported is not None:
        values["failure.reasons"] = imported.failure
    part = next((p for p in imported.parts if p.number == address.part), None) if imported else None
    if part is not None:
        values |= {
            "part.number": part.number,
            "part.ship_from": part.ship_from,
            "part.labelled": part.is_labelled,
            "part.decided_by": part.decided_by,
            "part.created_at": imported.imported_at if imported else None,
        }
        if part.labels and difference.kind is Kind.TRACKING_BLOCKED:
            values["location.wanted"] = world.location_name(world.location_of(part.ship_from))
            values.pop("location.current", None)
    return values


def _title(world: World, item_id: str | None) -> str | None:
    item = world.items.get(item_id or "")
    return item.title if item else None


def _level_values(world: World, differences: Sequence[Difference]) -> dict[str, dict[str, object]]:
    wanted = {(d.address.item_id, d.address.location_id): d for d in differences if d.kind is Kind.AVAILABILITY_DIFFERS}
    if not wanted:
        return {}
    found: dict[str, dict[str, object]] = {}
    for target in targets.targets(world):
        difference = wanted.get((target.item_id, target.location_id))
        level = world.levels.get((target.item_id, target.location_id))
        if difference is None or level is None:
            continue
        gap = target.quantity() - level.available
        found[difference.key] = {
            "warehouse.names": tuple(world.warehouse_name(key) for key, _ in target.shares),
            "level.available": level.available,
            "level.committed": level.committed,
            "level.on_hand": level.on_hand,
            "level.target": target.quantity(),
            "level.gap": gap,
            "level.gap_size": abs(gap),
            "level.gap_percent": abs(gap) * 100 // abs(level.available) if level.available else 100,
        }
    return found
