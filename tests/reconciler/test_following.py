"""Taking over what the shop says: a plan's world comes to the same parts as the store does."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import databases as test_databases

from reconciler import desired, desiring, following
from store import databases, edits, labels, orders, parts, shops, warehouses

SHOP = "shop.myshopify.com"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOLDS = {"l1": 3, "l2": 2}
SOME = st.dictionaries(st.sampled_from(["l1", "l2"]), st.integers(1, 2), min_size=1)
EDITED = st.dictionaries(st.sampled_from(["l1", "l2", "l3"]), st.integers(0, 4), min_size=1)
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def edited_database(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[databases.Database]:
    """One database for all examples: each makes an order of its own."""
    url = test_databases.copy_sqlite(sqlite_template, tmp_path_factory.mktemp("following"))
    with databases.open(url) as database:
        with database.session() as session:
            shops.ensure(session, SHOP)
            for key in ("a", "b"):
                warehouses.add(session, key, key.upper())
        yield database


def _lines(units: dict[str, int]) -> list[orders.IncomingLine]:
    return [orders.IncomingLine(gid=gid, sku=gid, title=gid, quantity=count) for gid, count in units.items()]


def _import(session: databases.Session, number: str) -> None:
    incoming = orders.Incoming(gid=number, name=f"#{number}", number=number, placed_at=NOW, lines=tuple(_lines(HOLDS)))
    order = orders.import_order(session, SHOP, incoming, NOW)
    parts.assign(session, order, 1, "a", by="person")


def _split(session: databases.Session, number: str, off: dict[str, int]) -> None:
    rest = {gid: units - off.get(gid, 0) for gid, units in HOLDS.items()}
    shares = [parts.Share(warehouse="a", lines=rest), parts.Share(warehouse="b", lines=off)]
    parts.split(session, orders.find(session, SHOP, number), shares, by="person", now=NOW)


def _label(session: databases.Session, number: str, units: dict[str, int], *, void: bool) -> None:
    parcel = labels.Parcel(carrier="UPS", tracking_number="1Z", part=1, lines=units)
    made = labels.create(session, SHOP, number, parcel, now=NOW)
    if void:
        labels.void(session, made.id, now=NOW)


def _held(database: databases.Database, number: str) -> desired.Order:
    return next(order for order in desiring.desire(database, SHOP).orders if order.id == number)


def _shape(held: tuple[desired.Part, ...]) -> list[tuple[int, str | None, list[tuple[str, int]]]]:
    return [(part.number, part.ship_from, sorted(part.lines)) for part in held]


@settings(max_examples=80, deadline=None)
@given(off=st.none() | SOME, labelled=st.none() | SOME, void=st.booleans(), edited=st.lists(EDITED, max_size=3))
def test_edits_come_to_the_same_parts_in_a_plan_and_in_the_store(
    edited_database: databases.Database,
    off: dict[str, int] | None,
    labelled: dict[str, int] | None,
    void: bool,  # noqa: FBT001
    edited: list[dict[str, int]],
) -> None:
    """Whatever was split and labelled before, and however often the order is edited."""
    number = str(next(_numbers))
    with edited_database.session() as session:
        _import(session, number)
        if off:
            _split(session, number, off)
    if labelled:
        whole = dict(_held(edited_database, number).parts[0].lines)
        units = {gid: min(count, whole.get(gid, 0)) for gid, count in labelled.items()}
        units = {gid: count for gid, count in units.items() if count}
        if units:
            with edited_database.session() as session:
                _label(session, number, units, void=void)

    for quantities in edited:
        before = _held(edited_database, number)
        full = {**{line.id: 0 for line in before.lines}, **quantities}
        with edited_database.session() as session:
            edits.set_quantities(session, orders.find(session, SHOP, number), _lines(full), now=NOW)
        after = _held(edited_database, number)

        projected = following.settled(before.parts, after.lines)

        assert _shape(projected) == _shape(after.parts)
