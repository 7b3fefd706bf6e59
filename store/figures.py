"""The sums behind stock: what parcels took since a count, and what open parts will take, over all shops at once.

A warehouse ships for every shop, so these sums never look at one shop alone. `stock` and `snapshots` use them.
"""

import functools
from collections import Counter
from datetime import datetime

import msgspec
from sqlalchemy import Select, bindparam, func, select
from sqlmodel import Session, col

from store.tables import Label, LabelLine, Line, Order, Part, PartLine, Stock, Warehouse

Units = Counter[tuple[int, str]]
"""Units by warehouse id and SKU."""


_Query = Select[int | None, str | None, int]


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """What was counted of a SKU in a warehouse, and when."""

    warehouse_id: int
    warehouse: str
    sku: str
    units: int
    as_of: datetime


def counted(session: Session, warehouse_id: int | None = None, sku: str | None = None) -> list[Counted]:
    """Return every count, or those of one warehouse or SKU, by warehouse key and SKU."""
    query = select(
        col(Stock.warehouse_id), col(Warehouse.key), col(Stock.sku), col(Stock.counted), col(Stock.as_of)
    ).join(Warehouse, col(Warehouse.id) == Stock.warehouse_id)
    if warehouse_id is not None:
        query = query.where(col(Stock.warehouse_id) == warehouse_id)
    if sku is not None:
        query = query.where(col(Stock.sku) == sku)
    return [
        Counted(warehouse_id=one, warehouse=key, sku=code, units=units, as_of=as_of)
        for one, key, code, units, as_of in session.execute(query.order_by(col(Warehouse.key), col(Stock.sku)))
    ]


def departed(session: Session, warehouse_id: int | None = None, sku: str | None = None) -> Units:
    """Return the units in valid parcels labelled after their warehouse was counted: the count still contains them.

    A parcel that was labelled before the count and voided after it adds nothing: whether its goods are back on the
    shelf is known when they are counted again. Until then there may be more on hand than we say, never less.
    """
    return _sum(session, _departed(warehouse_id is not None, sku is not None), warehouse_id, sku)


def committed(session: Session, warehouse_id: int | None = None, sku: str | None = None) -> Units:
    """Return the units of open orders that no valid parcel holds yet."""
    in_parts, in_parcels = _committed(warehouse_id is not None, sku is not None)
    units = _sum(session, in_parts, warehouse_id, sku)
    units.subtract(_sum(session, in_parcels, warehouse_id, sku))
    return units


# Made once: putting a query together takes longer than running it, and every round runs these several times.


@functools.cache
def _departed(of_warehouse: bool, of_sku: bool) -> _Query:  # noqa: FBT001 - what the sum is narrowed to
    in_parcels = (
        select(col(Part.warehouse_id), col(Line.sku), func.sum(LabelLine.quantity))
        .join(Label, col(Label.part_id) == Part.id)
        .join(LabelLine, col(LabelLine.label_id) == Label.id)
        .join(Line, col(Line.id) == LabelLine.line_id)
        .join(Stock, (col(Stock.warehouse_id) == Part.warehouse_id) & (col(Stock.sku) == Line.sku))
        .where(col(Label.voided_at).is_(None), col(Label.created_at) > Stock.as_of)
    )
    return _grouped(in_parcels, of_warehouse, of_sku)


@functools.cache
def _committed(of_warehouse: bool, of_sku: bool) -> tuple[_Query, _Query]:  # noqa: FBT001 - as above
    is_open = (col(Order.cancelled_at).is_(None), col(Order.closed_at).is_(None))
    in_parts = (
        select(col(Part.warehouse_id), col(Line.sku), func.sum(PartLine.quantity))
        .join(PartLine, col(PartLine.part_id) == Part.id)
        .join(Line, col(Line.id) == PartLine.line_id)
        .join(Order, col(Order.id) == Part.order_id)
        .where(*is_open)
    )
    in_parcels = (
        select(col(Part.warehouse_id), col(Line.sku), func.sum(LabelLine.quantity))
        .join(Label, col(Label.part_id) == Part.id)
        .join(LabelLine, col(LabelLine.label_id) == Label.id)
        .join(Line, col(Line.id) == LabelLine.line_id)
        .join(Order, col(Order.id) == Part.order_id)
        .where(*is_open, col(Label.voided_at).is_(None))
    )
    return _grouped(in_parts, of_warehouse, of_sku), _grouped(in_parcels, of_warehouse, of_sku)


def _grouped(query: _Query, of_warehouse: bool, of_sku: bool) -> _Query:  # noqa: FBT001 - as above
    query = query.where(col(Part.warehouse_id).is_not(None), col(Line.sku).is_not(None))
    if of_warehouse:
        query = query.where(col(Part.warehouse_id) == bindparam("warehouse_id"))
    if of_sku:
        query = query.where(col(Line.sku) == bindparam("sku"))
    return query.group_by(col(Part.warehouse_id), col(Line.sku))


def _sum(session: Session, query: _Query, warehouse_id: int | None, sku: str | None) -> Units:
    rows = session.execute(query, {"warehouse_id": warehouse_id, "sku": sku})
    return Counter({(one, code): int(units) for one, code, units in rows if one is not None and code is not None})
