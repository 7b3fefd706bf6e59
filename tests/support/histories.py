"""Histories: what customers, merchants, warehouses and people do to a town, and rounds in between, in any order.

Each step is one method that hypothesis calls with numbers of its choice; the numbers pick among what is there. After
every round the `promises` are looked at.
"""

import contextlib
import itertools
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule
from support import crashes, ledgers, promises, towns, towns_looked_at
from support.deeds_at_trueup import DeedsAtTrueup
from support.deeds_in_the_shop import DeedsInTheShop
from support.deeds_with_parcels import ANSWERS, WAYS, DeedsWithParcels
from support.history_places import PICK, SKUS, UNITS, WIDE

from reconciler import dirt, plans
from reconciler import round as rounds
from reconciler.worlds import World
from simulator import placing

MUTATIONS = (
    "fulfillmentCreate",
    "fulfillmentCreate",  # twice as often: it is the one that must never run twice
    "fulfillmentOrderMove",
    "inventorySetQuantities",
    "tagsAdd",
    "tagsRemove",
)
WELL = frozenset({"done", "already"})


class Histories(DeedsInTheShop, DeedsWithParcels, DeedsAtTrueup):
    """A town, and whatever befalls it.

    After an ordinary round, that was carried out whole, everything is as it was projected and each level offers exactly
    what it may; after one that was cut short or disturbed, no level that it wrote offers more.
    """

    @rule()
    def round(self) -> None:
        """An ordinary round: what was projected comes, and nothing is oversold."""
        before = ledgers.look(self.town.world)
        self.runner.run(self._round(before))

    @rule()
    def next_round(self) -> None:
        """The same once more: rounds are what most of this is about."""
        self.round()

    @rule(sku=PICK, units=UNITS, second=PICK, warehouse=PICK)
    def order_and_label(self, sku: int, units: int, second: int, warehouse: int) -> None:
        """An order is imported, perhaps given to a warehouse by a person, and labelled whole."""
        self.order(sku, units, second)
        self.round()
        which = len(towns_looked_at.stored_orders(self.town)) - 1
        if warehouse < 3:
            self.ship_from(which, 0, warehouse)
        self.label(which, 0, 0, 0, whole=True)

    @rule(
        which=PICK,
        sku=PICK,
        whole=st.booleans(),
        lost=st.sampled_from(["no", "before", "after"]),
        way=st.sampled_from(WAYS),
        units=UNITS,
    )
    def label_and_ship_by_hand(self, *, which: int, sku: int, whole: bool, lost: str, way: str, units: int) -> None:
        """A parcel is labelled, the answer to writing it perhaps lost, and a merchant ships the like of it by hand."""
        self.label(which, sku, sku, 1, whole=whole)
        if lost != "no":
            self._lose_an_answer("fulfillmentCreate", lost)
        self.ship_a_label_by_hand(0, way, units)

    def _stir(self, which: int, sku: int, units: int) -> None:
        """Give the next round something to do: a parcel, and a shelf that was counted."""
        self.label(which, sku, 0, 0, whole=True)
        self.count(units, sku, units * 3)

    @rule(after=st.integers(0, 6), which=PICK, sku=PICK, units=UNITS)
    def round_cut_short(self, after: int, which: int, sku: int, units: int) -> None:
        """A round that has to stop after so many changes."""
        self._stir(which, sku, units)
        left = itertools.count(after, -1)
        self._disturbed(may_go_on=lambda: next(left) > 0)

    @rule(sku=PICK, units=UNITS, which=PICK, after=st.integers(1, 6))
    def round_with_a_customer(self, sku: int, units: int, which: int, after: int) -> None:
        """A customer orders while a plan is carried out."""
        self._stir(which, sku, units)

        def order() -> None:
            wanted = placing.WantedOrder(lines=[placing.WantedLine(sku=SKUS[sku % 3], quantity=units)])
            placing.place(self.town.world, wanted)

        self._raced(after, order)

    @rule(which=PICK, sku=PICK, way=st.sampled_from(WAYS), units=UNITS, after=st.integers(1, 4))
    def round_with_a_merchant(self, which: int, sku: int, way: str, units: int, after: int) -> None:
        """A merchant ships a label by hand, or the like of it, while a plan is carried out."""
        self._stir(which, sku, units)
        chosen = self._a_label(0)
        self._raced(after, lambda: self._ship_like(chosen, way, units))

    def _raced(self, after: int, deed: Callable[[], None]) -> None:
        asked = itertools.count(1)

        def may_go_on() -> bool:
            if next(asked) == after:
                deed()
            return True

        self._disturbed(may_go_on=may_go_on)

    @rule(
        field=st.sampled_from(MUTATIONS), when=st.sampled_from(["before", "after"]), which=PICK, sku=PICK, units=UNITS
    )
    def round_with_a_lost_answer(self, field: str, when: str, which: int, sku: int, units: int) -> None:
        """An answer is lost, before or after its effect."""
        self._stir(which, sku, units)
        self._lose_an_answer(field, when)

    def _lose_an_answer(self, field: str, when: str) -> None:
        self._control("faults", {"operation": field, "when": when})
        self._disturbed()
        self.runner.run(self.town.http.delete("/_control/faults"))

    @rule(field=st.sampled_from(MUTATIONS), after=st.booleans(), which=PICK, sku=PICK, units=UNITS)
    def round_that_is_killed(self, field: str, after: bool, which: int, sku: int, units: int) -> None:  # noqa: FBT001
        """The process is gone at a request, before it left or after its effect."""
        self._stir(which, sku, units)
        before = ledgers.look(self.town.world)

        async def die() -> None:
            async with crashes.killing(self.town, field, after=after) as client:
                await self.town.round(limits=WIDE, client=client)

        with contextlib.suppress(crashes.Killed):
            self.runner.run(die())
        self.check_parcels(before, self.see())

    @rule(seconds=st.sampled_from([30, 120, 4000]))
    def wait(self, seconds: int) -> None:
        """Time passes."""
        self.town.clock.pass_time(seconds=seconds)

    @rule()
    def quiet(self) -> None:
        """Nothing happens for a while: two rounds later nothing is left to do."""
        self.town.clock.pass_time(hours=2)
        self.round()
        self.round()
        plan = self.runner.run(self.town.plan(limits=WIDE))
        assert not plan.changes, [f"{change.key}: {change.before} → {change.after}" for change in plan.changes]
        promises.check_rest(self.town, self.see(), plan)

    @rule(answers=st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=4), parcel=PICK)
    def every_question_is_answered(self, answers: list[str], parcel: int) -> None:
        """People answer all there is to be asked, and when it is quiet nothing is unclear any more."""
        if not self.doubts():
            return
        self.answer_everything(answers, parcel)
        self.quiet()
        self.check_answered()

    def check_answered(self) -> None:
        """Nothing is unclear, and nobody is asked any more."""
        assert not self.doubts(), self.doubts()
        orders = [order for order in self.see().stored.values() if order.cancelled_at is None]
        asked = [order.name for order in orders if "unclear_parcel" in order.failure]
        assert not asked, f"somebody is still asked about {asked}"

    async def _round(self, before: dict[str, ledgers.Parcel]) -> None:
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
        self.check_parcels(before, seen)

    def _disturbed(self, **how: Any) -> None:
        """A round that something happens to: what it wrote offers no more than it may."""
        before = ledgers.look(self.town.world)
        result = self.runner.run(self.town.round(limits=WIDE, **how))
        seen = self.see()
        promises.check_offers(self.town, seen, result)
        self.check_parcels(before, seen)

    def check_parcels(self, before: dict[str, ledgers.Parcel], seen: towns_looked_at.Sight) -> None:
        """What a round made of the parcels, however it ended; `before` is how they were."""
        self.ledger.check(before, self.town, seen)
        promises.check_labels(seen)

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
