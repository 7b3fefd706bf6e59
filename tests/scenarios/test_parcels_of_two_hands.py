"""Parcels labelled here and parcels that a merchant made by hand, of one and the same order line."""

import pytest
from support import promises, towns, towns_looked_at
from support.towns import Town

from store import labels

TAG = "Failed Shipment Notification"


@pytest.fixture(autouse=True)
def _write_back(town: Town) -> None:
    town.write_back(on=True)


async def _labelled_here_and_shipped_there(town: Town) -> int:
    """Two mugs from A; one gets a label, and before a round writes it, a merchant ships both by hand."""
    await town.control("orders", {"lines": [{"sku": "MUG-01", "quantity": 2}]})
    await town.round()
    town.ship_from("1001", "warehouse-b")
    label = town.label("1001", "1ZHERE", lines={"MUG-01": 1})
    await town.control("orders/1001/fulfil", {"tracking": "HAND1", "company": "Post"})
    await town.round()
    return label


def _void(town: Town, label: int) -> None:
    with town.database.session() as session:
        labels.void(session, label, now=town.clock())


async def test_a_label_voided_after_a_merchant_shipped_its_goods_leaves_nothing_to_pack(town: Town) -> None:
    """The parcel made by hand held one unit of ours until the label gave way; then it holds both."""
    label = await _labelled_here_and_shipped_there(town)
    assert (await town.order())["tags"] == [TAG]

    _void(town, label)
    projected = await town.plan()
    result = await town.round()

    assert towns.actions(projected) == towns.actions(result) == ["accept", "untag", "note"]
    assert result.plan.changes[0].after == "1 x MUG-01 shipped there as HAND1"
    promises.check_rest(town, await towns_looked_at.see(town), await town.plan())
    adopted = [one for one in town.stored().parts[0].labels if one.adopted]
    assert [[units for _, units in one.lines] for one in adopted] == [[2]]
    assert await town.level("MUG-01", "Lake Jackson") == 48
    assert (await town.round()).plan.changes == ()
    assert town.stored().closed_at is not None


async def test_a_unit_added_meanwhile_is_what_the_label_is_for(town: Town) -> None:
    """Three were ordered in the end, two left by hand: the label's own goods are the third, and it is written."""
    await _labelled_here_and_shipped_there(town)

    await town.control("orders/1001/edit", {"lines": [{"sku": "MUG-01", "quantity": 3}]})
    for _ in range(3):
        await town.round()

    standing = [one["tracking"][0]["number"] for one in (await town.order())["fulfillments"]]
    assert standing == ["HAND1", "1ZHERE"]
    promises.check_rest(town, await towns_looked_at.see(town), await town.plan())
    assert (await town.round()).plan.changes == ()


async def test_two_parcels_made_by_hand_under_one_number_are_both_noted(town: Town) -> None:
    """A merchant's number is a merchant's business: it tells nothing of what is still to be packed."""
    await town.control("products", {"title": "Kettle", "sku": "KET-01", "stock": {"Austin Office": 10}})
    await town.control("products", {"title": "Pan", "sku": "PAN-01", "stock": {"Lake Jackson": 7}})
    await town.control("orders", {"lines": [{"sku": "KET-01", "quantity": 1}, {"sku": "PAN-01", "quantity": 2}]})
    await town.round()
    await town.control("orders/1001/fulfil", {"tracking": "HAND1", "location": "Lake Jackson"})
    await town.round()

    await town.control("orders/1001/fulfil", {"tracking": "HAND1"})
    await town.round()

    promises.check_rest(town, await towns_looked_at.see(town), await town.plan())
    assert (await town.round()).plan.changes == ()
    assert town.stored().closed_at is not None


async def test_stock_of_a_parcel_made_by_hand_leaves_whoever_ships_the_part_from_that_round_on(town: Town) -> None:
    """Two mugs were added and shipped by hand before anybody was to ship them: A has two less, and offers two less."""
    await town.control("orders", {"lines": [{"sku": "MUG-01", "quantity": 2}]})
    await town.round()
    town.label("1001", "1ZHERE")
    await town.round()
    await town.control("orders/1001/edit", {"lines": [{"sku": "MUG-01", "quantity": 4}]})
    goes_on = iter([True, True])  # to look, and to take over the edit
    await town.round(may_go_on=lambda: next(goes_on, False))
    assert [part.warehouse for part in town.stored().parts] == ["warehouse-a", None]

    await town.control("orders/1001/fulfil", {"tracking": "HAND1", "company": "Post"})
    await town.round()

    assert [part.warehouse for part in town.stored().parts] == ["warehouse-a", "warehouse-a"]
    assert await town.level("MUG-01", "Austin Office") == 44
    assert (await town.round()).plan.changes == ()
