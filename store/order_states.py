"""Orders with all that is in them, for snapshots: a fixed number of queries for hundreds of orders at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlmodel import Session, col, select

from store import states, upserts
from store.tables import Label, LabelLine, Line, Order, Part, PartLine, Tag, Warehouse

Pairs = dict[int, list[tuple[str, int]]]


def load(session: Session, order_ids: Collection[int]) -> Iterator[states.Order]:
    """Yield the orders with these database ids, in the order of the ids."""
    for chunk in upserts.chunks(order_ids):
        yield from _load_chunk(session, chunk)


def _load_chunk(session: Session, ids: Sequence[int]) -> Iterator[states.Order]:
    lines = _load_lines(session, ids)
    parts = _load_parts(session, ids)
    tags: dict[int, list[str]] = defaultdict(list)
    for order_id, text in session.execute(
        select(Tag.order_id, Tag.text).where(col(Tag.order_id).in_(ids)).order_by(col(Tag.text))
    ):
        tags[order_id].append(text)
    for row in session.exec(select(Order).where(col(Order.id).in_(ids)).order_by(col(Order.id))):
        yield states.Order(
            gid=row.gid,
            name=row.name,
            number=row.number,
            placed_at=row.placed_at,
            imported_at=row.imported_at,
            cancelled_at=row.cancelled_at,
            closed_at=row.closed_at,
            lines=tuple(lines[row.id]),
            parts=tuple(parts[row.id]),
            tags=tuple(tags[row.id]),
            failure=tuple(row.failure),
        )


def _load_lines(session: Session, ids: Sequence[int]) -> dict[int, list[states.Line]]:
    found: dict[int, list[states.Line]] = defaultdict(list)
    for row in session.exec(select(Line).where(col(Line.order_id).in_(ids)).order_by(col(Line.id))):
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
    query = (
        select(Part, Warehouse.key)
        .join(Warehouse, col(Warehouse.id) == Part.warehouse_id, isouter=True)
        .where(col(Part.order_id).in_(ids))
        .order_by(col(Part.order_id), col(Part.number))
    )
    found: dict[int, list[states.Part]] = defaultdict(list)
    for part, key in session.execute(query):
        found[part.order_id].append(
            states.Part(
                number=part.number,
                warehouse=key,
                decided_by=part.decided_by,
                rule=part.rule,
                lines=tuple(units[part.id]),
                labels=tuple(labels[part.id]),
            )
        )
    return found


def _load_part_lines(session: Session, ids: Sequence[int]) -> Pairs:
    query = (
        select(PartLine.part_id, Line.gid, PartLine.quantity)
        .join(Line, col(Line.id) == PartLine.line_id)
        .where(col(Line.order_id).in_(ids))
        .order_by(col(Line.id))
    )
    return _gather(session.execute(query))


def _load_labels(session: Session, ids: Sequence[int]) -> dict[int, list[states.Label]]:
    lines = _gather(
        session.execute(
            select(LabelLine.label_id, Line.gid, LabelLine.quantity)
            .join(Line, col(Line.id) == LabelLine.line_id)
            .where(col(Line.order_id).in_(ids))
            .order_by(col(Line.id))
        )
    )
    query = select(Label).join(Part, col(Part.id) == Label.part_id).where(col(Part.order_id).in_(ids))
    found: dict[int, list[states.Label]] = defaultdict(list)
    for label in session.exec(query.order_by(col(Label.id))):
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


def _gather(rows: Iterable[tuple[int, str, int]]) -> Pairs:
    pairs: Pairs = defaultdict(list)
    for owner, gid, units in rows:
        pairs[owner].append((gid, units))
    return pairs
