"""Forgetting people: what the database holds about orders besides what stock and parcels need, blanked row by row.

`reconciler.forgetting` says what; it knows the form of plans, and gives a `Scrub` for what is kept of them as JSON.
`Database.wipe` afterwards takes the bytes out of the files. Each function returns how many rows it changed.
"""

import typing
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Delete, String, Update, cast, delete, or_, update
from sqlmodel import Session, col, select

from store import shops, timeline
from store.tables import (
    Change,
    DirtyMark,
    JournalEntry,
    Label,
    Order,
    Part,
    Refusal,
    Round,
    Shop,
    TimelineEntry,
    WaitingPlan,
)

Scrub = Callable[[Any], Any]
"""Plain JSON in, the same out without what is to be forgotten; equal where there is nothing."""

FORGOTTEN = "[forgotten]"
"""What stands in place of words that were forgotten."""

REMARK = "What was said about this order until now was forgotten."


def remarks(session: Session, orders: Sequence[Order], now: datetime) -> int:
    """Remove everything from the timelines of orders, and say so there."""
    count = 0
    for order in orders:
        count += _run(session, delete(TimelineEntry).where(col(TimelineEntry.order_id) == order.id))
        timeline.note(session, order, REMARK, kind="forgotten", at=now, author="person")
    return count


def addresses_of_parcels(session: Session, orders: Sequence[Order]) -> int:
    """Remove where parcels could be followed: such addresses often hold a postal code. Numbers stay."""
    parts = select(Part.id).where(col(Part.order_id).in_([order.id for order in orders]))
    mine = (col(Label.part_id).in_(parts), col(Label.tracking_url).is_not(None))
    return _run(session, update(Label).where(*mine).values(tracking_url=None))


def marks(session: Session, shop: str, orders: Sequence[Order]) -> int:
    """Remove the marks of webhooks about these orders; full rounds look at everything anyway."""
    mine = (
        col(DirtyMark.shop_id) == shops.get(session, shop).id,
        col(DirtyMark.subject).in_([order.gid for order in orders]),
    )
    return _run(session, delete(DirtyMark).where(*mine))


def records(session: Session, shop: str, scrub: Scrub, hints: Sequence[str]) -> int:
    """Scrub what is kept of rounds: plans, changes, requests, what waits for a person.

    Only rows whose JSON holds one of the `hints` are looked at.
    """
    shop_id = shops.get(session, shop).id
    of_shop = select(Round.id).where(Round.shop_id == shop_id)
    rows: list[tuple[Any, tuple[str, ...], ColumnElement[bool]]] = [
        (Round, ("plan", "summary"), col(Round.shop_id) == shop_id),
        (Change, ("content", "before", "after"), col(Change.round_id).in_(of_shop)),
        (JournalEntry, ("request",), col(JournalEntry.shop_id) == shop_id),
        (WaitingPlan, ("plan",), col(WaitingPlan.shop_id) == shop_id),
    ]
    return sum(_scrub_rows(session, table, columns, mine, (scrub, hints)) for table, columns, mine in rows)


def messages(session: Session, shop: str, numbers: Sequence[str]) -> int:
    """Blank what the shop or a database said about changes to these orders; it may quote anything."""
    shop_id = shops.get(session, shop).id
    of_shop = select(Round.id).where(Round.shop_id == shop_id)
    count = 0
    for table, mine in (
        (Change, col(Change.round_id).in_(of_shop)),
        (JournalEntry, col(JournalEntry.shop_id) == shop_id),
        (Refusal, col(Refusal.shop_id) == shop_id),
    ):
        about = or_(*(name for number in numbers for name in _addresses(table.address, number)))
        told = col(table.message).is_not(None)
        count += _run(session, update(table).where(mine, told, about).values(message=FORGOTTEN))
    session.expire_all()
    return count


def texts(session: Session, shop: str, scrub: Scrub) -> int:
    """Scrub what people and the shop wrote in their own words, wherever such words are kept."""
    shop_row = shops.get(session, shop)
    of_rounds = select(Round.id).where(Round.shop_id == shop_row.id)
    of_orders = select(Order.id).where(Order.shop_id == shop_row.id)
    rows: list[tuple[Any, tuple[str, ...], ColumnElement[bool]]] = [
        (TimelineEntry, ("text",), col(TimelineEntry.order_id).in_(of_orders)),
        (Change, ("message",), col(Change.round_id).in_(of_rounds)),
        (JournalEntry, ("message",), col(JournalEntry.shop_id) == shop_row.id),
        (Refusal, ("message",), col(Refusal.shop_id) == shop_row.id),
        (Shop, ("paused_why",), col(Shop.id) == shop_row.id),
    ]
    return sum(_scrub_rows(session, table, columns, mine, (scrub, ())) for table, columns, mine in rows)


def _run(session: Session, statement: Delete | Update) -> int:
    return typing.cast("CursorResult[Any]", session.execute(statement)).rowcount


def _scrub_rows(
    session: Session, table: Any, columns: Sequence[str], mine: ColumnElement[bool], how: tuple[Scrub, Sequence[str]]
) -> int:
    scrub, hints = how
    wanted = [cast(getattr(table, name), String).contains(hint, autoescape=True) for name in columns for hint in hints]
    asked = select(table).where(mine, or_(*wanted)) if wanted else select(table).where(mine)
    count = 0
    for row in session.exec(asked):
        before = {name: getattr(row, name) for name in columns}
        after = {name: value if value is None else scrub(value) for name, value in before.items()}
        if after != before:
            for name, value in after.items():
                setattr(row, name, value)
            count += 1
    session.flush()
    return count


def _addresses(address: Any, number: str) -> list[ColumnElement[bool]]:
    """Conditions for addresses of an order: `relocate order=1001 part=1`, and not `order=10011`."""
    word = f"order={number}"
    column = cast(address, String)
    return [
        column == word,
        column.endswith(f" {word}", autoescape=True),
        column.startswith(f"{word} ", autoescape=True),
        column.contains(f" {word} ", autoescape=True),
    ]
