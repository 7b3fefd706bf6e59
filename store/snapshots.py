"""Snapshots: everything the store knows about one shop's desired state, read in a few set-wise queries.

The reconciler calls `load` within `Database.reading()`, so that all of it is of one moment.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import String, and_, cast, exists, or_
from sqlmodel import Session, col, select

from store import figures, mappings, order_states, refusals, shops, states, upserts, warehouses
from store.tables import Label, Order, Part


def load(session: Session, shop: str, *, also: Collection[str] = ()) -> states.Snapshot:
    """Return the shop's desired state. Raises UnknownShopError.

    Orders are those that are still open, those with something left to tell the shop (a label without a fulfillment, a
    voided one whose fulfillment stands, an open failure), and those whose Shopify ids are in `also`, if imported.
    """
    shop_row = shops.get(session, shop)
    everything = warehouses.list_all(session)
    loaded = tuple(order_states.load(session, _find_orders(session, shop_row.id, also)))
    return states.Snapshot(
        shop=shop_row.domain,
        writes_inventory=shop_row.writes_inventory,
        paused=shop_row.paused,
        warehouses=tuple(states.Warehouse(key=one.key, name=one.name, is_default=one.is_default) for one in everything),
        mappings=tuple(mappings.list_all(session, shop)),
        stock=tuple(_load_stock(session, loaded)),
        orders=loaded,
        refusals=tuple(
            states.Refusal(
                address=one.address,
                fingerprint=one.fingerprint,
                message=one.message,
                refused_at=one.refused_at,
                times=one.times,
            )
            for one in refusals.list_all(session, shop)
        ),
    )


def _find_orders(session: Session, shop_id: int, also: Collection[str]) -> list[int]:
    of_shop = Order.shop_id == shop_id
    is_open = and_(col(Order.closed_at).is_(None), col(Order.cancelled_at).is_(None))
    untold = or_(
        and_(col(Label.voided_at).is_(None), col(Label.fulfillment_gid).is_(None)),
        and_(col(Label.voided_at).is_not(None), col(Label.fulfillment_gid).is_not(None)),
    )
    with_work = exists().where(col(Part.order_id) == Order.id, col(Label.part_id) == Part.id, untold)
    failed = cast(col(Order.failure), String) != "[]"
    found = set(session.exec(select(Order.id).where(of_shop, or_(is_open, with_work, failed))))
    for chunk in upserts.chunks(also):
        found.update(session.exec(select(Order.id).where(of_shop, col(Order.gid).in_(chunk))))
    return sorted(found)


def _load_stock(session: Session, shown: Sequence[states.Order]) -> Iterator[states.Stock]:
    counts = figures.counted(session)
    departed, committed = figures.departed(session), figures.committed(session)
    taken = _sum_shown(shown, {(one.warehouse, one.sku): one.as_of for one in counts})
    for one in counts:
        gone, promised = departed[one.warehouse_id, one.sku], committed[one.warehouse_id, one.sku]
        yield states.Stock(
            warehouse=one.warehouse,
            sku=one.sku,
            counted=one.units,
            as_of=one.as_of,
            on_hand=one.units - gone,
            committed=promised,
            elsewhere=gone + promised - taken[one.warehouse, one.sku],
        )


def _sum_shown(shown: Sequence[states.Order], counted_at: dict[tuple[str, str], datetime]) -> Counter[tuple[str, str]]:
    # The same sums as in `figures`, over the orders of the snapshot only.
    taken: Counter[tuple[str, str]] = Counter()
    for order in shown:
        skus = {line.gid: line.sku for line in order.lines}
        is_open = order.cancelled_at is None and order.closed_at is None
        for part in order.parts:
            for gid, units, labelled_at in _list_units(part):
                sku = skus[gid]
                if part.warehouse is None or sku is None or (part.warehouse, sku) not in counted_at:
                    continue
                key = (part.warehouse, sku)
                if labelled_at is None:
                    taken[key] += units if is_open else 0
                else:
                    # A parcel's units are committed no longer, but are gone if it left after the count.
                    taken[key] -= units if is_open else 0
                    taken[key] += units if labelled_at > counted_at[key] else 0
    return taken


def _list_units(part: states.Part) -> Iterator[tuple[str, int, datetime | None]]:
    for gid, units in part.lines:
        yield gid, units, None
    for label in part.labels:
        if label.voided_at is None:
            for gid, units in label.lines:
                yield gid, units, label.created_at
