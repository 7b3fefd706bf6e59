"""Histories: what customers, merchants, warehouses and people do to a town, and rounds in between, in any order.

Each step is one method that hypothesis calls with numbers of its choice; the numbers pick among what is there. After
every round the `promises` are looked at.
"""

import asyncio
import contextlib
import functools
import itertools
import tempfile
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from support import crashes, promises, towns, towns_looked_at
from support import databases as test_databases
from support.towns import Town

from engine import deciding
from reconciler import dirt, guards, plans
from reconciler import round as rounds
from reconciler.shopify import writing
from reconciler.worlds import World
from simulator import placing
from store import databases, errors, labels, mappings, orders, parts, states, warehouses
from store.databases import Session

SKUS = ("MUG", "TEE", "KET")
PLACES = ("Lake Jackson", "Austin Office", "Dallas")
KEYS = ("a", "b", "c")
CANCEL_VOIDED = """
on: tracking.void
rules:
  - name: take-voided-parcels-back
    then: [cancel_fulfillment]
"""
STOCK_THERE = """
on: [placement.blocked, tracking.blocked]
rules:
  - name: stock-it-there
    when: {reason: item_not_stocked}
    then: [stock_at_location]
"""
MUTATIONS = (
    "fulfillmentCreate",
    "fulfillmentCreate",  # twice as often: it is the one that must never run twice
    "fulfillmentOrderMove",
    "inventorySetQuantities",
    "tagsAdd",
    "tagsRemove",
)
WIDE = guards.Limits(**dict.fromkeys(guards.GUARDS, 1_000_000))
WELL = frozenset({"done", "already"})
FAST = test_databases.find_fast_folder()
PICK = st.integers(0, 7)
UNITS = st.integers(1, 4)


@functools.cache
def _template() -> Path:
    return test_databases.make_sqlite_template(Path(tempfile.mkdtemp(prefix="trueup-histories-")))


class Place(NamedTuple):
    """Where a town stands: a migrated database that it may share with other towns, its shop, and the time there.

    `engine` is what its rules run on.
    """

    database: databases.Database
    domain: str
    clock: towns.Clock
    engine: deciding.Engine = "plain"


class Histories(RuleBasedStateMachine):
    """A town of three warehouses, three locations and three products, and whatever befalls it.

    After an ordinary round, that was carried out whole, everything is as it was projected and each level offers exactly
    what it may; after one that was cut short or disturbed, no level that it wrote offers more.
    """

    def __init__(self, place: Place | None = None) -> None:
        """A town in a place that is given, else in a database of its own."""
        super().__init__()
        self.place = place
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.numbers = itertools.count(1)
        self.town: Town

    @initialize(cancel_voided=st.booleans(), stock_there=st.booleans(), mapped=st.booleans())
    def open(self, cancel_voided: bool, stock_there: bool, mapped: bool) -> None:  # noqa: FBT001 - hypothesis's choice
        """Three shelves, three places, two orders; warehouse C is perhaps not mapped yet."""
        extra = [CANCEL_VOIDED] * cancel_voided + [STOCK_THERE] * stock_there
        self.runner.run(self._open(extra, mapped=mapped))

    async def _open(self, extra: list[str], *, mapped: bool) -> None:
        database, domain, clock, engine = self.place or self._own_place()
        opened = towns.open_town(database, extra, domain=domain, clock=clock, engine=engine)
        self.town = town = await self.stack.enter_async_context(opened)
        client = await self.stack.enter_async_context(crashes.watching(town, "nothing"))
        town.shop = towns.replace(town.shop, client=client)
        for place in PLACES:
            await town.control("locations", {"name": place})
        stocked = {"MUG": PLACES, "TEE": PLACES[:2], "KET": PLACES[1:]}
        for sku in SKUS:
            stock = dict.fromkeys(stocked[sku], 9)
            await town.control("products", {"title": f"The {sku}", "sku": sku, "stock": stock})
        with database.reading() as session:
            known = {one.key for one in warehouses.list_all(session)}
        for key in KEYS:
            if key not in known:
                town.warehouse(key, f"Warehouse {key.upper()}", default=key == "a")
            for sku in SKUS:
                town.count(key, sku, 9)
        await town.map("a", "Austin Office")
        await town.map("b", "Lake Jackson")
        if mapped:
            await town.map("c", "Dallas")
        town.write_back(on=True)
        for lines in ({"MUG": 2}, {"TEE": 1, "KET": 3}):
            body = [{"sku": sku, "quantity": units} for sku, units in lines.items()]
            await town.control("orders", {"lines": body})
        await town.round(limits=WIDE)

    def _own_place(self) -> Place:
        folder = self.stack.enter_context(tempfile.TemporaryDirectory(prefix="trueup-history-", dir=FAST))
        database = databases.open(test_databases.copy_sqlite(_template(), Path(folder)))
        self.stack.callback(database.close)
        return Place(database, towns.DOMAIN, towns.Clock())

    def teardown(self) -> None:
        """Close the town."""
        self.runner.run(self.stack.aclose())
        self.runner.close()

    # In the shop

    @rule(sku=PICK, units=UNITS, second=PICK)
    def order(self, sku: int, units: int, second: int) -> None:
        """A customer orders one or two products."""
        lines = {SKUS[sku % 3]: units}
        if second < 3:
            lines.setdefault(SKUS[second], 1)
        body = [{"sku": name, "quantity": quantity} for name, quantity in lines.items()]
        self._control("orders", {"lines": body})

    @rule(sku=PICK, units=UNITS, second=PICK, warehouse=PICK)
    def order_and_label(self, sku: int, units: int, second: int, warehouse: int) -> None:
        """An order is imported, perhaps given to a warehouse by a person, and labelled whole."""
        self.order(sku, units, second)
        self.round()
        which = len(towns_looked_at.stored_orders(self.town)) - 1
        if warehouse < 3:
            self.ship_from(which, 0, warehouse)
        self.label(which, 0, 0, 0, whole=True)

    @rule(which=PICK, sku=PICK, units=st.integers(0, 4))
    def edit(self, which: int, sku: int, units: int) -> None:
        """An order gets other quantities."""
        self._of_order(which, "edit", {"lines": [{"sku": SKUS[sku % 3], "quantity": units}]})

    @rule(which=PICK, restock=st.booleans())
    def cancel(self, which: int, restock: bool) -> None:  # noqa: FBT001
        """An order is cancelled."""
        self._of_order(which, "cancel", {"restock": restock})

    @rule(which=PICK, what=st.sampled_from(["hold", "release"]))
    def hold(self, which: int, what: str) -> None:
        """A merchant holds an order, or lets it go."""
        self._of_order(which, what, {})

    @rule(which=PICK, place=PICK)
    def ship_in_the_shop(self, which: int, place: int) -> None:
        """A merchant ships an order by hand. What was never imported is another matter: see docs/known-limits.md."""
        order = self._pick(which)
        if order is not None and order["id"] in towns_looked_at.stored_orders(self.town):
            number = f"HAND{next(self.numbers)}"
            where = {"location": PLACES[place]} if place < 3 else {}
            self._of_order(which, "fulfil", {"tracking": number, "company": "Post", **where})

    @rule(which=PICK, parcel=PICK)
    def take_a_parcel_back_in_the_shop(self, which: int, parcel: int) -> None:
        """A merchant cancels a fulfillment in the shop."""
        order = self._pick(which)
        standing = [one["id"] for one in order["fulfillments"] if one["status"] == "SUCCESS"] if order else []
        if standing:
            gid = standing[parcel % len(standing)]
            self.runner.run(writing.cancel_fulfillment(self.town.shop.client, gid))

    @rule(sku=PICK, place=PICK, units=st.integers(0, 20))
    def type_a_number(self, sku: int, place: int, units: int) -> None:
        """Somebody edits a level in the shop."""
        self._control("stock", {"sku": SKUS[sku % 3], "location": PLACES[place % 3], "available": units})

    @rule(sku=PICK, place=PICK)
    def stock_a_product(self, sku: int, place: int) -> None:
        """Somebody stocks a product at one more location."""
        self._control("stock_item", {"sku": SKUS[sku % 3], "location": PLACES[place % 3]})

    # In the warehouses

    @rule(warehouse=PICK, sku=PICK, units=st.integers(0, 20))
    def count(self, warehouse: int, sku: int, units: int) -> None:
        """A shelf is counted."""
        self.town.count(KEYS[warehouse % 3], SKUS[sku % 3], units)

    @rule(which=PICK, part=PICK, sku=PICK, units=UNITS, whole=st.booleans())
    def label(self, which: int, part: int, sku: int, units: int, whole: bool) -> None:  # noqa: FBT001
        """A parcel is labelled: what is left of a part, or some units of one product."""
        order = self._stored(which)
        if order is not None:
            chosen = order.parts[part % len(order.parts)].number
            lines = None if whole else {SKUS[sku % 3]: units}
            with contextlib.suppress(errors.StoreError):
                self.town.label(order.number, f"1Z{next(self.numbers)}", part=chosen, lines=lines)

    @rule(which=PICK, label=PICK, again=st.booleans())
    def void(self, which: int, label: int, again: bool) -> None:  # noqa: FBT001
        """A parcel is called off, and perhaps labelled anew just so."""
        found = self._label(which, label)
        if found is None:
            return
        order, part, chosen = found
        with self.town.database.session() as session:
            labels.void(session, chosen.id, now=self.town.clock())
        skus = {line.gid: line.sku or "" for line in order.lines}
        if again:
            units: Counter[str] = Counter()
            for gid, quantity in chosen.lines:
                units[skus[gid]] += quantity
            with contextlib.suppress(errors.StoreError):
                self.town.label(order.number, f"1Z{next(self.numbers)}", part=part.number, lines=units)

    @rule(which=PICK, label=PICK)
    def correct(self, which: int, label: int) -> None:
        """A label gets another number."""
        found = self._label(which, label)
        if found is not None and found[2].voided_at is None:
            parcel = labels.Parcel(carrier="DHL", tracking_number=f"JD{next(self.numbers)}")
            with self.town.database.session() as session:
                labels.replace(session, found[2].id, parcel, now=self.town.clock())

    # People at Trueup

    @rule(which=PICK, part=PICK, warehouse=PICK)
    def ship_from(self, which: int, part: int, warehouse: int) -> None:
        """A person decides where a part ships from."""
        order = self._stored(which)
        if order is not None:
            number = order.parts[part % len(order.parts)].number
            with contextlib.suppress(errors.StoreError):
                self.town.ship_from(order.number, KEYS[warehouse % 3], number)

    @rule(which=PICK, warehouse=PICK)
    def split(self, which: int, warehouse: int) -> None:
        """A person splits one unit of each line off to another warehouse."""
        order = self._stored(which)
        if order is None or len(order.parts) > 1:
            return
        only = order.parts[0]
        off = {gid: 1 for gid, units in only.lines if units > 1}
        rest = {gid: units - off.get(gid, 0) for gid, units in only.lines}
        shares = [parts.Share(warehouse="a", lines=rest), parts.Share(warehouse=KEYS[warehouse % 3], lines=off)]
        with contextlib.suppress(errors.StoreError), self.town.database.session() as session:
            parts.split(
                session, orders.get(session, self.town.domain, order.gid), shares, by="person", now=self.town.clock()
            )

    @rule(warehouse=PICK, place=PICK, writes=st.booleans())
    def map(self, warehouse: int, place: int, writes: bool) -> None:  # noqa: FBT001
        """A warehouse is mapped, mapped elsewhere, or unmapped."""
        key = KEYS[warehouse % 3]
        with contextlib.suppress(errors.StoreError), self.town.database.session() as session:
            if place < 3:
                self._map(session, key, PLACES[place], writes=writes)
            elif place == 7:
                mappings.unmap(session, self.town.domain, key)

    def _map(self, session: Session, key: str, place: str, *, writes: bool) -> None:
        mappings.map_warehouse(session, self.town.domain, key, place, writes_inventory=writes, move=True)

    # Trueup

    @rule()
    def round(self) -> None:
        """An ordinary round: what was projected comes, and nothing is oversold."""
        self.runner.run(self._round())

    @rule()
    def next_round(self) -> None:
        """The same once more: rounds are what most of this is about."""
        self.runner.run(self._round())

    def _stir(self, which: int, sku: int, units: int) -> None:
        """Give the next round something to do: a parcel, and a shelf that was counted."""
        self.label(which, sku, 0, 0, whole=True)
        self.count(units, sku, units * 3)

    @rule(after=st.integers(0, 6), which=PICK, sku=PICK, units=UNITS)
    def round_cut_short(self, after: int, which: int, sku: int, units: int) -> None:
        """A round that has to stop after so many changes."""
        self._stir(which, sku, units)
        left = itertools.count(after, -1)
        result = self.runner.run(self.town.round(limits=WIDE, may_go_on=lambda: next(left) > 0))
        self._check_written(result)

    @rule(sku=PICK, units=UNITS, which=PICK, after=st.integers(1, 6))
    def round_with_a_customer(self, sku: int, units: int, which: int, after: int) -> None:
        """A customer orders while a plan is carried out."""
        self._stir(which, sku, units)
        asked = itertools.count(1)

        def may_go_on() -> bool:
            if next(asked) == after:
                wanted = placing.WantedOrder(lines=[placing.WantedLine(sku=SKUS[sku % 3], quantity=units)])
                placing.place(self.town.world, wanted)
            return True

        self._check_written(self.runner.run(self.town.round(limits=WIDE, may_go_on=may_go_on)))

    @rule(
        field=st.sampled_from(
            [
                "fulfillmentCreate",
                "fulfillmentCreate",
                "fulfillmentOrderMove",
                "inventorySetQuantities",
                "tagsAdd",
                "tagsRemove",
            ]
        ),
        when=st.sampled_from(["before", "after"]),
        which=PICK,
        sku=PICK,
        units=UNITS,
    )
    def round_with_a_lost_answer(self, field: str, when: str, which: int, sku: int, units: int) -> None:
        """An answer is lost, before or after its effect."""
        self._stir(which, sku, units)
        self._control("faults", {"operation": field, "when": when})
        result = self.runner.run(self.town.round(limits=WIDE))
        self.runner.run(self.town.http.delete("/_control/faults"))
        self._check_written(result)

    @rule(seconds=st.sampled_from([30, 120, 4000]))
    def wait(self, seconds: int) -> None:
        """Time passes."""
        self.town.clock.pass_time(seconds=seconds)

    @rule()
    def quiet(self) -> None:
        """Nothing happens for a while: two rounds later nothing is left to do."""
        self.town.clock.pass_time(hours=2)
        self.runner.run(self._round())
        self.runner.run(self._round())
        left = self.runner.run(self.town.plan(limits=WIDE)).changes
        assert not left, [f"{change.key}: {change.before} → {change.after}" for change in left]
        promises.check_rest(self.runner.run(towns_looked_at.see(self.town)))

    async def _round(self) -> None:
        projected: list[World | None] = []

        def watch(made: rounds.Look) -> plans.Plan:
            projected.append(towns_looked_at.project(self.town, made))
            return made.plan

        result = await rounds.reconcile(towns.replace(self.town.shop, limits=WIDE), approve=watch)
        seen = await towns_looked_at.see(self.town)
        whole = projected[-1] if all(outcome.result in WELL for outcome in result.outcomes) else None
        if whole is not None:
            wrong = towns_looked_at.differences(whole, await towns_looked_at.look(self.town))
            assert not wrong, wrong
            offers = towns_looked_at.offers(self.town, seen)
            assert all(one.offered == one.limit for one in offers), offers
        else:
            promises.check_offers(self.town, seen, result)
        promises.check_parcels(seen)

    def _check_written(self, result: rounds.Result) -> None:
        seen = self.runner.run(towns_looked_at.see(self.town))
        promises.check_offers(self.town, seen, result)
        promises.check_parcels(seen)

    # Picking

    def some_dirt(self, orders: set[int], items: set[int]) -> dirt.Dirt:
        """Some orders and products that are dirty, whatever happened to them."""
        rows = self.runner.run(self.town.state())["orders"]
        return dirt.Dirt(
            orders=frozenset(rows[number % len(rows)]["id"] for number in orders if rows),
            items=frozenset(
                f"gid://shopify/InventoryItem/{each.inventory_item_id}"
                for each in self.town.world.shop.variants.values()
                if each.sku in {SKUS[number % 3] for number in items}
            ),
        )

    def _control(self, path: str, body: dict[str, Any]) -> None:
        """What the shop refuses didn't happen."""
        self.runner.run(self.town.http.post(f"/_control/{path}", json=body))

    def _pick(self, which: int) -> dict[str, Any] | None:
        rows: list[dict[str, Any]] = self.runner.run(self.town.state())["orders"]
        return rows[which % len(rows)] if rows else None

    def _of_order(self, which: int, what: str, body: dict[str, Any]) -> None:
        order = self._pick(which)
        if order is not None:
            self._control(f"orders/{order['name'].lstrip('#')}/{what}", body)

    def _stored(self, which: int) -> states.Order | None:
        stored = list(towns_looked_at.stored_orders(self.town).values())
        return stored[which % len(stored)] if stored else None

    def _label(self, which: int, label: int) -> tuple[states.Order, states.Part, states.Label] | None:
        order = self._stored(which)
        everything = [(part, one) for part in order.parts for one in part.labels if not one.adopted] if order else []
        if order is None or not everything:
            return None
        return (order, *everything[label % len(everything)])
