"""Parcels with a label's number that may be ours or somebody else's: a person is asked, with both possibilities."""

import pytest
from sqlmodel import select
from support import crashes
from support.towns import Town

from reconciler.actual import Tracking
from reconciler.shopify import reading_orders, writing
from store import errors, labels
from store.tables import JournalEntry

TAG = "Failed Shipment Notification"


async def _ordered(town: Town, units: int) -> None:
    await town.control("orders", {"lines": [{"sku": "MUG-01", "quantity": units}]})
    await town.round()


def _match(town: Town, label: int, parcel: str) -> None:
    with town.database.session() as session:
        labels.match(session, label, parcel, "#1001-F1", now=town.clock())


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

    _match(town, label, (await _parcels(town))[0])
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

    with town.database.reading() as session:
        outcomes = [row.outcome for row in session.exec(select(JournalEntry)) if row.action == "write_tracking"]
    assert outcomes == ["can't be told"]
    assert "#1001-F1 (1 x MUG-01 from Lake Jackson); #1001-F2 (1 x MUG-01 from Lake Jackson)" in town.notes()[0]
    assert len(await _parcels(town)) == 2
    assert (await town.round()).plan.changes == ()


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
    with town.database.session() as session:
        labels.void(session, label, now=town.clock())

    with pytest.raises(errors.OrderStateError, match="is void"):
        _match(town, label, "gid://shopify/Fulfillment/1")
