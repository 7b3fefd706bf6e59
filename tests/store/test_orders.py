"""Orders: importing, finding, closing, and edits made in the shop."""

import pytest
from sqlmodel import Session
from support import seeds

from store import contents, edits, errors, orders, parts, shops, stock
from store.tables import Order


def _held(session: Session, order: Order) -> list[dict[str, int]]:
    skus = {line.id: line.sku or "" for line in orders.lines(session, order)}
    held = contents.held(session, order)
    return [
        {skus[line]: units for line, units in held.get(part.id, {}).items()} for part in parts.list_all(session, order)
    ]


def test_a_new_order_has_one_part_with_everything_to_be_shipped(session: Session):
    """Nobody has decided where it ships from, and gift cards are not packed."""
    order = orders.import_order(
        session, seeds.SHOP, seeds.incoming(1001, {"LAMP": 2, "CARD": 1}, digital=("CARD",)), seeds.NOW
    )

    (part,) = parts.list_all(session, order)
    assert (part.number, part.warehouse_id, part.decided_by) == (1, None, None)
    assert _held(session, order) == [{"LAMP": 2}]


def test_importing_again_changes_nothing(session: Session):
    """Also when the shop says something else by then: edits are accepted on purpose, not by the way."""
    first = seeds.place(session, LAMP=2)
    parts.assign(session, first, 1, "warehouse-b", by="person")

    again = seeds.place(session, LAMP=5)

    assert again.id == first.id
    assert _held(session, again) == [{"LAMP": 2}]
    assert parts.list_all(session, again)[0].decided_by == "person"


@pytest.mark.parametrize("written", ["1001", "#1001", " #1001 ", "gid://shopify/Order/1001"])
def test_an_order_is_found_however_people_write_it(session: Session, written: str):
    """By number, by name, by id."""
    placed = seeds.place(session)

    assert orders.find(session, seeds.SHOP, written).id == placed.id


def test_an_order_that_was_not_imported_is_unknown(session: Session):
    """The caller may look in the shop."""
    with pytest.raises(
        errors.UnknownOrderError, match=f'no order "1002". Nothing with that number was imported from {seeds.SHOP}'
    ):
        orders.find(session, seeds.SHOP, "1002")


def test_a_mistyped_number_is_refused_with_the_nearest(session: Session):
    """With or without the sign that people put before it."""
    seeds.place(session)

    with pytest.raises(errors.UnknownOrderError, match=r'no order "#1011"\. Did you mean "1001"\?'):
        orders.find(session, seeds.SHOP, "#1011")


def test_a_number_that_means_two_orders_needs_the_full_name(session: Session):
    """Shops may change the format of their order names."""
    seeds.place(session)
    shop_order = orders.Incoming(
        gid="gid://shopify/Order/7", name="EU1001", number="1001", placed_at=seeds.NOW, lines=()
    )
    orders.import_order(session, seeds.SHOP, shop_order, seeds.NOW)

    with pytest.raises(errors.AmbiguousNameError, match=r"#1001 .*EU1001"):
        orders.find(session, seeds.SHOP, "1001")
    assert orders.find(session, seeds.SHOP, "EU1001").gid == "gid://shopify/Order/7"


def test_orders_of_other_shops_are_not_found(session: Session):
    """Two shops have an order 1001 each."""
    shops.ensure(session, "other.myshopify.com")
    mine, theirs = seeds.place(session), seeds.place(session, shop="other.myshopify.com")

    assert orders.find(session, seeds.SHOP, "1001").id == mine.id
    assert orders.find(session, "other.myshopify.com", "1001").id == theirs.id
    assert orders.known(session, seeds.SHOP, [mine.gid, "gid://shopify/Order/0"]) == {mine.gid}


def test_cancelled_and_closed_orders_are_not_open(session: Session):
    """The first moment stays when it is said again."""
    cancelled, closed, still_open = (seeds.place(session, number) for number in (1001, 1002, 1003))
    orders.cancel(session, cancelled, seeds.after(1))
    orders.cancel(session, cancelled, seeds.after(2))
    orders.close(session, closed, seeds.after(3))

    assert cancelled.cancelled_at == seeds.after(1)
    assert [order.id for order in orders.open_orders(session, seeds.SHOP)] == [still_open.id]

    orders.reopen(session, closed)
    assert len(orders.open_orders(session, seeds.SHOP)) == 2


def test_an_edit_changes_quantities_and_parts_follow(session: Session):
    """One line grows, one goes, one is new; the new one joins the part that has no parcel."""
    order = seeds.place(session, LAMP=1, SHADE=2)
    parts.assign(session, order, 1, "warehouse-a", by="person")

    edits.set_quantities(session, order, seeds.lines(1001, {"LAMP": 3, "BULB": 1}), now=seeds.NOW)

    assert _held(session, order) == [{"LAMP": 3, "BULB": 1}]
    assert {line.sku: line.quantity for line in orders.lines(session, order)} == {"LAMP": 3, "SHADE": 0, "BULB": 1}
    assert parts.list_all(session, order)[0].decided_by == "person"


def test_what_is_added_after_everything_was_labelled_gets_a_part_of_its_own(session: Session):
    """The parcel has left; nobody has decided yet what ships the rest."""
    order = seeds.place(session, LAMP=1)
    parts.assign(session, order, 1, "warehouse-a", by="rule")
    seeds.label(session)

    edits.set_quantities(session, order, seeds.lines(1001, {"LAMP": 2}), now=seeds.NOW)

    assert _held(session, order) == [{"LAMP": 1}, {"LAMP": 1}]
    assert [part.decided_by for part in parts.list_all(session, order)] == ["rule", None]


def test_what_lies_in_a_parcel_cannot_be_edited_away(session: Session):
    """A refund after shipping takes nothing out of the parcel, and nothing is to be shipped in its place."""
    order = seeds.place(session, LAMP=2)
    parts.assign(session, order, 1, "warehouse-a", by="rule")
    seeds.label(session)

    edits.set_quantities(session, order, seeds.lines(1001, {"LAMP": 1}), now=seeds.NOW)

    assert _held(session, order) == [{"LAMP": 2}]
    assert contents.left(session, order) == {}
    assert stock.list_all(session, "warehouse-a")[0].committed == 0


def test_a_negative_quantity_is_refused(session: Session):
    """Before anything is changed."""
    order = seeds.place(session, LAMP=2)
    with pytest.raises(errors.QuantityError, match=r"Order #1001, The LAMP: the quantity -1 is negative"):
        edits.set_quantities(session, order, seeds.lines(1001, {"LAMP": -1}), now=seeds.NOW)
    assert _held(session, order) == [{"LAMP": 2}]
