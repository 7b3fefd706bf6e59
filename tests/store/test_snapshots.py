"""Snapshots: which orders they show, what they say of stock, and that they stay quick."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, insert
from sqlmodel import Session
from support import seeds

from store import databases, labels, orders, parts, refusals, shops, snapshots, states, tags
from store.tables import Stock


def _shown(session: Session, *also: str) -> set[str]:
    return {order.number for order in snapshots.load(session, seeds.SHOP, also=also).orders}


def test_a_snapshot_has_the_whole_desired_state(session: Session):
    """Names that people know and ids that the shop knows, nothing of our tables."""
    order = seeds.place(session, LAMP=2)
    parts.assign(session, order, 1, "warehouse-a", by="rule", rule="default")
    label = seeds.label(session, lines={"LAMP": 1})
    tags.tag(session, order, "Late")
    tags.set_failure(session, order, ["closed"])
    refusals.record(session, seeds.SHOP, address="x", fingerprint="f", message="No.", now=seeds.NOW)
    shops.set_writes_inventory(session, seeds.SHOP, on=True)

    found = snapshots.load(session, seeds.SHOP)

    line = seeds.line(1001, "LAMP")
    assert (found.shop, found.writes_inventory, found.paused) == (seeds.SHOP, True, False)
    assert found.warehouses == (
        states.Warehouse(key="warehouse-a", name="Warehouse A", is_default=True),
        states.Warehouse(key="warehouse-b", name="Warehouse B", is_default=False),
    )
    assert [(one.warehouse_key, one.location_gid, one.location_name) for one in found.mappings] == [
        ("warehouse-a", seeds.AUSTIN, "Austin Office"),
        ("warehouse-b", seeds.LAKE_JACKSON, "Lake Jackson"),
    ]
    assert found.stock == (
        states.Stock(warehouse="warehouse-a", sku="LAMP", counted=48, as_of=seeds.NOW, on_hand=47, committed=1),
        states.Stock(warehouse="warehouse-b", sku="LAMP", counted=50, as_of=seeds.NOW, on_hand=50, committed=0),
    )
    assert [one.address for one in found.refusals] == ["x"]
    (shown,) = found.orders
    assert (shown.gid, shown.name, shown.tags, shown.failure) == (order.gid, "#1001", ("Late",), ("closed",))
    (part,) = shown.parts
    assert (part.warehouse, part.decided_by, part.rule, part.lines) == ("warehouse-a", "rule", "default", ((line, 2),))
    assert [(one.id, one.tracking_number, one.lines) for one in part.labels] == [(label.id, "1Z1", ((line, 1),))]


def test_finished_orders_are_shown_only_while_there_is_something_to_tell_the_shop(session: Session):
    """A label that is not written yet; a voided one whose fulfillment stands."""
    order = seeds.place(session)
    parts.assign(session, order, 1, "warehouse-a", by="rule")
    label = seeds.label(session)
    orders.close(session, order, seeds.after(2))
    assert _shown(session) == {"1001"}

    labels.written(session, label.id, "gid://shopify/Fulfillment/1")
    assert _shown(session) == set()

    labels.void(session, label.id, now=seeds.after(3))
    orders.close(session, order, seeds.after(4))
    assert _shown(session) == {"1001"}

    labels.unwritten(session, label.id)
    assert _shown(session) == set()


def test_finished_orders_are_shown_while_a_failure_is_open_on_them(session: Session):
    """So that it can heal."""
    order = seeds.place(session)
    orders.cancel(session, order, seeds.NOW)
    assert _shown(session) == set()

    tags.set_failure(session, order, ["closed"])
    assert _shown(session) == {"1001"}


def test_finished_orders_are_shown_when_they_are_asked_for(session: Session):
    """The shop may show them as open again; ids that were never imported are left out."""
    order = seeds.place(session)
    orders.close(session, order, seeds.NOW)

    assert _shown(session, order.gid, "gid://shopify/Order/0") == {"1001"}


def test_orders_of_other_shops_are_not_shown_but_count_for_stock(session: Session):
    """The shelf is one."""
    shops.ensure(session, "other.myshopify.com")
    order = seeds.place(session, shop="other.myshopify.com", LAMP=3)
    parts.assign(session, order, 1, "warehouse-a", by="rule")

    found = snapshots.load(session, seeds.SHOP)

    assert found.orders == ()
    assert [row.committed for row in found.stock] == [3, 0]


@contextmanager
def _counting(database: databases.Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("count", [1, 60])
def test_the_number_of_queries_does_not_grow_with_the_number_of_orders(sqlite_database: databases.Database, count: int):
    """A fixed handful for hundreds of orders."""
    with sqlite_database.session() as session:
        seeds.plant(session)
        for number in range(count):
            parts.assign(session, seeds.place(session, number, LAMP=1), 1, "warehouse-a", by="rule")
            seeds.label(session, number)

    with _counting(sqlite_database) as statements, sqlite_database.reading() as session:
        assert len(snapshots.load(session, seeds.SHOP).orders) == count

    assert len(statements) == 19


def test_a_hundred_thousand_counts_are_read_in_a_few_queries(sqlite_database: databases.Database):
    """As many SKUs as a large merchant has, none lost."""
    rows = [
        {"warehouse_id": 1, "sku": f"SKU-{number}", "counted": number, "as_of": seeds.NOW} for number in range(100_000)
    ]
    with sqlite_database.session() as session:
        seeds.plant(session)
        session.execute(insert(Stock), rows)

    with sqlite_database.reading() as session:
        found = snapshots.load(session, seeds.SHOP).stock

    assert len(found) == 100_002
    assert sum(row.on_hand for row in found) == sum(range(100_000)) + 98
