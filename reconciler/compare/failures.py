"""Failures: orders on which something is blocked and that don't say so yet, or that still say so after it is gone."""

from collections.abc import Iterable

import msgspec

from reconciler import desired
from reconciler.compare import placement, tracking
from reconciler.differences import Address, Difference, Kind, Reason
from reconciler.worlds import World


def compare(world: World) -> list[Difference]:
    """Every difference of the failures stage."""
    stuck = standing(world)
    found = []
    for imported in world.imported.values():
        order = world.orders.get(imported.id)
        if order is None:
            continue
        causes = stuck.get(imported.id, ())
        reasons = reasons_of(causes)
        address = Address(order=imported.number, order_id=imported.id)
        untagged = bool(reasons) and not set(imported.tags) <= set(order.tags)
        if reasons and (reasons != imported.failure or untagged):
            found.append(
                Difference(
                    kind=Kind.FAILURE_OPEN,
                    address=address,
                    summary=" ".join(dict.fromkeys(cause.summary for cause in causes)),
                    desired="told on the order",
                    actual="told with other reasons" if imported.failure else "nobody was told",
                    fix=" ".join(dict.fromkeys(cause.fix for cause in causes if cause.fix)),
                    reason=causes[0].reason,
                )
            )
        elif imported.failure and not reasons:
            found.append(
                Difference(
                    kind=Kind.FAILURE_CLEARED,
                    address=address,
                    summary=f"Healed: nothing keeps order {imported.name} back any more (it was: {_words(imported)}).",
                    desired="no failure on the order",
                    actual=_words(imported),
                )
            )
    return found


def standing(world: World) -> dict[str, tuple[Difference, ...]]:
    """What keeps labelled parts back and somebody should know, by order id."""
    labelled = {
        (order.id, part.number) for order in world.imported.values() for part in order.parts if part.is_labelled
    }
    found: dict[str, list[Difference]] = {}
    for difference in [*placement.compare(world), *tracking.compare(world)]:
        address = difference.address
        if difference.is_failing and address.order_id and (address.order_id, address.part) in labelled:
            found.setdefault(address.order_id, []).append(difference)
        elif difference.kind in _TRIED and (address.order_id, address.part) in labelled:
            found.setdefault(str(address.order_id), []).extend(_refused(world, difference))
    return {order: _without_echoes(causes) for order, causes in found.items()}


_TRIED = frozenset({Kind.PLACEMENT_ELSEWHERE, Kind.TRACKING_MISSING, Kind.TRACKING_STALE})


def _refused(world: World, difference: Difference) -> list[Difference]:
    """What Shopify refused a while ago to do about exactly this difference, so that it still stands."""
    mine = str(difference.address)
    return [
        msgspec.structs.replace(
            difference,
            reason=Reason.REFUSED_BY_SHOPIFY,
            summary=f'{difference.summary} Shopify refused to change that: "{refusal.message}"',
            fix="Look at the order in Shopify; it is tried again by itself.",
        )
        for refusal in world.refusals.values()
        if f"{refusal.address} ".startswith(f"{mine} ") and world.is_fresh(refusal)
    ]


def reasons_of(causes: Iterable[Difference]) -> tuple[str, ...]:
    """The reasons in a stable order, as they are kept on the order."""
    return tuple(sorted({str(cause.reason) for cause in causes if cause.reason}))


def _without_echoes(causes: list[Difference]) -> tuple[Difference, ...]:
    """Drop what only repeats: a label that can't be written because its order can't be moved."""
    moved = {(c.address.part, c.reason) for c in causes if c.kind is Kind.PLACEMENT_BLOCKED}
    return tuple(c for c in causes if c.kind is Kind.PLACEMENT_BLOCKED or (c.address.part, c.reason) not in moved)


def _words(imported: desired.Order) -> str:
    return ", ".join(reason.replace("_", " ") for reason in imported.failure)
