"""Levels and locations that can't be written: told by name with the fix, while everything else is written."""

import pytest
from support import towns
from support.towns import Town


@pytest.fixture(autouse=True)
async def _drifted(town: Town) -> None:
    """The mug at Austin is off, so that each story shows that others are still written."""
    town.write_back(on=True)
    await town.control("stock", {"sku": "MUG-01", "location": "Austin Office", "available": 12})


def _held(made: object, kind: str) -> list[tuple[str, str]]:
    plan = made.plan  # type: ignore[attr-defined]
    return [(str(one.address), one.fix) for one in plan.held if one.kind == kind]


async def test_an_sku_on_two_products_is_never_written(town: Town) -> None:
    """Writing both would offer the same goods twice: both titles are named."""
    for title in ("Red Scarf", "Blue Scarf"):
        await town.control("products", {"title": title, "sku": "SCARF", "stock": {"Austin Office": 5}})
    town.count("warehouse-a", "SCARF", 30)

    result = await town.round()

    (held,) = [one for one in result.plan.held if one.kind == "availability.ambiguous_sku"]
    assert "Red Scarf" in held.summary
    assert "Blue Scarf" in held.summary
    assert {await town.level("SCARF", "Austin Office")} == {5}
    assert await town.level("MUG-01", "Austin Office") == 48


@pytest.mark.parametrize("sku", ["NOPE", "mug-01"])
async def test_an_sku_that_the_shop_does_not_have_is_told(town: Town, sku: str) -> None:
    """Letter case counts: `mug-01` is another SKU than `MUG-01`."""
    town.count("warehouse-a", sku, 30)

    result = await town.round()

    assert [address for address, _ in _held(result, "availability.unknown_sku")] == [f"sku={sku}"]
    assert await town.level("MUG-01", "Austin Office") == 48


async def test_an_item_that_shopify_does_not_track_is_left_alone(town: Town) -> None:
    """Tracking is never switched on unasked."""
    await town.control("products", {"title": "Sticker", "sku": "STICK", "tracked": False})
    town.count("warehouse-a", "STICK", 30)

    result = await town.round()

    assert _held(result, "availability.untracked") == [
        ("sku=STICK", 'Tick "Track quantity" on the product in Shopify if its stock should be written.')
    ]
    assert await town.level("MUG-01", "Austin Office") == 48


async def test_a_bundle_is_left_to_its_components(town: Town) -> None:
    """Shopify computes its stock; nothing is sent for it."""
    await town.control("products", {"title": "Breakfast Set", "sku": "SET", "stock": {"Austin Office": 5}})
    next(one for one in town.world.shop.variants.values() if one.sku == "SET").requires_components = True
    town.count("warehouse-a", "SET", 30)
    await town.forget_requests()

    result = await town.round()

    assert [address for address, _ in _held(result, "availability.not_writable")] == ["sku=SET"]
    assert await town.level("SET", "Austin Office") == 5
    assert await town.writes() == 1


async def test_a_product_not_stocked_at_the_mapped_location_is_told(town: Town) -> None:
    """Its quantity can't be offered there until it is stocked."""
    await town.control("products", {"title": "Pan", "sku": "PAN-01", "stock": {"Lake Jackson": 7}})
    town.count("warehouse-a", "PAN-01", 3)

    result = await town.round()

    ((address, fix),) = _held(result, "availability.not_stocked")
    assert "PAN-01" in address
    assert "Austin Office" in fix
    assert await town.level("MUG-01", "Austin Office") == 48


async def test_a_deactivated_location_keeps_orders_back_until_it_is_active_again(town: Town) -> None:
    """No move is tried; the order is told with the fix, and heals by itself."""
    await towns.order_mug(town)
    await town.round()
    town.label("1001", "1ZWAIT")
    location = next(one for one in town.world.shop.locations.values() if one.name == "Austin Office")
    location.active = False
    await town.forget_requests()

    result = await town.round()

    assert _held(result, "mapping.location_gone")[0][1] == (
        'Map it to another location: trueup map warehouse-a "LOCATION" --move'
    )
    assert (await town.order())["tags"] == ["Failed Shipment Notification"]
    assert "Austin Office is inactive" in town.notes()[0]

    location.active = True
    await town.round()

    assert (await town.order())["tags"] == []
    assert (await town.order())["fulfillments"][0]["location"] == "Austin Office"


async def test_a_deleted_location_is_told_by_name_and_the_others_are_written(town: Town) -> None:
    """Lake Jackson is gone: Warehouse B has nowhere to be written to, Austin is written all the same."""
    answer = await town.http.delete("/_control/locations/Lake Jackson")
    assert answer.status_code == 200

    result = await town.round()

    (held,) = [one for one in result.plan.held if one.kind == "mapping.location_gone"]
    assert held.summary == "Warehouse B is mapped to Lake Jackson, which was deleted in Shopify."
    assert await town.level("MUG-01", "Austin Office") == 48


async def test_an_order_at_a_deleted_location_is_moved_by_its_label(town: Town) -> None:
    """Shopify keeps the order without a place; the label says where it left from."""
    await towns.order_mug(town)
    await town.round()
    answer = await town.http.delete("/_control/locations/Lake Jackson")
    assert answer.status_code == 200
    town.label("1001", "1ZMOVED")

    await town.round()

    assert (await town.order())["fulfillments"][0]["location"] == "Austin Office"
