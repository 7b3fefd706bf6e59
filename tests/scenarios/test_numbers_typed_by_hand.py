"""Tracking numbers that merchants type by hand, twice or on other goods: a number alone makes no parcel a label's."""

import pytest
from support import crashes, promises, towns, towns_looked_at
from support.towns import Town

from reconciler.actual import Tracking
from reconciler.shopify import reading_orders, writing
from store import databases, labels, mappings, orders, parts

TAKE_BACK = """
on: tracking.void
rules:
  - name: take-voided-parcels-back
    then: [cancel_fulfillment]
"""


async def _ordered(town: Town, units: int) -> None:
    await town.control("orders", {"lines": [{"sku": "MUG-01", "quantity": units}]})
    await town.round()
    town.ship_from("1001", "warehouse-b")


async def _ship_by_hand(town: Town, units: int, number: str) -> None:
    order = await reading_orders.order_by_number(town.shop.client, "1001")
    assert order is not None
    fo = next(one for one in order.fulfillment_orders if one.is_open)
    tracking = Tracking(company="UPS", number=number)
    await writing.create_fulfillment(town.shop.client, [(fo.id, [(fo.lines[0].id, units)])], tracking, notify=False)


async def _type(town: Town, which: int, number: str) -> None:
    parcel = (await town.order())["fulfillments"][which]["id"]
    await writing.update_tracking(town.shop.client, parcel, Tracking(company="UPS", number=number), notify=False)


def _void(town: Town, label: int) -> None:
    with town.database.session() as session:
        labels.void(session, label, now=town.clock())


async def _lose_the_answer(town: Town) -> None:
    """The label is written, and the process is gone before it hears of it."""
    async with crashes.killing(town, "fulfillmentCreate", after=True) as client:
        with pytest.raises(crashes.Killed):
            await town.round(client=client)


async def _standing(town: Town) -> list[tuple[str, int]]:
    return [
        (one["tracking"][0]["number"], sum(line["quantity"] for line in one["lines"]))
        for one in (await town.order())["fulfillments"]
        if one["status"] == "SUCCESS"
    ]


async def _is_at_rest(town: Town) -> None:
    plan = await town.plan()
    assert plan.changes == ()
    promises.check_rest(town, await towns_looked_at.see(town), plan)


async def test_a_second_parcel_under_the_number_of_a_written_label_is_noted_as_shipped(town: Town) -> None:
    """A merchant sends the rest under the label's number, as shipments of several boxes go: nobody packs it again."""
    town.write_back(on=True)
    await _ordered(town, 3)
    town.label("1001", "1ZFIRST", lines={"MUG-01": 1})
    await town.round()

    await _ship_by_hand(town, 2, "1ZFIRST")
    await town.round()

    assert [(one.adopted, [units for _, units in one.lines]) for one in town.stored().parts[0].labels] == [
        (False, [1]),
        (True, [2]),
    ]
    assert await town.level("MUG-01", "Lake Jackson") == 47
    await _is_at_rest(town)
    await town.round()
    assert town.stored().closed_at is not None


async def test_other_goods_under_a_voided_label_s_number_are_shown_and_not_taken_back(
    database: databases.Database,
) -> None:
    """A rule takes voided parcels back; this one holds two mugs, the label was for one and never written."""
    async with towns.open_town(database, [TAKE_BACK]) as town:
        await towns.seed_story(town)
        await _ordered(town, 2)
        _void(town, town.label("1001", "1ZVOID", lines={"MUG-01": 1}))
        await _ship_by_hand(town, 2, "1ZVOID")

        result = await town.round()

        assert await _standing(town) == [("1ZVOID", 2)]
        (held,) = [one for one in result.plan.held if one.kind == "tracking.void"]
        assert "#1001-F1 (2 x MUG-01 from Lake Jackson)" in held.summary
        assert held.why == "whether the parcel is this label's can't be told"

        await _type(town, 0, "1ZOTHER")
        await town.round()

        await _is_at_rest(town)
        assert [one.adopted for one in town.stored().parts[0].labels if one.voided_at is None] == [True]


async def test_a_label_made_anew_leaves_alone_what_only_carries_the_old_number(town: Town) -> None:
    """The voided label's number stands on two of three mugs, the new label is for one: it gets a parcel of its own."""
    await _ordered(town, 3)
    old = town.label("1001", "1ZOLD", lines={"MUG-01": 1})
    await _ship_by_hand(town, 2, "1ZOLD")
    _void(town, old)
    town.label("1001", "1ZNEW", lines={"MUG-01": 1})

    await town.round()

    assert await _standing(town) == [("1ZOLD", 2), ("1ZNEW", 1)]


async def test_a_voided_label_s_goods_from_another_place_are_nobody_s_until_somebody_says(town: Town) -> None:
    """Its goods left from Lake Jackson by hand, and it was to leave from Austin: a new label doesn't take them over."""
    await town.control("orders", {"lines": [{"sku": "MUG-01", "quantity": 2}]})
    await town.round()
    old = town.label("1001", "1ZOLD", lines={"MUG-01": 1})
    await _ship_by_hand(town, 1, "1ZOLD")
    _void(town, old)
    town.label("1001", "1ZNEW", lines={"MUG-01": 1})

    result = await town.round()

    assert await _standing(town) == [("1ZOLD", 1), ("1ZNEW", 1)]
    (held,) = [one for one in result.plan.held if one.kind == "tracking.void"]
    assert "#1001-F1 (1 x MUG-01 from Lake Jackson)" in held.summary


async def test_a_label_whose_answer_was_lost_gets_its_new_number_and_no_second_parcel(town: Town) -> None:
    """It was written as 1ZFIRST; before anybody looked, a person corrected the number."""
    await _ordered(town, 2)
    label = town.label("1001", "1ZFIRST", lines={"MUG-01": 1})
    await _lose_the_answer(town)
    with town.database.session() as session:
        labels.replace(session, label, labels.Parcel(carrier="UPS", tracking_number="1ZRIGHT"), now=town.clock())

    await town.round()

    assert await _standing(town) == [("1ZRIGHT", 1)]
    await _is_at_rest(town)


async def test_a_label_whose_answer_was_lost_is_found_where_it_left_from(town: Town) -> None:
    """Its warehouse was mapped elsewhere before anybody looked; the request says where the parcel was to leave from."""
    await town.control("locations", {"name": "Dallas"})
    await _ordered(town, 1)
    town.label("1001", "1ZFIRST")
    await _lose_the_answer(town)
    with town.database.session() as session:
        mappings.map_warehouse(session, town.domain, "warehouse-b", "Dallas", writes_inventory=True, move=True)

    await town.round()

    (label,) = town.stored().parts[0].labels
    assert label.fulfillment_gid == (await town.order())["fulfillments"][0]["id"]
    assert (await town.order())["tags"] == []
    await _is_at_rest(town)


async def test_the_number_of_another_label_typed_over_ours_is_put_right(town: Town) -> None:
    """A merchant types the number of a label of part 1 on the parcel of part 2: both get their own."""
    await _ordered(town, 2)
    (line,) = town.stored().lines
    with town.database.session() as session:
        shares = [parts.Share(warehouse="warehouse-b", lines={line.gid: 1}) for _ in range(2)]
        parts.split(session, orders.find(session, towns.DOMAIN, "1001"), shares, by="person", now=town.clock())
    town.label("1001", "1ZFIRST", part=2)
    await town.round()
    town.label("1001", "1ZSECOND", part=1)
    await _type(town, 0, "1ZSECOND")

    await town.round()

    assert await _standing(town) == [("1ZFIRST", 1), ("1ZSECOND", 1)]
    await _is_at_rest(town)


async def test_goods_that_wait_at_one_place_in_two_are_all_noted_when_they_leave_in_one(town: Town) -> None:
    """Two parcels were taken back, so the shop waits for the mugs one by one; then both are shipped by hand."""
    town.write_back(on=True)
    await _ordered(town, 2)
    await _ship_by_hand(town, 1, "HAND1")
    await _ship_by_hand(town, 1, "HAND2")
    for parcel in (await town.order())["fulfillments"]:
        await writing.cancel_fulfillment(town.shop.client, parcel["id"])

    await town.control("orders/1001/fulfil", {"tracking": "HAND3", "company": "Post"})
    await town.round()

    assert [[units for _, units in one.lines] for one in town.stored().parts[0].labels] == [[2]]
    assert await town.level("MUG-01", "Lake Jackson") == 48
    await _is_at_rest(town)


async def test_an_order_is_not_finished_before_what_was_added_and_shipped_there_is_noted(town: Town) -> None:
    """A mug is added and shipped by hand between two rounds: its warehouse has one less, and the level says so."""
    town.write_back(on=True)
    await _ordered(town, 1)
    town.label("1001", "1ZFIRST")
    await town.round()
    await town.control("products", {"title": "Pan", "sku": "PAN-01", "stock": {"Austin Office": 7}})
    town.count("warehouse-a", "PAN-01", 7)
    await town.control("orders/1001/edit", {"lines": [{"sku": "PAN-01", "quantity": 1}]})
    await town.control("orders/1001/fulfil", {"tracking": "HAND1"})

    await town.round()
    await town.round()

    assert await town.level("PAN-01", "Austin Office") == 6
    await _is_at_rest(town)
    await town.round()
    assert town.stored().closed_at is not None
