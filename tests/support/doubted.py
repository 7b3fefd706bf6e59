"""Doubts, looked for with eyes of our own: labels whose number stands on parcels that may be theirs or not.

Made from the shop's own state and the store's labels, not with the reconciler's, so that it can be held to them.
"""

from collections import Counter
from typing import Any, NamedTuple

from support.towns import Town
from support.towns_looked_at import Sight

from store import journal, mappings, states


class Doubt(NamedTuple):
    """A valid label, and the standing parcels with its number of which none can be told to be the label's.

    With its number, or with one under which it was asked for when an answer was lost.
    """

    order: states.Order
    label: states.Label
    parcels: tuple[dict[str, Any], ...]


def places(town: Town) -> dict[str, str]:
    """The name of the location of each warehouse that is mapped."""
    with town.database.reading() as session:
        return {one.warehouse_key: one.location_name for one in mappings.list_all(session, town.domain)}


def requested(town: Town) -> dict[int, set[str]]:
    """The numbers under which labels may have been written, as far as the answers to that were lost."""
    found: dict[int, set[str]] = {}
    with town.database.reading() as session:
        for row in journal.unresolved(session, town.domain):
            if row.action == "write_tracking":
                work = row.request["work"]
                found.setdefault(work["label"], set()).add(work["tracking_number"])
    return found


def standing(order: dict[str, Any]) -> list[dict[str, Any]]:
    """The parcels of an order of the shop that count as shipped."""
    return [one for one in order["fulfillments"] if one["status"] == "SUCCESS"]


def numbers(parcel: dict[str, Any]) -> set[str]:
    """The tracking numbers of a parcel of the shop."""
    return {one["number"] for one in parcel["tracking"]}


def goods(parcel: dict[str, Any]) -> Counter[str]:
    """What a parcel of the shop holds, by SKU."""
    found: Counter[str] = Counter()
    for line in parcel["lines"]:
        found[line["sku"]] += line["quantity"]
    return found


def labelled(order: states.Order, label: states.Label) -> Counter[str]:
    """What a label holds, by SKU."""
    skus = {line.gid: line.sku or "" for line in order.lines}
    found: Counter[str] = Counter()
    for line, units in label.lines:
        found[skus[line]] += units
    return found


def agree(order: states.Order, label: states.Label, parcel: dict[str, Any], place: str | None) -> bool:
    """Whether the shop's parcel holds exactly the label's goods and left from its place (None: from anywhere)."""
    return goods(parcel) == labelled(order, label) and place in {None, parcel["location"]}


def find(town: Town, seen: Sight) -> list[Doubt]:
    """Every doubt of a town as it was seen. Orders that are cancelled or finished are nobody's question."""
    found = []
    where, asked = places(town), requested(town)
    for row in seen.state["orders"]:
        order = seen.stored.get(row["id"])
        if order is None or order.cancelled_at is not None or order.closed_at is not None or row["cancelled"]:
            continue
        there = standing(row)
        valid = [(part, label) for part in order.parts for label in part.labels if label.voided_at is None]
        owned = {label.fulfillment_gid for _, label in valid if not label.adopted}
        adopted = {label.fulfillment_gid for _, label in valid if label.adopted}
        for part, label in valid:
            if label.adopted or any(parcel["id"] == label.fulfillment_gid for parcel in there):
                continue
            free = [one for one in there if one["id"] not in owned]
            own = [one for one in free if label.tracking_number in numbers(one) and one["id"] not in adopted]
            if len(own) == 1 and agree(order, label, own[0], where.get(part.warehouse or "")):
                continue
            meant = {label.tracking_number} | asked.get(label.id, set())
            carrying = [one for one in free if meant & numbers(one)]
            if carrying:
                found.append(Doubt(order, label, tuple(carrying)))
    return found
