"""Parcels with a label's number that may be ours or somebody else's: a person is asked, with both possibilities."""

import msgspec
import pytest
from sqlmodel import select
from support import crashes, promises, towns_looked_at
from support.towns import Town

from reconciler.actual import Tracking
from reconciler.shopify import reading_orders, writing
from store import errors, labels
from store.tables import JournalEntry

TAG = "Failed Shipment Notification"


async def _ordered(town: Town, units: int) -> None:
    await town.control("orders", {"lines": [{"sku": "MUG-01", "quantity": units}]})
    await town.round()


async def _match(town: Town, label: int, which: int = 0) -> None:
    """As `trueup label match` does it, for the parcel that is so-manieth among those that stand."""
    order = await reading_orders.order_by_number(town.shop.client, "1001")
    assert order is not None
    parcel = [one for one in order.fulfillments if one.stands][which]
    matched = labels.Matched(
        fulfillment_gid=parcel.id,
        name=parcel.name,
        tracking_numbers=frozenset(one.number for one in parcel.tracking if one.number),
        lines=dict(parcel.lines),
    )
    with town.database.session() as session:
        labels.match(session, label, matched, now=town.clock())


async def _parcels(town: Town) -> list[str]:
    return [one["id"] for one in (await town.order())["fulfillments"] if one["status"] == "SUCCESS"]


async def _ship_by_hand(town: Town, units: int, number: str) -> None:
    """A merchant ships some units of the order where they are, and types a tracking number."""
    order = await reading_orders.order_by_number(town.shop.client, "1001")
    assert order is not None
    fo = next(one for one in order.fulfillment_orders if one.is_open)
    parcel = [(fo.id, [(fo.lines[0].id, units)])]
    tracking = Tracking(company="UPS", number=number)
    await writing.create_fulfillment(town.shop.client, parcel, tracking, notify=False)


def _outcomes(town: Town) -> list[str | None]:
    """What the journal knows of the parcels that were asked for."""
    with town.database.reading() as session:
        return [row.outcome for row in session.exec(select(JournalEntry)) if row.action == "write_tracking"]


async def _is_at_rest(town: Town) -> None:
    plan = await town.plan()
    assert plan.changes == ()
    promises.check_rest(town, await towns_looked_at.see(town), plan)


async def test_our_number_on_a_parcel_from_another_location_is_left_to_a_person(town: Town) -> None:
    """Somebody shipped it in the admin, at Lake Jackson; the label says Austin. Both possibilities are on the order."""
    await _ordered(town, 1)
    town.label("1001", "1ZFIRST")
    await _ship_by_hand(town, 1, "1ZFIRST")

    await town.round()

    assert TAG in (await town.order())["tags"]
    (note,) = town.notes()
    assert "for 1 x MUG-01 from Austin Office" in note
    assert "#1001-F1 (1 x MUG-01 from Lake Jackson)" in note
    assert "trueup label match 1001 1ZFIRST" in note
    assert len(await _parcels(town)) == 1
    assert (await town.round()).plan.changes == ()


async def test_what_a_person_says_is_ours_heals_the_order(town: Town) -> None:
    """Then it is the label's parcel as it stands, and nothing is written a second time."""
    await _ordered(town, 1)
    label = town.label("1001", "1ZFIRST")
    await _ship_by_hand(town, 1, "1ZFIRST")
    await town.round()

    await _match(town, label)
    await town.round()

    assert TAG not in (await town.order())["tags"]
    assert len(await _parcels(town)) == 1
    assert (await town.round()).plan.changes == ()


async def test_a_number_corrected_in_the_shop_lets_the_label_be_written(town: Town) -> None:
    """Two of three mugs left by hand under our number; with their own number, our parcel of one is written."""
    await _ordered(town, 3)
    town.ship_from("1001", "warehouse-b")
    town.label("1001", "1ZFIRST", lines={"MUG-01": 1})
    await _ship_by_hand(town, 2, "1ZFIRST")
    await town.round()
    (by_hand,) = await _parcels(town)

    await writing.update_tracking(town.shop.client, by_hand, Tracking(company="UPS", number="1ZOTHER"), notify=False)
    await town.round()

    numbers = [one["tracking"][0]["number"] for one in (await town.order())["fulfillments"]]
    assert numbers == ["1ZOTHER", "1ZFIRST"]
    assert TAG not in (await town.order())["tags"]
    assert (await town.round()).plan.changes == ()


async def test_a_second_parcel_with_the_number_after_a_lost_answer_is_left_to_a_person(town: Town) -> None:
    """Ours was written and its answer lost; a merchant used the number again: it can't be told."""
    await _ordered(town, 2)
    town.ship_from("1001", "warehouse-b")
    town.label("1001", "1ZFIRST", lines={"MUG-01": 1})
    async with crashes.killing(town, "fulfillmentCreate", after=True) as client:
        with pytest.raises(crashes.Killed):
            await town.round(client=client)
    await _ship_by_hand(town, 1, "1ZFIRST")
    town.clock.pass_time(seconds=61)

    await town.round()

    assert _outcomes(town) == [None]
    assert "#1001-F1 (1 x MUG-01 from Lake Jackson); #1001-F2 (1 x MUG-01 from Lake Jackson)" in town.notes()[0]
    assert len(await _parcels(town)) == 2
    assert (await town.round()).plan.changes == ()

    await _match(town, town.stored().parts[0].labels[0].id, which=0)
    await town.round()
    assert _outcomes(town) == ["found"]
    await _is_at_rest(town)


async def test_a_new_number_leaves_what_can_t_be_told_as_it_is(town: Town) -> None:
    """Ours was written and its answer lost, and a merchant used the number again; then the label's number changes."""
    await _ordered(town, 4)
    town.ship_from("1001", "warehouse-b")
    label = town.label("1001", "1ZFIRST", lines={"MUG-01": 1})
    async with crashes.killing(town, "fulfillmentCreate", after=True) as client:
        with pytest.raises(crashes.Killed):
            await town.round(client=client)
    await _ship_by_hand(town, 1, "1ZFIRST")
    with town.database.session() as session:
        labels.replace(session, label, labels.Parcel(carrier="UPS", tracking_number="1ZRIGHT"), now=town.clock())
    town.clock.pass_time(seconds=61)

    await town.round()

    assert len(await _parcels(town)) == 2
    assert "this number, or one that it had before (1ZFIRST), stands on #1001-F1" in town.notes()[0]
    assert (await town.round()).plan.changes == ()

    ours = (await _parcels(town))[0]
    await writing.update_tracking(town.shop.client, ours, Tracking(company="UPS", number="1ZRIGHT"), notify=False)
    await town.round()
    assert town.stored().parts[0].labels[0].fulfillment_gid == ours
    assert _outcomes(town) == ["found"]
    await _is_at_rest(town)


async def test_a_lost_answer_of_the_same_goods_from_the_same_place_is_ours(town: Town) -> None:
    """Lines, quantities, number and location agree: nobody has to be asked."""
    await _ordered(town, 2)
    town.ship_from("1001", "warehouse-b")
    town.label("1001", "1ZFIRST", lines={"MUG-01": 1})
    async with crashes.killing(town, "fulfillmentCreate", after=True) as client:
        with pytest.raises(crashes.Killed):
            await town.round(client=client)

    await town.round()

    (label,) = town.stored().parts[0].labels
    assert label.fulfillment_gid == (await _parcels(town))[0]
    assert (await town.order())["tags"] == []


async def test_a_voided_label_has_no_parcel_to_match(town: Town) -> None:
    """What was called off can't be said to have left."""
    await _ordered(town, 1)
    label = town.label("1001", "1ZFIRST")
    await _ship_by_hand(town, 1, "1ZFIRST")
    with town.database.session() as session:
        labels.void(session, label, now=town.clock())

    with pytest.raises(errors.OrderStateError, match="is void"):
        await _match(town, label)


async def test_what_a_matched_parcel_holds_beyond_the_label_is_noted_as_shipped(town: Town) -> None:
    """Two mugs went into the box of a label for one: nobody packs the second one again, and stock is less by two."""
    town.write_back(on=True)
    await _ordered(town, 2)
    town.ship_from("1001", "warehouse-b")
    label = town.label("1001", "1ZFIRST", lines={"MUG-01": 1})
    await _ship_by_hand(town, 2, "1ZFIRST")
    await town.round()

    await _match(town, label)
    await town.round()

    assert [(one.adopted, [units for _, units in one.lines]) for one in town.stored().parts[0].labels] == [
        (False, [1]),
        (True, [1]),
    ]
    assert await town.level("MUG-01", "Lake Jackson") == 48
    assert (await town.order())["tags"] == []
    await _is_at_rest(town)


async def test_what_the_label_holds_beyond_its_matched_parcel_is_to_be_packed_again(town: Town) -> None:
    """One of two mugs went into the box: the shop waits for the other one, and so does the warehouse."""
    await _ordered(town, 2)
    town.ship_from("1001", "warehouse-b")
    label = town.label("1001", "1ZFIRST")
    await _ship_by_hand(town, 1, "1ZFIRST")
    await town.round()

    await _match(town, label)
    await town.round()
    await _is_at_rest(town)

    town.label("1001", "1ZSECOND", lines={"MUG-01": 1})
    await town.round()
    assert [one["tracking"][0]["number"] for one in (await town.order())["fulfillments"]] == ["1ZFIRST", "1ZSECOND"]


async def test_a_parcel_that_holds_nothing_of_the_label_can_t_be_its_own(town: Town) -> None:
    """The number was typed on a parcel of pans; the label is for a mug."""
    await town.control("products", {"title": "Pan", "sku": "PAN-01", "stock": {"Lake Jackson": 7}})
    await town.control("orders", {"lines": [{"sku": "PAN-01", "quantity": 1}, {"sku": "MUG-01", "quantity": 1}]})
    await town.round()
    label = town.label("1001", "1ZFIRST", lines={"MUG-01": 1})
    await _ship_by_hand(town, 1, "1ZFIRST")
    await town.round()

    with pytest.raises(errors.OrderStateError, match="holds nothing of what the label 1ZFIRST is for"):
        await _match(town, label)
    await _is_at_rest(town)


async def test_a_parcel_already_noted_that_gets_our_number_is_left_to_a_person_and_counted_once(town: Town) -> None:
    """Shipped by hand as HAND1 and noted; then somebody types the label's number on it, and says it is the label's."""
    await _ordered(town, 2)
    town.ship_from("1001", "warehouse-b")
    await _ship_by_hand(town, 1, "HAND1")
    await town.round()
    label = town.label("1001", "1ZFIRST")
    await writing.update_tracking(
        town.shop.client, (await _parcels(town))[0], Tracking(company="UPS", number="1ZFIRST"), notify=False
    )
    await town.round()
    assert "#1001-F1 (1 x MUG-01 from Lake Jackson)" in town.notes()[0]
    await _is_at_rest(town)

    await _match(town, label)
    await town.round()

    assert len(await _parcels(town)) == 1
    valid = [one for one in town.stored().parts[0].labels if one.voided_at is None]
    assert [(one.id, [units for _, units in one.lines]) for one in valid] == [(label, [1])]
    await _is_at_rest(town)


async def test_another_label_s_parcel_can_t_be_matched(town: Town) -> None:
    """Its number was typed over in the shop; the next round puts that right by itself."""
    await _ordered(town, 2)
    town.ship_from("1001", "warehouse-b")
    town.label("1001", "1ZFIRST", lines={"MUG-01": 1})
    await town.round()
    second = town.label("1001", "1ZSECOND", lines={"MUG-01": 1})
    await writing.update_tracking(
        town.shop.client, (await _parcels(town))[0], Tracking(company="UPS", number="1ZSECOND"), notify=False
    )

    with pytest.raises(errors.OrderStateError, match="is the parcel of UPS 1ZFIRST"):
        await _match(town, second)


async def test_two_labels_whose_numbers_stand_on_one_parcel_may_both_be_its_own(town: Town) -> None:
    """A merchant records two boxes as one shipment, with both numbers."""
    await _ordered(town, 2)
    town.ship_from("1001", "warehouse-b")
    both = [town.label("1001", number, lines={"MUG-01": 1}) for number in ("1ZFIRST", "1ZSECOND")]
    await _ship_by_hand(town, 2, "1ZFIRST")
    parcel = next(iter(town.world.shop.fulfillments.values()))
    parcel.tracking.append(msgspec.structs.replace(parcel.tracking[0], number="1ZSECOND"))
    await town.round()
    assert len([one for one in (await town.plan()).held if one.kind == "tracking.blocked"]) == 2

    for label in both:
        await _match(town, label)
    await town.round()

    assert (await town.order())["tags"] == []
    await _is_at_rest(town)
