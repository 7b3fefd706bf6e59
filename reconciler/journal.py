"""The journal of requests: an intent is on disk before its request leaves, its outcome after.

After a crash or a lost answer, `settle` looks for the effect in what the round has just read from the shop; nothing is
sent again before that. How each effect is recognised is written down in docs/journal.md.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from reconciler import desired, plans
from reconciler.compare import doubts
from reconciler.contexts import Shop
from reconciler.differences import Address
from reconciler.worlds import World
from store import journal, labels

SETTLING_TIME = timedelta(seconds=60)
"""How long a request whose answer was lost may still take effect. Shopify answers within 10 s; our own timeout is 30 s.
Until then the subject is left alone, because an effect that isn't there yet may still come."""


BATCH = "{} levels"
"""The address of a batch entry."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What the journal keeps of a change: enough to recognise its effect."""

    address: Address
    work: plans.Work


class Settled(NamedTuple):
    """What became of old intents: ids of orders to be left alone for now, and sentences for the report.

    `found` are the ids of the fulfillments that were written after all, by label. `asked` are numbers under which
    labels may have been written, where something like it is in the shop: these intents stay open until it is clear.
    """

    unsettled: frozenset[str]
    warnings: tuple[str, ...]
    found: Mapping[int, str]
    asked: Mapping[int, tuple[str, ...]]


def intend(shop: Shop, change: plans.Change, round_id: int | None) -> int:
    """Commit that a change is about to be sent; gives the entry's number."""
    request = msgspec.to_builtins(Entry(address=change.address, work=change.work))
    intent = journal.Intent(
        shop=shop.domain, address=change.key, action=change.action, request=request, round_id=round_id
    )
    return journal.intend(shop.database, intent, shop.clock())


def intend_levels(shop: Shop, changes: Sequence[plans.Change], round_id: int | None) -> int:
    """Commit that a batch of level writes is about to be sent, in one entry; gives its number."""
    request = [msgspec.to_builtins(Entry(address=change.address, work=change.work)) for change in changes]
    intent = journal.Intent(
        shop=shop.domain, address=BATCH.format(len(changes)), action="set_inventory", request=request, round_id=round_id
    )
    return journal.intend(shop.database, intent, shop.clock())


def conclude_levels(shop: Shop, entry: int, outcomes: Sequence[plans.Outcome]) -> None:
    """Commit what became of a batch: the counts by result. Where something is unknown it stays open for `settle`."""
    if any(outcome.result == "unknown" for outcome in outcomes):
        return
    counts = Counter(outcome.result for outcome in outcomes)
    words = ", ".join(f"{count} {result}" for result, count in sorted(counts.items())) or "none written"
    journal.conclude(shop.database, entry, "answered", now=shop.clock(), message=words)


def conclude(shop: Shop, entry: int, outcome: plans.Outcome) -> None:
    """Commit what became of it. An unknown outcome stays open: `settle` finds out."""
    if outcome.result != "unknown":
        journal.conclude(shop.database, entry, outcome.result, now=shop.clock(), message=outcome.message or None)


def settle(shop: Shop, world: World, *, writing: bool) -> Settled:
    """Find out what became of intents without an outcome. `writing` False (a dry run) only looks.

    A parcel that is found is noted for its label: by the time it is looked for, label and mapping may have changed.
    """
    with shop.database.reading() as session:
        waiting = journal.unresolved(session, shop.domain)
    unsettled: set[str] = set()
    warnings = []
    found: dict[int, str] = {}
    asked: dict[int, tuple[str, ...]] = {}
    for row in waiting:
        if shop.only is not None and not _is_in_view(world, row.request):
            continue
        if isinstance(row.request, list):
            # Levels are read, compared and written anew with compare-and-set: nothing can happen twice.
            if writing:
                journal.conclude(shop.database, row.id, "read again", now=shop.clock())
            continue
        entry = msgspec.convert(row.request, Entry)
        took_effect = recognise(world, entry)
        doubtful = {} if took_effect else _doubtful(world, entry)
        asked |= {label: (*asked.get(label, ()), number) for label, number in doubtful.items()}
        if not took_effect and _is_fresh(row.intent_at, shop.clock()):
            unsettled.add(entry.address.order_id or "")
            warnings.append(f"The answer to “{row.address}” was lost a moment ago: it is left alone until it is clear.")
            continue
        parcel = _unknown_parcel(world, entry)
        found |= parcel
        if writing and not doubtful:
            _conclude(shop, row.id, "found" if took_effect or _is_answered(world, entry) else "not found", parcel)
    return Settled(frozenset(unsettled), tuple(warnings), found, asked)


def _conclude(shop: Shop, entry: int, outcome: str, parcel: Mapping[int, str]) -> None:
    with shop.database.session() as session:
        for label, fulfillment_id in parcel.items():
            labels.written(session, label, fulfillment_id)
        journal.conclude_within(session, entry, outcome, now=shop.clock(), message="looked for in the shop")


def recognise(world: World, entry: Entry) -> bool:
    """Whether the shop shows the effect of this request."""
    seen = _SEEN.get(type(entry.work))
    return seen is not None and seen(world, entry)


def _is_in_view(world: World, request: Any) -> bool:
    """Whether a narrow look has read what the request was about. If not, a full round finds out what became of it."""
    return not isinstance(request, list) and msgspec.convert(request, Entry).address.order_id in world.orders


def _is_fresh(intent_at: datetime, now: datetime) -> bool:
    return now - intent_at < SETTLING_TIME


def _moved(world: World, entry: Entry) -> bool:
    """The lines wait at the new location, or have left from there since."""
    order, work = world.orders.get(entry.address.order_id or ""), entry.work
    if order is None or not isinstance(work, plans.Relocate):
        return False
    there: dict[str, int] = {}
    for fo in order.fulfillment_orders:
        if fo.is_open and fo.location_id == work.to_location_id:
            for line in fo.lines:
                there[line.line_id] = there.get(line.line_id, 0) + line.remaining
    for parcel in order.fulfillments:
        if parcel.stands and parcel.location_id == work.to_location_id:
            for line_id, quantity in parcel.lines:
                there[line_id] = there.get(line_id, 0) + quantity
    return all(there.get(line, 0) >= quantity for _, line, quantity in work.lines)


def _written(world: World, entry: Entry) -> bool:
    """One standing fulfillment carries the tracking number, holds the lines and quantities, and left from there."""
    return bool(_parcel(world, entry))


def _parcel(world: World, entry: Entry) -> dict[int, str]:
    """The fulfillment that a request made for a label, by the label; empty where there is none, or none is known."""
    address, work = entry.address, entry.work
    order, imported = world.orders.get(address.order_id or ""), world.imported.get(address.order_id or "")
    if order is None or imported is None or not isinstance(work, plans.WriteTracking):
        return {}
    taken = doubts.taken(imported, work.label)
    parcel = doubts.own(order, work.tracking_number, work.lines, work.location_id, taken)
    return {work.label: parcel.id} if parcel is not None else {}


def _unknown_parcel(world: World, entry: Entry) -> dict[int, str]:
    """The same, where the label stands for no parcel yet."""
    return _parcel(world, entry) if _label(world, entry) is not None else {}


def _doubtful(world: World, entry: Entry) -> dict[int, str]:
    """The label and its number, where that is on other goods, at another location, or twice: a person is shown it.

    Empty once the label stands for a parcel, or was called off.
    """
    order, label, work = world.orders.get(entry.address.order_id or ""), _label(world, entry), entry.work
    if order is None or label is None or label.is_void or not isinstance(work, plans.WriteTracking):
        return {}
    if world.imported[order.id].is_cancelled:
        return {}
    taken = doubts.taken(world.imported[order.id], work.label)
    free = [one for one in doubts.carrying(order, work.tracking_number) if one.id not in taken]
    return {work.label: work.tracking_number} if free else {}


def _is_answered(world: World, entry: Entry) -> bool:
    """Whether the label stands for a parcel by now, however that became clear."""
    order, imported = world.orders.get(entry.address.order_id or ""), world.imported.get(entry.address.order_id or "")
    if order is None or imported is None or not isinstance(entry.work, plans.WriteTracking):
        return False
    return _label(world, entry) is None and any(label.id == entry.work.label for label in _labels(imported))


def _label(world: World, entry: Entry) -> desired.Label | None:
    """The label that a request was about, unless it stands for a parcel already."""
    order, imported = world.orders.get(entry.address.order_id or ""), world.imported.get(entry.address.order_id or "")
    if order is None or imported is None or not isinstance(entry.work, plans.WriteTracking):
        return None
    standing = {one.id for one in order.fulfillments if one.stands}
    mine = [one for one in _labels(imported) if one.id == entry.work.label]
    return next((one for one in mine if one.fulfillment_id not in standing), None)


def _labels(imported: desired.Order) -> list[desired.Label]:
    """The labels that were made here."""
    return [label for part in imported.parts for label in part.labels if not label.adopted]


def _corrected(world: World, entry: Entry) -> bool:
    """The fulfillment that was to be corrected carries the number."""
    order, work = world.orders.get(entry.address.order_id or ""), entry.work
    if order is None or not isinstance(work, plans.UpdateTracking):
        return False
    return any(parcel.id == work.fulfillment_id for parcel in doubts.carrying(order, work.tracking_number))


def _cancelled(world: World, entry: Entry) -> bool:
    order, work = world.orders.get(entry.address.order_id or ""), entry.work
    if order is None or not isinstance(work, plans.CancelFulfillment):
        return False
    return not any(parcel.stands for parcel in order.fulfillments if parcel.id == work.fulfillment_id)


def _tagged(world: World, entry: Entry) -> bool:
    order, work = world.orders.get(entry.address.order_id or ""), entry.work
    return order is not None and isinstance(work, plans.SetTags) and (work.tag in order.tags) == work.add


def _stocked(world: World, entry: Entry) -> bool:
    work = entry.work
    return isinstance(work, plans.StockAtLocation) and world.is_stocked(work.item_id, work.location_id)


_SEEN: dict[type, Callable[[World, Entry], bool]] = {
    plans.Relocate: _moved,
    plans.WriteTracking: _written,
    plans.UpdateTracking: _corrected,
    plans.CancelFulfillment: _cancelled,
    plans.SetTags: _tagged,
    plans.StockAtLocation: _stocked,
}
