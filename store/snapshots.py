"""Snapshots: everything the store knows about one shop's desired state, read in a few set-wise queries.

The reconciler calls `load` within `Database.reading()`, so that all of it is of one moment.
"""

import functools
from collections.abc import Collection, Iterator

from sqlalchemy import Select, String, and_, bindparam, cast, exists, or_
from sqlalchemy import select as sql_select
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
    return states.Snapshot(
        shop=shop_row.domain,
        writes_inventory=shop_row.writes_inventory,
        paused=shop_row.paused,
        warehouses=tuple(states.Warehouse(key=one.key, name=one.name, is_default=one.is_default) for one in everything),
        mappings=tuple(mappings.list_all(session, shop)),
        stock=tuple(_load_stock(session)),
        orders=tuple(order_states.load(session, _find_orders(session, shop_row.id, also))),
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
    found = set(session.scalars(_to_load(), {"shop_id": shop_id}))
    for chunk in upserts.chunks(also):
        of_shop = Order.shop_id == shop_id
        found.update(session.exec(select(Order.id).where(of_shop, col(Order.gid).in_(chunk))))
    return sorted(found)


@functools.cache
def _to_load() -> Select[int]:
    """The ids of the orders of a shop (`shop_id`) that are loaded anyhow. Made once, as in `order_states`."""
    of_shop = col(Order.shop_id) == bindparam("shop_id")
    is_open = and_(col(Order.closed_at).is_(None), col(Order.cancelled_at).is_(None))
    untold = or_(
        and_(col(Label.voided_at).is_(None), col(Label.fulfillment_gid).is_(None)),
        and_(col(Label.voided_at).is_not(None), col(Label.fulfillment_gid).is_not(None)),
    )
    with_work = exists().where(col(Part.order_id) == Order.id, col(Label.part_id) == Part.id, untold)
    failed = cast(col(Order.failure), String) != "[]"
    return sql_select(col(Order.id)).where(of_shop, or_(is_open, with_work, failed))


def _load_stock(session: Session) -> Iterator[states.Stock]:
    departed, committed = figures.departed(session), figures.committed(session)
    for one in figures.counted(session):
        yield states.Stock(
            warehouse=one.warehouse,
            sku=one.sku,
            counted=one.units,
            as_of=one.as_of,
            on_hand=one.units - departed[one.warehouse_id, one.sku],
            committed=committed[one.warehouse_id, one.sku],
        )
