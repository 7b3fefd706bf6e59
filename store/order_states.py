"""Orders with all that is in them, for snapshots: a fixed number of queries for hundreds of orders at a time."""

import functools
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, inspect, select
from sqlmodel import Session, col

from store import states, upserts
from store.tables import Label, LabelLine, Line, Order, Part, PartLine, Tag, Warehouse, bases

Pairs = dict[int, list[tuple[str, int]]]


def load(session: Session, order_ids: Collection[int]) -> Iterator[states.Order]:
    """Yield the orders with these database ids, in the order of the ids."""
    for chunk in upserts.chunks(order_ids):
        yield from _load_chunk(session, chunk)


def _load_chunk(session: Session, ids: Sequence[int]) -> Iterator[states.Order]:
    lines = _load_lines(session, ids)
    parts = _load_parts(session, ids)
    tags: dict[int, list[str]] = defaultdict(list)
    for order_id, text in session.execute(_queries().tags, {"ids": ids}):
        tags[order_id].append(text)
    for row in session.execute(_queries().orders, {"ids": ids}):
        yield states.Order(
            gid=row.gid,
            name=row.name,
            number=row.number,
            placed_at=row.placed_at,
            cancelled_at=row.cancelled_at,
            closed_at=row.closed_at,
            lines=tuple(lines[row.id]),
            parts=tuple(parts[row.id]),
            tags=tuple(tags[row.id]),
            failure=tuple(row.failure),
        )


def _load_lines(session: Session, ids: Sequence[int]) -> dict[int, list[states.Line]]:
    found: dict[int, list[states.Line]] = defaultdict(list)
    for row in session.execute(_queries().lines, {"ids": ids}):
        found[row.order_id].append(
            states.Line(
                gid=row.gid,
                sku=row.sku,
                title=row.title,
                quantity=row.quantity,
                requires_shipping=row.requires_shipping,
                item_gid=row.item_gid,
            )
        )
    return found


def _load_parts(session: Session, ids: Sequence[int]) -> dict[int, list[states.Part]]:
    units, labels = _load_part_lines(session, ids), _load_labels(session, ids)
    found: dict[int, list[states.Part]] = defaultdict(list)
    for part in session.execute(_queries().parts, {"ids": ids}):
        found[part.order_id].append(
            states.Part(
                number=part.number,
                warehouse=part.key,
                created_at=part.created_at,
                decided_by=part.decided_by,
                rule=part.rule,
                lines=tuple(units[part.id]),
                labels=tuple(labels[part.id]),
            )
        )
    return found


def _load_part_lines(session: Session, ids: Sequence[int]) -> Pairs:
    return _gather(session.execute(_queries().part_lines, {"ids": ids}))


def _load_labels(session: Session, ids: Sequence[int]) -> dict[int, list[states.Label]]:
    lines = _gather(session.execute(_queries().label_lines, {"ids": ids}))
    found: dict[int, list[states.Label]] = defaultdict(list)
    for label in session.execute(_queries().labels, {"ids": ids}):
        found[label.part_id].append(
            states.Label(
                id=label.id,
                carrier=label.carrier,
                tracking_number=label.tracking_number,
                tracking_url=label.tracking_url,
                created_at=label.created_at,
                voided_at=label.voided_at,
                fulfillment_gid=label.fulfillment_gid,
                adopted=label.adopted,
                lines=tuple(lines[label.id]),
            )
        )
    return found


class _Queries(NamedTuple):
    """The queries of all loads; each takes `ids`, the database ids of orders."""

    orders: Select[*tuple[Any, ...]]
    tags: Select[*tuple[Any, ...]]
    lines: Select[*tuple[Any, ...]]
    parts: Select[*tuple[Any, ...]]
    part_lines: Select[*tuple[Any, ...]]
    labels: Select[*tuple[Any, ...]]
    label_lines: Select[*tuple[Any, ...]]


@functools.cache
def _queries() -> _Queries:
    # Made once: putting them together takes longer than running them, and every round runs them several times.
    ids: BindParameter[int] = bindparam("ids", expanding=True)
    return _Queries(
        orders=select(*_columns(Order)).where(col(Order.id).in_(ids)).order_by(col(Order.id)),
        tags=select(col(Tag.order_id), col(Tag.text)).where(col(Tag.order_id).in_(ids)).order_by(col(Tag.text)),
        lines=select(*_columns(Line)).where(col(Line.order_id).in_(ids)).order_by(col(Line.id)),
        parts=select(*_columns(Part), col(Warehouse.key))
        .join(Warehouse, col(Warehouse.id) == Part.warehouse_id, isouter=True)
        .where(col(Part.order_id).in_(ids))
        .order_by(col(Part.order_id), col(Part.number)),
        part_lines=select(col(PartLine.part_id), col(Line.gid), col(PartLine.quantity))
        .join(Line, col(Line.id) == PartLine.line_id)
        .where(col(Line.order_id).in_(ids))
        .order_by(col(Line.id)),
        labels=select(*_columns(Label))
        .join(Part, col(Part.id) == Label.part_id)
        .where(col(Part.order_id).in_(ids))
        .order_by(col(Label.id)),
        label_lines=select(col(LabelLine.label_id), col(Line.gid), col(LabelLine.quantity))
        .join(Line, col(Line.id) == LabelLine.line_id)
        .where(col(Line.order_id).in_(ids))
        .order_by(col(Line.id)),
    )


def _gather(rows: Iterable[tuple[int, str, int]]) -> Pairs:
    pairs: Pairs = defaultdict(list)
    for owner, gid, units in rows:
        pairs[owner].append((gid, units))
    return pairs


def _columns(table: type[bases.Base]) -> list[ColumnElement[Any]]:
    # Plain rows: making an object with its history of changes for each would take several times as long.
    return list(inspect(table).columns)
