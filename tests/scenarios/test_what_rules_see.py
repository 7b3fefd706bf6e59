"""What rules are asked about an order, as the shop tells it: nothing that is no longer so, nothing that is empty."""

from support import towns

from engine import evaluating
from reconciler import round as rounds
from store import databases, orders, parts

RULE = """
on: [order.new, order.unassigned]
rules:
  - name: cold
    when: {any line: {sku: {starts_with: "FRZ-"}}}
    then: [assign_warehouse: warehouse-b]
"""


async def _frozen(town: towns.Town) -> None:
    await towns.seed_story(town)
    stock = {"Lake Jackson": 9, "Austin Office": 9}
    await town.control("products", {"title": "Ice", "sku": "FRZ-1", "stock": stock})
    await town.control("orders", {"lines": [{"sku": "MUG-01"}, {"sku": "FRZ-1"}]})


async def test_a_line_that_a_person_took_off_the_order_decides_nothing(sqlite_database: databases.Database) -> None:
    """The ice is no longer in it, so it does not go to the cold store."""
    async with towns.open_town(sqlite_database, [RULE]) as town:
        await _frozen(town)
        await town.control("orders/1001/edit", {"lines": [{"sku": "FRZ-1", "quantity": 0}]})
        await town.round()

        assert town.stored().parts[0].warehouse == "warehouse-a"


async def test_a_line_that_stays_decides(sqlite_database: databases.Database) -> None:
    """The same order, left as it was."""
    async with towns.open_town(sqlite_database, [RULE]) as town:
        await _frozen(town)
        await town.round()

        assert town.stored().parts[0].warehouse == "warehouse-b"


async def test_an_empty_text_of_the_shop_is_a_missing_value(sqlite_database: databases.Database) -> None:
    """Shopify writes "" for a company that the customer left out; `exists` asks whether there is one."""
    text = "on: order.new\nrules: [{name: b2b, when: {order.ship_to.company: {exists: true}}, then: [hold]}]"
    async with towns.open_town(sqlite_database, [text]) as town:
        await towns.seed_story(town)
        for company in ("", "  ", "Lopez Ltd"):
            await towns.order_mug(
                town, ship_to={"name": "Ana", "company": company, "city": "", "address1": "1 Main St"}
            )
        rule = town.shop.ruleset.rules[0]
        facts = [fact for fact in (await rounds.look(town.shop)).facts if fact.kind == "order.new"]

        assert [evaluating.holds(rule.when, fact, town.clock()) for fact in facts] == [False, False, True]
        assert all("order.ship_to.city" not in fact.values for fact in facts)


async def test_a_part_is_as_old_as_it_is_and_not_as_its_order(sqlite_database: databases.Database) -> None:
    """A part that a person splits off a day later is new, so a rule about parts that wait long leaves it alone."""
    text = "on: placement.elsewhere\nrules: [{name: late, when: {part.age: {older_than: 20 h}}, then: [hold]}]"
    async with towns.open_town(sqlite_database, [text]) as town:
        await towns.seed_story(town)
        await town.control("orders", {"lines": [{"sku": "MUG-01", "quantity": 3}]})
        await town.round()
        town.clock.pass_time(hours=24)
        line = town.stored().lines[0].gid
        with town.database.session() as session:
            shares = [
                parts.Share(warehouse="warehouse-a", lines={line: 1}),
                parts.Share(warehouse=None, lines={line: 2}),
            ]
            parts.split(session, orders.find(session, towns.DOMAIN, "1001"), shares, by="person", now=town.clock())
        town.ship_from("1001", "warehouse-a", part=2)
        rule = town.shop.ruleset.rules[0]
        facts = [fact for fact in (await rounds.look(town.shop)).facts if fact.kind == "placement.elsewhere"]

        late = {fact.values["part.number"]: evaluating.holds(rule.when, fact, town.clock()) for fact in facts}
        assert late == {1: True, 2: False}
