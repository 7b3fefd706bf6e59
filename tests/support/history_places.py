"""The place of a history: a town of three warehouses, three locations and three products, opened and closed.

Deeds are drawn by numbers; what they pick among is found here.
"""

import asyncio
import functools
import itertools
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize
from support import crashes, towns, towns_looked_at
from support import databases as test_databases
from support.ledgers import Ledger
from support.towns import Town

from engine import deciding
from reconciler import guards
from store import databases, states, warehouses

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
WIDE = guards.Limits(**dict.fromkeys(guards.GUARDS, 1_000_000))
FAST = test_databases.find_fast_folder()
PICK = st.integers(0, 7)
UNITS = st.integers(1, 4)


@functools.cache
def _template() -> Path:
    return test_databases.make_sqlite_template(Path(tempfile.mkdtemp(prefix="trueup-histories-")))


Labelled = tuple[states.Order, states.Part, states.Label]
"""A label that was made here, with its part and its order."""


class Place(NamedTuple):
    """Where a town stands: a migrated database that it may share with other towns, its shop, and the time there.

    `engine` is what its rules run on.
    """

    database: databases.Database
    domain: str
    clock: towns.Clock
    engine: deciding.Engine = "plain"


class OpenTown(RuleBasedStateMachine):
    """A town that befalls nothing yet. `ledger` keeps who made which parcel."""

    def __init__(self, place: Place | None = None) -> None:
        """A town in a place that is given, else in a database of its own."""
        super().__init__()
        self.place = place
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.numbers = itertools.count(1)
        self.ledger = Ledger()
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

    # Picking among what is there

    def see(self) -> towns_looked_at.Sight:
        """Look at the town as it is."""
        return self.runner.run(towns_looked_at.see(self.town))

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

    def _label(self, which: int, label: int) -> Labelled | None:
        order = self._stored(which)
        everything = [(part, one) for part in order.parts for one in part.labels if not one.adopted] if order else []
        if order is None or not everything:
            return None
        return (order, *everything[label % len(everything)])
