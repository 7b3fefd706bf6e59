"""Looking at a town with eyes of our own: what each location may offer, and whether a projected world came true.

The sums here are made from the shop's own state and the store's figures, not with the reconciler's targets, so that
the reconciler can be held to them.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlmodel import select
from support.towns import Town

from reconciler import round as rounds
from reconciler import ruling, staging, targets
from reconciler.worlds import World
from store import mappings, order_states, shops, states, stock
from store.tables import Order


class Offer(NamedTuple):
    """What a location offers of a SKU (`available` there), and the most that our warehouses let it offer."""

    sku: str
    location: str
    offered: int
    limit: int


class Sight(NamedTuple):
    """A town at one moment: the shop's own state, and every order that was ever imported, by Shopify's id."""

    state: dict[str, Any]
    stored: dict[str, states.Order]


async def see(town: Town) -> Sight:
    """Look at the town as it is."""
    return Sight(await town.state(), stored_orders(town))


def stored_orders(town: Town) -> dict[str, states.Order]:
    """Every order of the shop that was ever imported, by Shopify's id."""
    with town.database.reading() as session:
        shop = shops.get(session, town.domain)
        ids = list(session.exec(select(Order.id).where(Order.shop_id == shop.id)))
        return {order.gid: order for order in order_states.load(session, ids)}


def offers(town: Town, seen: Sight) -> list[Offer]:
    """Each level that our warehouses speak about: the writing ones mapped there that count the SKU.

    The limit is, never below 0: what these warehouses have on hand and nobody needs, less what Shopify has committed
    at the location and no part that ships from a warehouse mapped there accounts for.
    """
    with town.database.reading() as session:
        mapped = mappings.list_all(session, town.domain)
        figures = stock.list_all(session)
    places = {one.warehouse_key: one.location_name for one in mapped}
    writing = {one.warehouse_key for one in mapped if one.writes_inventory}
    settled = _settled(seen, places)
    found = []
    for level in seen.state["levels"]:
        key = (level["sku"], level["location"])
        mine = [
            figure.available
            for figure in figures
            if figure.sku == key[0] and figure.warehouse in writing and places[figure.warehouse] == key[1]
        ]
        if mine:
            limit = max(0, sum(mine) - max(0, level["committed"] - settled[key]))
            found.append(Offer(*key, level["available"], limit))
    return found


def _settled(seen: Sight, places: dict[str, str]) -> Counter[tuple[str, str]]:
    """Units by SKU and location that wait there for a part which ships from there."""
    found: Counter[tuple[str, str]] = Counter()
    for order in seen.state["orders"]:
        known = seen.stored.get(order["id"])
        if known is not None and known.cancelled_at is None and not order["cancelled"]:
            written = {parcel["id"] for parcel in order["fulfillments"] if parcel["status"] == "SUCCESS"}
            ours = _unshipped(known, written, places)
            found.update({key: max(0, min(units, ours[key])) for key, units in _waiting(order).items()})
    return found


def _unshipped(order: states.Order, written: set[str], places: dict[str, str]) -> Counter[tuple[str, str]]:
    """Units of the order's parts by SKU and the location of their ship-from, without what stands as shipped."""
    names = {line.gid: line.sku or "" for line in order.lines}
    found: Counter[tuple[str, str]] = Counter()
    for part in order.parts:
        place = places.get(part.warehouse or "", "")
        for gid, units in part.lines:
            found[names[gid], place] += units
        for label in part.labels:
            if label.voided_at is None and label.fulfillment_gid in written:
                for gid, units in label.lines:
                    found[names[gid], place] -= units
    return found


def _waiting(order: dict[str, Any]) -> Counter[tuple[str, str]]:
    """Units by SKU and location that the shop waits for."""
    found: Counter[tuple[str, str]] = Counter()
    for fo in order["fulfillment_orders"]:
        if fo["status"] not in {"CLOSED", "CANCELLED"}:
            for line in fo["lines"]:
                found[line["sku"], fo["location"]] += line["remaining"]
    return found


def to_pack(order: states.Order) -> Counter[str]:
    """Units of the order by SKU that no valid label holds."""
    names = {line.gid: line.sku or "" for line in order.lines}
    found: Counter[str] = Counter()
    for part in order.parts:
        found.update({names[gid]: units for gid, units in part.lines})
        for label in part.labels:
            if label.voided_at is None:
                found.subtract({names[gid]: units for gid, units in label.lines})
    return +found


def waiting(order: dict[str, Any]) -> Counter[str]:
    """Units of the order by SKU that the shop waits for, anywhere."""
    found: Counter[str] = Counter()
    for (sku, _), units in _waiting(order).items():
        found[sku] += units
    return found


async def look(town: Town) -> World:
    """The town as a round begins with it."""
    return (await rounds.look(town.shop)).recognised.world


def project(town: Town, made: rounds.Look) -> World | None:
    """The town as a round means to leave it that looked at it so; None where it leaves something out of its plan.

    What waits for an earlier request, or would take turns with another writer, is projected by the stages and not done.
    """
    staged = staging.run(made.recognised.world, town.shop.decider, shapes=ruling.shapes(town.shop.ruleset))
    return staged.world if len(staged.changes) == len(made.plan.changes) else None


def differences(projected: World, real: World) -> list[str]:
    """Where what came differs from what was projected, in words; ids that only Shopify can give are left out."""
    return [
        f"{what}: projected {was}, came {came}"
        for what, was, came in [
            *_levels(projected, real),
            *_orders(projected, real),
            *_parts(projected, real),
        ]
        if was != came
    ]


def _levels(projected: World, real: World) -> list[tuple[str, object, object]]:
    found: list[tuple[str, object, object]] = []
    for key, level in projected.levels.items():
        came = real.levels.get(key)
        if came is not None:
            was = (level.available, level.committed, level.on_hand, level.is_active)
            now = (came.available, came.committed, came.on_hand, came.is_active)
            found.append((f"level {key}", was, now))
    return found


def _orders(projected: World, real: World) -> list[tuple[str, object, object]]:
    found: list[tuple[str, object, object]] = []
    for gid, order in projected.orders.items():
        came = real.orders.get(gid)
        if came is None:
            continue
        found.append((f"open of {order.name}", _open(order), _open(came)))
        found.append((f"parcels of {order.name}", _parcels(order), _parcels(came)))
        found.append((f"tags of {order.name}", sorted(order.tags), sorted(came.tags)))
    return found


def _open(order: Any) -> Counter[tuple[str, str | None]]:
    waiting: Counter[tuple[str, str | None]] = Counter()
    for fo in order.fulfillment_orders:
        if fo.is_open:
            for line in fo.lines:
                waiting[line.line_id, fo.location_id] += line.remaining
    return +waiting


def _parcels(order: Any) -> list[object]:
    return sorted(
        (tuple(t.number for t in parcel.tracking), str(parcel.location_id), _units(parcel.lines))
        for parcel in order.fulfillments
        if parcel.stands
    )


def _units(lines: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Units by line: Shopify names a line once for each fulfillment order that some of it came from."""
    found: Counter[str] = Counter()
    for line, units in lines:
        found[line] += units
    return tuple(sorted(found.items()))


def _parts(projected: World, real: World) -> list[tuple[str, object, object]]:
    """Orders that are closed afterwards are not looked at: nothing of them is left to do."""
    found: list[tuple[str, object, object]] = []
    for gid, order in projected.imported.items():
        came = real.imported.get(gid)
        if came is None:
            continue
        found.append((f"failure of {order.name}", order.failure, came.failure))
        found.append((f"cancelled {order.name}", order.is_cancelled, came.is_cancelled))
        if not order.is_cancelled:
            found.append((f"parts of {order.name}", _needs(order), _needs(came)))
    aoh, now = _stock(projected), _stock(real)
    found.extend((f"available on hand {key}", aoh[key], now[key]) for key in aoh.keys() & now.keys())
    return found


def _needs(order: Any) -> Counter[tuple[str | None, str]]:
    """Units still to be packed by warehouse and line."""
    needed: Counter[tuple[str | None, str]] = Counter()
    for part in order.parts:
        for line, units in part.outstanding().items():
            needed[part.ship_from, line] += units
    return +needed


def _stock(world: World) -> dict[tuple[str, str], int]:
    return targets.available_on_hand(world)
