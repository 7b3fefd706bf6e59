"""Step 7: an order whose items sit at different locations is split, and each part lives on its own."""

from support import towns
from support.towns import Town

from store import orders, parts


async def _two_places(town: Town) -> None:
    await town.control("products", {"title": "Kettle", "sku": "KET-01", "stock": {"Austin Office": 10}})
    await town.control("products", {"title": "Cast Iron Pan", "sku": "PAN-01", "stock": {"Lake Jackson": 7}})
    await town.control("orders", {"lines": [{"sku": "KET-01", "quantity": 1}, {"sku": "PAN-01", "quantity": 2}]})


async def test_each_part_gets_the_ship_from_whose_mapping_matches(town: Town) -> None:
    """The kettle ships from A (Austin), the pans from B (Lake Jackson), without any move."""
    await _two_places(town)

    result = await town.round()

    assert towns.actions(result) == ["import_order", "assign_warehouse", "split"]
    parts = {part.warehouse: part for part in town.stored().parts}
    assert set(parts) == {"warehouse-a", "warehouse-b"}
    names = {line.gid: line.sku for line in town.stored().lines}
    assert {names[gid]: units for gid, units in parts["warehouse-a"].lines} == {"KET-01": 1}
    assert {names[gid]: units for gid, units in parts["warehouse-b"].lines} == {"PAN-01": 2}


async def test_each_part_is_labelled_and_written_back_alone(town: Town) -> None:
    """The first parcel leaves the other part untouched; the second finishes the order."""
    await _two_places(town)
    await town.round()
    numbers = {part.warehouse: part.number for part in town.stored().parts}

    town.label("1001", "1ZAUSTIN", part=numbers["warehouse-a"])
    first = await town.round()

    assert towns.actions(first) == ["write_tracking"]
    order = await town.order()
    assert [(f["location"], f["tracking"][0]["number"]) for f in order["fulfillments"]] == [
        ("Austin Office", "1ZAUSTIN")
    ]
    lake = next(fo for fo in order["fulfillment_orders"] if fo["location"] == "Lake Jackson")
    assert (lake["status"], lake["lines"][0]["remaining"]) == ("OPEN", 2)

    town.label("1001", "1ZLAKE", part=numbers["warehouse-b"])
    second = await town.round()

    assert towns.actions(second) == ["write_tracking"]
    assert {f["location"] for f in (await town.order())["fulfillments"]} == {"Austin Office", "Lake Jackson"}
    assert (await town.round()).plan.changes == ()


async def test_only_the_lines_of_the_labelled_part_are_moved(town: Town) -> None:
    """A fulfillment order with two lines, one shipped elsewhere: one line is moved, the other stays where it is."""
    await town.control(
        "products", {"title": "Kettle", "sku": "KET-01", "stock": {"Lake Jackson": 10, "Austin Office": 10}}
    )
    await town.control("orders", {"lines": [{"sku": "MUG-01", "quantity": 1}, {"sku": "KET-01", "quantity": 1}]})
    await town.round()
    gids = {line.sku: line.gid for line in town.stored().lines}
    _split_by_hand(town, {"warehouse-a": {gids["KET-01"]: 1}, "warehouse-b": {gids["MUG-01"]: 1}})
    numbers = {part.warehouse: part.number for part in town.stored().parts}
    town.label("1001", "1ZAUSTIN", part=numbers["warehouse-a"])

    result = await town.round()

    assert towns.actions(result) == ["relocate", "write_tracking"]
    waiting = (await town.order())["fulfillment_orders"]
    lake = next(fo for fo in waiting if fo["location"] == "Lake Jackson" and fo["status"] == "OPEN")
    assert [(line["sku"], line["remaining"]) for line in lake["lines"]] == [("MUG-01", 1)]


def _split_by_hand(town: Town, shares: dict[str, dict[str, int]]) -> None:
    with town.database.session() as session:
        order = orders.find(session, towns.DOMAIN, "1001")
        parts.split(
            session,
            order,
            [parts.Share(warehouse=key, lines=lines) for key, lines in shares.items()],
            by="person",
            now=town.clock(),
        )


async def test_a_parcel_is_not_kept_waiting_by_another_part_that_ships_from_the_same_warehouse(town: Town) -> None:
    """One mug of four is labelled; it is moved and written in one round, and the other three stay where they are."""
    await town.control("orders", {"lines": [{"sku": "MUG-01", "quantity": 4}]})
    await town.round()
    (line,) = town.stored().lines
    with town.database.session() as session:
        shares = [parts.Share(warehouse="warehouse-a", lines={line.gid: units}) for units in (3, 1)]
        parts.split(session, orders.find(session, towns.DOMAIN, "1001"), shares, by="person", now=town.clock())
    town.label("1001", "1ZAUSTIN", part=2)

    result = await town.round()

    assert towns.actions(result) == ["relocate", "write_tracking"]
    assert (await town.round()).plan.changes == ()
