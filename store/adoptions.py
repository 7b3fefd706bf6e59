"""Adoptions: parcels that were shipped in the shop itself, noted here so that stock and parts know of them."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from sqlmodel import Session, col, select

from store import contents, errors, orders, parts
from store.tables import Label, LabelLine, Order, Part


class Adopted(msgspec.Struct, frozen=True, kw_only=True):
    """A fulfillment made in the shop: `lines` are units by Shopify line id, `shipped_at` when Shopify recorded it."""

    fulfillment_gid: str
    carrier: str
    tracking_number: str
    shipped_at: datetime
    part: int
    lines: Mapping[str, int]


def adopt(session: Session, order: Order, parcel: Adopted, *, now: datetime) -> Label:
    """Note the parcel as a label that is written back already. Noting it again changes nothing.

    Noted again with more units, it holds these. Where it holds more than its part, the other parts hold less. Raises
    UnknownPartError, UnknownLineError.
    """
    orders.lock(session, order)
    part = parts.find(session, order, parcel.part)
    lines = {line.gid: line for line in orders.lines(session, order)}
    for gid in parcel.lines:
        if gid not in lines:
            raise errors.UnknownLineError(gid, lines, hint=f"The order is {order.name}.")
    label = _find(session, part, parcel) or _add(session, part, parcel)
    for gid, quantity in parcel.lines.items():
        held = session.get(LabelLine, (label.id, lines[gid].id))
        if held is not None:
            held.quantity = max(held.quantity, quantity)
        elif quantity > 0 and lines[gid].requires_shipping:
            session.add(LabelLine(label_id=label.id, line_id=lines[gid].id, quantity=quantity))
    session.flush()
    # Nobody asked us before shipping it: the parcel may hold more than its part does.
    contents.cover(session, order)
    contents.settle(session, order, now)
    return label


def _find(session: Session, part: Part, parcel: Adopted) -> Label | None:
    return session.exec(
        select(Label).where(
            Label.part_id == part.id,
            Label.fulfillment_gid == parcel.fulfillment_gid,
            col(Label.adopted),
            col(Label.voided_at).is_(None),
        )
    ).first()


def _add(session: Session, part: Part, parcel: Adopted) -> Label:
    label = Label(
        part_id=part.id,
        carrier=parcel.carrier,
        tracking_number=parcel.tracking_number,
        created_at=parcel.shipped_at,
        fulfillment_gid=parcel.fulfillment_gid,
        adopted=True,
    )
    session.add(label)
    session.flush()
    return label
