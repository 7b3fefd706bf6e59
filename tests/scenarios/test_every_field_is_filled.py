"""Every field that a rule may name is filled by some difference of its kind, from what the shop and the store say.

A field that nothing fills would let a rule load, look right, and never match. Here a town has one difference of each
kind after the other, and what rules would be asked is gathered.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pytest
from support import towns
from support.towns import Town

from engine import vocabulary
from engine.facts import Fact, Value
from reconciler import round as rounds
from store import databases, labels, orders

LEFT_ALONE = """\
on: [order.new, order.unassigned]
rules:
  - name: leave
    when: {order.tags: leave}
    then: [ignore]
  - name: stay-one
    on: order.spans_locations
    then: [hold]
"""
CUSTOMER: Mapping[str, Any] = {
    "email": "ana@example.com",
    "tags": ["vip"],
    "customer_tags": ["wholesale"],
    "custom_attributes": {"Address type": "Commercial", "gift message": "for Ana"},
    "ship_to": {
        "name": "Ana Lopez",
        "company": "Lopez Ltd",
        "address1": "PO Box 12",
        "city": "Austin",
        "province_code": "TX",
        "country_code": "US",
        "zip": "78701",
    },
}
TWO_MUGS = [{"sku": "MUG-01", "quantity": 2}]


class Asked:
    """What rules were asked: by kind, the values of each field, and those of lines."""

    def __init__(self) -> None:
        self.kinds: defaultdict[str, defaultdict[str, set[Value]]] = defaultdict(lambda: defaultdict(set))
        self.lines: defaultdict[str, set[Value]] = defaultdict(set)

    async def look(self, town: Town) -> None:
        """Gather what a round would ask now."""
        for fact in (await rounds.look(town.shop)).facts:
            self.add(fact)

    def add(self, fact: Fact) -> None:
        """Gather one fact, which must be of the vocabulary."""
        assert vocabulary.faults(fact) == []
        for name, value in fact.values.items():
            self.kinds[fact.kind][name].add(value)
        for line in fact.lines:
            for name, value in line.items():
                self.lines[name].add(value)


@pytest.fixture
async def asked(sqlite_database: databases.Database) -> Asked:
    """All that was asked in the town's life."""
    async with towns.open_town(sqlite_database, [LEFT_ALONE]) as town:
        return await _live(town)


async def test_every_field_of_every_kind_and_of_lines_is_filled(asked: Asked) -> None:
    """Ages are kept as the moments they count from."""
    unfilled = {
        kind: {field.stored_as or name for name, field in vocabulary.fields(kind).items()} - asked.kinds[kind].keys()
        for kind in vocabulary.KINDS
    }

    assert {kind: fields for kind, fields in unfilled.items() if fields} == {}
    assert vocabulary.LINE_FIELDS.keys() - asked.lines.keys() == set()


async def test_what_the_shop_says_comes_out_as_it_was(asked: Asked) -> None:
    """The rare ones among the fields, with the values that were put in."""
    new = asked.kinds["order.new"]
    assert new["order.ship_to.residential"] == {False}
    assert new["order.ship_to.company"] == {"Lopez Ltd"}
    assert new["order.ship_to.po_box"] == {True}
    assert new["customer.tags"] == {("wholesale",)}
    assert new["customer.order_count"] == {7}
    assert "Lighting" in asked.lines["product_type"]
    assert asked.lines["on_hand"] >= {30, 101}
    assert asked.lines["in_stock_at"] >= {("warehouse-a", "warehouse-b", "warehouse-c")}


@pytest.mark.parametrize(
    ("attributes", "home"),
    [
        ({"residential": "true"}, True),
        ({"_Is-Residential": "YES"}, True),
        ({"Address type": " Residential "}, True),
        ({"address_type": "business"}, False),
        ({"Residential": "0"}, False),
        ({"residential": "perhaps"}, None),
        ({"residential address": "true"}, None),
        ({}, None),
    ],
)
async def test_an_attribute_of_the_order_tells_homes_from_businesses(
    sqlite_database: databases.Database,
    attributes: dict[str, str],
    home: bool | None,  # noqa: FBT001 - a column of the table
) -> None:
    """In whatever way it is spelled; anything else says nothing."""
    async with towns.open_town(sqlite_database) as town:
        await towns.seed_story(town)
        await towns.order_mug(town, custom_attributes=attributes)
        (fact,) = [one for one in (await rounds.look(town.shop)).facts if one.kind == "order.new"]

        assert fact.values.get("order.ship_to.residential") is home


async def _live(town: Town) -> Asked:
    asked = Asked()
    await towns.seed_story(town)
    town.write_back(on=True)
    await _furnish(town)
    await asked.look(town)

    # 1001: placed away from its warehouse, later labelled in part, shipped, labelled anew, and taken back
    await towns.order_mug(town, **{**CUSTOMER, "lines": TWO_MUGS})
    # 1002: nobody decides about it; 1003: at two locations; 1004: its warehouse has no location
    await towns.order_mug(town, **{**CUSTOMER, "tags": ["leave"]})
    both = [{"sku": "MUG-01", "quantity": 1}, {"sku": "LAMP", "quantity": 1}]
    at = {"MUG-01": "Austin Office", "LAMP": "Lake Jackson"}
    await town.control("orders", {**CUSTOMER, "lines": both, "line_locations": at})
    await town.control("orders", {**CUSTOMER, "lines": TWO_MUGS})
    # 1005: its warehouse does not stock the goods; 1006 and 1007 change in the shop
    await town.control("orders", {**CUSTOMER, "lines": [{"sku": "LAMP", "quantity": 2}]})
    for _ in range(2):
        await towns.order_mug(town, **CUSTOMER)
    await asked.look(town)
    await town.round()
    await asked.look(town)

    town.ship_from("1004", "warehouse-c")
    for number, tracking in (("1001", "1Z1"), ("1004", "1Z4"), ("1005", "1Z5")):
        _label_one(town, number, tracking)
    await asked.look(town)
    await town.control("orders/1006/edit", {"lines": TWO_MUGS})
    await town.control("orders/1007/cancel")
    await asked.look(town)
    await town.round()
    await asked.look(town)

    _void(town, "1001")
    await asked.look(town)
    _label_one(town, "1001", "1Z1-NEW")
    await asked.look(town)
    await town.map("warehouse-c", "Lake Jackson")
    await asked.look(town)
    town.warehouse("warehouse-d", "Warehouse D")
    await town.map("warehouse-d", "Annex")
    await town.control("locations/Annex/deactivate")
    await asked.look(town)
    return asked


async def _furnish(town: Town) -> None:
    """Goods and places of every sort that can't be written, and a level that differs."""
    await town.control("locations", {"name": "Annex"})
    lamp = {"title": "Lamp", "vendor": "Acme", "product_type": "Lighting", "weight_grams": 900, "price": "49.90"}
    await town.control("products", {**lamp, "sku": "LAMP", "stock": {"Lake Jackson": 9}})
    await town.control("products", {"title": "Sticker", "sku": "STICK", "tracked": False})
    await town.control("products", {"title": "Gift box", "sku": "BOX", "bundle": True})
    for title in ("Red scarf", "Blue scarf"):
        await town.control("products", {"title": title, "sku": "SCARF", "stock": {"Austin Office": 5}})
    town.warehouse("warehouse-c", "Warehouse C")
    town.count("warehouse-c", "MUG-01", 3)
    for sku in ("LAMP", "STICK", "BOX", "SCARF", "NOPE"):
        town.count("warehouse-a", sku, 30)
    await town.control("stock", {"sku": "MUG-01", "location": "Austin Office", "available": 12})


def _label_one(town: Town, number: str, tracking: str) -> None:
    """A parcel with one of the two units."""
    line = town.stored(number).lines[0]
    with town.database.session() as session:
        order = orders.find(session, towns.DOMAIN, number)
        parcel = labels.Parcel(carrier="UPS", tracking_number=tracking, lines={line.gid: 1})
        labels.create(session, towns.DOMAIN, order.number, parcel, now=town.clock())


def _void(town: Town, number: str) -> None:
    with town.database.session() as session:
        labels.void(session, town.stored(number).parts[0].labels[0].id, now=town.clock())
