"""Labels that are voided, made anew, corrected, or several for one part: one fulfillment stands for each valid one."""

from typing import Any

from support import towns
from support.towns import Town

from store import labels, orders, parts

TAKE_BACK = """
on: tracking.void
rules:
  - name: take-voided-parcels-back
    then: [cancel_fulfillment]
"""


def _void(town: Town, label: int) -> None:
    with town.database.session() as session:
        labels.void(session, label, now=town.clock())


async def _standing(town: Town) -> list[tuple[str, str, list[Any]]]:
    return [
        (one["location"], one["tracking"][0]["number"], [line["quantity"] for line in one["lines"]])
        for one in (await town.order())["fulfillments"]
        if one["status"] == "SUCCESS"
    ]


async def _ordered(town: Town, units: int) -> None:
    await town.control("orders", {"lines": [{"sku": "MUG-01", "quantity": units}]})
    await town.round()


async def test_two_parcels_of_one_part_are_two_fulfillments(town: Town) -> None:
    """All of the part is moved once, and each parcel is recorded with its own units."""
    await _ordered(town, 3)
    town.label("1001", "1ZONE", lines={"MUG-01": 1})
    town.label("1001", "1ZTWO", lines={"MUG-01": 2})

    result = await town.round()

    assert towns.actions(result) == ["relocate", "write_tracking", "write_tracking"]
    assert await _standing(town) == [("Austin Office", "1ZONE", [1]), ("Austin Office", "1ZTWO", [2])]
    assert await town.level("MUG-01", "Austin Office") == 45
    assert (await town.round()).plan.changes == ()


async def test_parts_that_share_a_line_ship_from_two_places(town: Town) -> None:
    """One of three mugs ships from A and is moved; the two of B stay, each parcel at its own location."""
    await _ordered(town, 3)
    (line,) = town.stored().lines
    with town.database.session() as session:
        shares = [
            parts.Share(warehouse="warehouse-a", lines={line.gid: 1}),
            parts.Share(warehouse="warehouse-b", lines={line.gid: 2}),
        ]
        parts.split(session, orders.find(session, towns.DOMAIN, "1001"), shares, by="person", now=town.clock())
    numbers = {part.warehouse: part.number for part in town.stored().parts}

    town.label("1001", "1ZAUSTIN", part=numbers["warehouse-a"])
    await town.round()
    assert await _standing(town) == [("Austin Office", "1ZAUSTIN", [1])]
    assert await town.level("MUG-01", "Lake Jackson") == 48

    town.label("1001", "1ZLAKE", part=numbers["warehouse-b"])
    await town.round()
    assert await _standing(town) == [("Austin Office", "1ZAUSTIN", [1]), ("Lake Jackson", "1ZLAKE", [2])]
    assert (await town.round()).plan.changes == ()


async def test_a_voided_label_is_shown_and_left_to_a_person(town: Town) -> None:
    """The shop still shows it as shipped: that is held with both ways out, and nothing is undone unasked."""
    await _ordered(town, 1)
    label = town.label("1001", "1ZVOID")
    await town.round()
    _void(town, label)

    result = await town.round()

    (held,) = [one for one in result.plan.held if one.kind == "tracking.void"]
    assert "1ZVOID" in held.summary
    assert result.plan.changes == ()
    assert len(await _standing(town)) == 1


async def test_a_label_voided_before_it_was_written_leaves_no_trace(town: Town) -> None:
    """Nothing was told to the shop, so nothing is to be taken back."""
    await _ordered(town, 1)
    _void(town, town.label("1001", "1ZVOID"))

    result = await town.round()

    assert result.plan.changes == ()
    assert [one.kind for one in result.plan.held if one.stage == "tracking"] == []


async def test_a_label_made_anew_changes_the_number_of_the_parcel(town: Town) -> None:
    """No second fulfillment: the standing one gets the new number, and the order is finished."""
    await _ordered(town, 1)
    label = town.label("1001", "1ZOLD")
    await town.round()
    _void(town, label)
    town.label("1001", "1ZNEW")

    result = await town.round()

    assert towns.actions(result) == ["update_tracking"]
    assert await _standing(town) == [("Austin Office", "1ZNEW", [1])]
    await town.round()
    assert town.stored().closed_at is not None
    assert {label.tracking_number: bool(label.fulfillment_gid) for label in town.stored().parts[0].labels} == {
        "1ZOLD": False,
        "1ZNEW": True,
    }
    assert (await town.round()).plan.changes == ()


async def test_a_corrected_number_is_corrected_in_the_shop(town: Town) -> None:
    """A typing slip is mended on the same parcel, although the order was finished and closed here."""
    await _ordered(town, 1)
    label = town.label("1001", "1ZSLIP")
    await town.round()
    await town.round()
    assert town.stored().closed_at is not None
    with town.database.session() as session:
        parcel = labels.Parcel(carrier="DHL", tracking_number="JD014600003")
        labels.replace(session, label, parcel, now=town.clock())

    result = await town.round()

    assert towns.actions(result) == ["update_tracking"]
    assert await _standing(town) == [("Austin Office", "JD014600003", [1])]


async def test_a_number_changed_in_the_shop_is_set_right(town: Town) -> None:
    """The parcel is known by its id: the label's number goes back on it."""
    from reconciler import actual  # noqa: PLC0415 - used by one story only
    from reconciler.shopify import writing  # noqa: PLC0415

    await _ordered(town, 2)
    town.label("1001", "1ZRIGHT", lines={"MUG-01": 1})
    await town.round()
    wrong = actual.Tracking(company="UPS", number="1ZWRONG")
    gid = (await town.order())["fulfillments"][0]["id"]
    await writing.update_tracking(town.shop.client, gid, wrong, notify=False)

    result = await town.round()

    assert towns.actions(result) == ["update_tracking"]
    assert await _standing(town) == [("Austin Office", "1ZRIGHT", [1])]


async def test_one_of_two_equal_parcels_that_is_voided_is_not_taken_for_the_other(town: Town) -> None:
    """Both hold one mug. The valid one's fulfillment doesn't hide that the voided one's still stands."""
    await _ordered(town, 2)
    first = town.label("1001", "1ZONE", lines={"MUG-01": 1})
    town.label("1001", "1ZTWO", lines={"MUG-01": 1})
    await town.round()
    _void(town, first)

    result = await town.round()

    assert ["1ZONE" in one.summary for one in result.plan.held if one.kind == "tracking.void"] == [True]


async def test_a_voided_parcel_is_taken_back_where_a_rule_says_so(town: Town) -> None:
    """With the action cancel_fulfillment the units are open again, and a new label ships them once."""
    rules = towns.ruleset(TAKE_BACK)
    from engine import deciding  # noqa: PLC0415 - used by one story only

    with deciding.Decider(rules, engine="plain", clock=town.clock) as decider:
        await _ordered(town, 1)
        label = town.label("1001", "1ZVOID")
        await town.round()
        _void(town, label)

        result = await town.round(decider=decider, ruleset=rules)

        assert towns.actions(result) == ["cancel_fulfillment"]
        assert await _standing(town) == []
        assert await town.level("MUG-01", "Austin Office", "committed") == 1

        town.label("1001", "1ZNEW")
        await town.round(decider=decider, ruleset=rules)

        assert await _standing(town) == [("Austin Office", "1ZNEW", [1])]
        assert (await town.round(decider=decider, ruleset=rules)).plan.changes == ()


async def test_a_label_for_units_that_the_customer_removed_is_told(town: Town) -> None:
    """Two mugs are in the parcel, the order has one by now: it is not written, and the order says why."""
    await _ordered(town, 2)
    town.label("1001", "1ZTOOMUCH")
    await town.control("orders/1001/edit", {"lines": [{"sku": "MUG-01", "quantity": 1}]})

    await town.round()

    assert await _standing(town) == []
    assert (await town.order())["tags"] == ["Failed Shipment Notification"]
    assert "no longer waits for 1 x MUG-01" in town.notes()[0]
