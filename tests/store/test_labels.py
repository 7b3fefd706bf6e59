"""Labels: what they may hold, when they are refused, voiding, correcting, and parcels shipped in the shop."""

import pytest
from sqlmodel import Session
from support import seeds

from store import adoptions, contents, edits, errors, labels, order_states, orders, parts, timeline
from store.tables import Order


@pytest.fixture
def order(session: Session) -> Order:
    """An order of two lamps and a shade that ships from warehouse A."""
    order = seeds.place(session, LAMP=2, SHADE=1)
    parts.assign(session, order, 1, "warehouse-a", by="rule", rule="default")
    return order


def _parcels(session: Session, order: Order) -> list[dict[str, int]]:
    (state,) = order_states.load(session, [order.id])
    skus = {line.gid: line.sku or "" for line in state.lines}
    return [{skus[gid]: units for gid, units in label.lines} for part in state.parts for label in part.labels]


def test_a_label_holds_all_that_is_left(session: Session, order: Order):
    """The usual case: one parcel, nothing said about lines."""
    label = seeds.label(session)

    assert _parcels(session, order) == [{"LAMP": 2, "SHADE": 1}]
    assert (label.carrier, label.tracking_number, label.created_at) == ("UPS", "1Z1", seeds.after(1))
    assert timeline.entries(session, order)[-1].text == "Part 1 labelled: UPS 1Z1."


def test_a_part_may_ship_in_several_parcels(session: Session, order: Order):
    """By SKU or by line id; the last one takes the rest."""
    seeds.label(session, tracking="1Z1", lines={"LAMP": 1})
    seeds.label(session, tracking="1Z2", lines={seeds.line(1001, "LAMP"): 1})
    seeds.label(session, tracking="1Z3")

    assert _parcels(session, order) == [{"LAMP": 1}, {"LAMP": 1}, {"SHADE": 1}]


def test_two_lines_with_one_sku_are_filled_one_after_the_other(session: Session):
    """People name SKUs; the parcel is kept by line."""
    twice = [
        orders.IncomingLine(gid=f"gid://shopify/LineItem/{number}", title="Lamp", sku="LAMP", quantity=2)
        for number in (1, 2)
    ]
    shop_order = orders.Incoming(
        gid="gid://shopify/Order/9", name="#9", number="9", placed_at=seeds.NOW, lines=tuple(twice)
    )
    order = orders.import_order(session, seeds.SHOP, shop_order, seeds.NOW)
    parts.assign(session, order, 1, "warehouse-a", by="rule")

    seeds.label(session, 9, lines={"LAMP": 3})

    (state,) = order_states.load(session, [order.id])
    assert state.parts[0].labels[0].lines == (("gid://shopify/LineItem/1", 2), ("gid://shopify/LineItem/2", 1))


def test_a_label_for_an_unknown_order_is_refused(session: Session):
    """The caller may look in the shop."""
    with pytest.raises(errors.UnknownOrderError):
        seeds.label(session, 4711)


@pytest.mark.usefixtures("order")
def test_a_label_for_a_cancelled_order_is_refused(session: Session):
    """Somebody would pack it for nobody."""
    orders.cancel(session, orders.find(session, seeds.SHOP, "1001"), seeds.NOW)
    with pytest.raises(errors.OrderCancelledError, match="nothing of it is to be shipped"):
        seeds.label(session)


def test_a_label_for_a_fulfilled_order_is_refused(session: Session, order: Order):
    """It has left."""
    orders.close(session, order, seeds.NOW)
    with pytest.raises(errors.AlreadyFulfilledError, match="void its label first"):
        seeds.label(session)


@pytest.mark.usefixtures("order")
def test_a_second_label_for_everything_is_refused(session: Session):
    """Unless the first is voided."""
    first = seeds.label(session)
    with pytest.raises(errors.AlreadyLabelledError, match="Everything of order #1001 has a label"):
        seeds.label(session, tracking="1Z2")

    labels.void(session, first.id, now=seeds.after(2))
    seeds.label(session, tracking="1Z2")


def test_a_label_without_ship_from_is_refused(session: Session):
    """The message tells how to decide."""
    seeds.place(session)
    with pytest.raises(errors.NoShipFromError, match="trueup orders ship-from 1001 WAREHOUSE"):
        seeds.label(session)


def test_of_several_parts_one_must_be_named_until_one_is_left(session: Session, order: Order):
    """A label on the wrong part would move the wrong goods."""
    shares = [
        parts.Share(warehouse="warehouse-a", lines={seeds.line(1001, "LAMP"): 2}),
        parts.Share(warehouse="warehouse-b", lines={seeds.line(1001, "SHADE"): 1}),
    ]
    parts.split(session, order, shares, by="person", now=seeds.NOW)

    with pytest.raises(errors.PartNeededError, match=r"part 1 .* part 2 "):
        seeds.label(session)
    seeds.label(session, part=2)
    with pytest.raises(errors.AlreadyLabelledError, match="Everything of part 2"):
        seeds.label(session, tracking="1Z2", part=2)
    seeds.label(session, tracking="1Z2")

    assert _parcels(session, order) == [{"LAMP": 2}, {"SHADE": 1}]


@pytest.mark.usefixtures("order")
@pytest.mark.parametrize("units", [{"LAMP": 3}, {"LAMP": 0}, {"LAMP": -1}, {}])
def test_more_than_is_left_or_nothing_at_all_is_refused(session: Session, units: dict[str, int]):
    """The message says how much is left."""
    with pytest.raises(errors.QuantityError, match=r"has 2 left|names no units"):
        seeds.label(session, lines=units)


@pytest.mark.usefixtures("order")
def test_a_line_that_is_not_in_the_part_is_refused_with_the_nearest(session: Session):
    """SKUs are compared exactly."""
    with pytest.raises(errors.UnknownLineError, match=r'no line "lamp"\. Did you mean "LAMP"'):
        seeds.label(session, lines={"lamp": 1})


@pytest.mark.usefixtures("order")
def test_a_tracking_number_stands_once_on_an_order(session: Session):
    """A label sent in twice makes one parcel; a voided number may be used again; none at all is refused."""
    first = seeds.label(session, lines={"LAMP": 1})
    with pytest.raises(errors.DuplicateTrackingError, match="1Z1 already"):
        seeds.label(session, tracking=" 1Z1 ", lines={"LAMP": 1})
    with pytest.raises(errors.DuplicateTrackingError, match="needs a tracking number"):
        seeds.label(session, tracking=" ", lines={"LAMP": 1})

    labels.void(session, first.id, now=seeds.after(2))
    seeds.label(session, lines={"LAMP": 1})


def test_voiding_opens_the_order_again(session: Session, order: Order):
    """Its units are to be shipped again; voiding twice keeps the first moment."""
    label = seeds.label(session)
    orders.close(session, order, seeds.after(2))

    labels.void(session, label.id, now=seeds.after(3))
    labels.void(session, label.id, now=seeds.after(4))

    assert label.voided_at == seeds.after(3)
    assert order.closed_at is None
    assert sum(contents.left(session, order)[label.part_id].values()) == 3


def test_voiding_what_an_edit_took_away_leaves_nothing_to_ship(session: Session, order: Order):
    """The units had stayed only because they lay in the parcel."""
    label = seeds.label(session)
    edits.set_quantities(session, order, seeds.lines(1001, {"LAMP": 1}), now=seeds.NOW)

    labels.void(session, label.id, now=seeds.after(3))

    skus = {line.id: line.sku for line in orders.lines(session, order)}
    left = contents.left(session, order)
    assert [{skus[line]: units for line, units in lines.items()} for lines in left.values()] == [{"LAMP": 1}]


@pytest.mark.usefixtures("order")
def test_a_corrected_label_stays_the_same_parcel(session: Session):
    """Another carrier and number; the fulfillment in the shop is still its own."""
    label = seeds.label(session)
    labels.written(session, label.id, "gid://shopify/Fulfillment/1")

    labels.replace(session, label.id, labels.Parcel(carrier="FedEx", tracking_number="77"), now=seeds.after(2))

    again = labels.find(session, orders.find(session, seeds.SHOP, "1001"), "77")
    assert (again.id, again.carrier, again.fulfillment_gid) == (label.id, "FedEx", "gid://shopify/Fulfillment/1")
    labels.unwritten(session, label.id)
    assert again.fulfillment_gid is None


@pytest.mark.usefixtures("order")
def test_a_void_or_unknown_label_cannot_be_corrected(session: Session):
    """There is no parcel."""
    label = labels.void(session, seeds.label(session).id, now=seeds.after(2))
    parcel = labels.Parcel(carrier="FedEx", tracking_number="77")

    with pytest.raises(errors.OrderStateError, match="is void"):
        labels.replace(session, label.id, parcel, now=seeds.after(3))
    with pytest.raises(errors.UnknownLabelError):
        labels.replace(session, 4711, parcel, now=seeds.after(3))
    with pytest.raises(errors.UnknownLabelError, match='Did you mean "1Z1"'):
        labels.find(session, orders.find(session, seeds.SHOP, "1001"), "1Z7")


def _shipped_in_shop(part: int, **units: int) -> adoptions.Adopted:
    return adoptions.Adopted(
        fulfillment_gid="gid://shopify/Fulfillment/5",
        carrier="UPS",
        tracking_number="1Z9",
        shipped_at=seeds.after(1),
        part=part,
        lines={seeds.line(1001, sku): count for sku, count in units.items()},
    )


def test_a_parcel_shipped_in_the_shop_is_noted_once(session: Session, order: Order):
    """It is written already, and what it holds is not to be shipped again."""
    first = adoptions.adopt(session, order, _shipped_in_shop(1, LAMP=1), now=seeds.NOW)
    again = adoptions.adopt(session, order, _shipped_in_shop(1, LAMP=1), now=seeds.NOW)

    assert first.id == again.id
    assert (first.adopted, first.fulfillment_gid) == (True, "gid://shopify/Fulfillment/5")
    assert sum(contents.left(session, order)[first.part_id].values()) == 2


def test_a_parcel_with_more_than_its_part_takes_from_the_others(session: Session, order: Order):
    """Nobody asked us, but the sums stay right: three lamps never come out of two."""
    shares = [
        parts.Share(warehouse="warehouse-a", lines={seeds.line(1001, "LAMP"): 1, seeds.line(1001, "SHADE"): 1}),
        parts.Share(warehouse="warehouse-b", lines={seeds.line(1001, "LAMP"): 1}),
    ]
    parts.split(session, order, shares, by="rule", now=seeds.NOW)

    adoptions.adopt(session, order, _shipped_in_shop(1, LAMP=2), now=seeds.NOW)

    assert [part.number for part in parts.list_all(session, order)] == [1]
    assert [sum(lines.values()) for lines in contents.held(session, order).values()] == [3]
    assert [sum(lines.values()) for lines in contents.left(session, order).values()] == [1]


def test_a_parcel_with_an_unknown_line_is_refused(session: Session, order: Order):
    """The order must be brought up to date first."""
    with pytest.raises(errors.UnknownLineError, match="The order is #1001"):
        adoptions.adopt(session, order, _shipped_in_shop(1, BULB=1), now=seeds.NOW)


def test_a_parcel_of_the_shop_that_turns_out_to_hold_more_of_us_is_one_parcel_still(session: Session, order: Order):
    """What a label of ours held at first, and gave up since, is in it as well."""
    first = adoptions.adopt(session, order, _shipped_in_shop(1, LAMP=1), now=seeds.NOW)
    again = adoptions.adopt(session, order, _shipped_in_shop(1, LAMP=2, SHADE=1), now=seeds.NOW)

    assert first.id == again.id
    assert contents.left(session, order) == {}
