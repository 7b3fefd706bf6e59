"""A town: a simulated shop, a store, rule files, and a clock, put together as a round needs them.

Scenarios speak to the shop as a customer or a merchant would (the simulator's control API), to the store as a person
would, and run real rounds over the simulator's ASGI surface.
"""

import functools
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec

from engine import deciding, ir, loading
from reconciler import guards, plans
from reconciler import round as rounds
from reconciler.contexts import Shop
from reconciler.scoping import Scope
from reconciler.shopify import client, tokens
from simulator import app, worlds
from simulator.control import views
from store import (
    databases,
    labels,
    locations,
    mappings,
    orders,
    parts,
    shops,
    snapshots,
    states,
    stock,
    timeline,
    warehouses,
)

DOMAIN = "story.myshopify.com"
RULES = Path(__file__).parents[2] / "rules"


class Clock:
    """A clock that goes on by a second whenever it is asked, so that nothing happens at the same moment."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The next moment."""
        self.now += timedelta(seconds=1)
        return self.now

    def pass_time(self, **amount: float) -> None:
        """Let time pass."""
        self.now += timedelta(**amount)


@functools.cache
def ruleset(*extra: str) -> ir.RuleSet:
    """The shipped rules; `extra` rule files (as texts) run before them."""
    loaded = loading.load([RULES])
    assert loaded.rules is not None, loaded.problems
    texts = [loading.load_text(text, f"0{number}-extra.yaml") for number, text in enumerate(extra)]
    assert all(text.rules is not None for text in texts), [text.problems for text in texts]
    first = tuple(rule for text in texts if text.rules for rule in text.rules.rules)
    return ir.RuleSet(rules=(*first, *loaded.rules.rules), digest=loaded.rules.digest + str(len(extra)))


@dataclass
class Town:
    """Everything of one story. `shop` is what rounds get."""

    world: worlds.World
    http: httpx.AsyncClient
    database: databases.Database
    clock: Clock
    shop: Shop

    @property
    def domain(self) -> str:
        """The shop's domain."""
        return self.shop.domain

    # What happens in the shop

    async def control(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Post to the control API."""
        answer = await self.http.post(f"/_control/{path}", json=body or {})
        assert answer.status_code < 400, answer.text
        return answer.json()

    async def state(self) -> dict[str, Any]:
        """Everything the shop holds."""
        # As over the wire, and without going over it: this is asked all the time.
        answer: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(views.state(self.world)))
        return answer

    async def level(self, sku: str, location: str, quantity: str = "available") -> int:
        """One quantity of one level."""
        rows = (await self.state())["levels"]
        return next(int(row[quantity]) for row in rows if (row["sku"], row["location"]) == (sku, location))

    async def order(self, number: str = "1001") -> dict[str, Any]:
        """One order as the shop has it."""
        rows = (await self.state())["orders"]
        return next(row for row in rows if row["name"] == f"#{number}")

    async def writes(self) -> int:
        """How many write requests the shop got since the last `forget_requests`."""
        answer: dict[str, Any] = (await self.http.get("/_control/requests")).json()
        return int(answer["writes"])

    async def forget_requests(self) -> None:
        """Start counting requests anew."""
        await self.http.delete("/_control/requests")

    # What people do

    def warehouse(self, key: str, name: str, *, default: bool = False) -> None:
        """Add a warehouse."""
        with self.database.session() as session:
            warehouses.add(session, key, name, default=default)

    async def map(self, warehouse: str, location: str, *, writes_inventory: bool = True) -> None:
        """Map a warehouse to a location of the shop."""
        rows = (await self.state())["locations"]
        with self.database.session() as session:
            locations.remember(session, self.domain, [(row["id"], row["name"], row["active"]) for row in rows])
            mappings.map_warehouse(session, self.domain, warehouse, location, writes_inventory=writes_inventory)

    def count(self, warehouse: str, sku: str, quantity: int) -> None:
        """Count stock on a shelf."""
        with self.database.session() as session:
            stock.count(session, warehouse, sku, quantity, as_of=self.clock())

    def write_back(self, *, on: bool) -> None:
        """Switch inventory write-back for the shop."""
        with self.database.session() as session:
            shops.set_writes_inventory(session, self.domain, on=on)

    def ship_from(self, number: str, warehouse: str, part: int | None = None) -> None:
        """A person decides where an order ships from."""
        with self.database.session() as session:
            parts.ship_from(session, self.domain, number, warehouse, now=self.clock(), part=part)

    def label(self, number: str, tracking: str, **parcel: Any) -> int:
        """A label is printed."""
        with self.database.session() as session:
            made = labels.Parcel(carrier="UPS", tracking_number=tracking, **parcel)
            return labels.create(session, self.domain, number, made, now=self.clock()).id

    def notes(self, number: str = "1001") -> list[str]:
        """What stands on the order's timeline as notes."""
        with self.database.reading() as session:
            order = orders.find(session, self.domain, number)
            return [entry.text for entry in timeline.entries(session, order) if entry.kind == "note"]

    def stored(self, number: str = "1001") -> states.Order:
        """The order as the store has it."""
        with self.database.reading() as session:
            gid = orders.find(session, self.domain, number).gid
            return next(o for o in snapshots.load(session, self.domain, also=[gid]).orders if o.gid == gid)

    # What Trueup does

    async def round(self, scope: Scope = rounds.EVERYTHING, **changes: Any) -> rounds.Result:
        """Run one round."""
        return await rounds.reconcile(replace(self.shop, **changes), scope)

    async def plan(self, scope: Scope = rounds.EVERYTHING, **changes: Any) -> plans.Plan:
        """Make a plan and do nothing."""
        return await rounds.plan(replace(self.shop, **changes), scope)


def actions(made: plans.Plan | rounds.Result) -> list[str]:
    """The actions of a plan in order, or of what a round carried out."""
    if isinstance(made, plans.Plan):
        return [change.action for change in made.changes]
    return [outcome.change.action for outcome in made.outcomes if outcome.result == "done"]


def client_over(transport: httpx.AsyncBaseTransport, clock: Clock, *, domain: str = DOMAIN) -> client.ShopClient:
    """A client of a town's shop, by way of a transport. Asking for a request's pace makes no second pass."""
    return client.ShopClient(
        domain,
        tokens.StaticToken("shpat_simulator"),
        transport=transport,
        base_url="http://simulator.test",
        clock=lambda: clock.now,
    )


@asynccontextmanager
async def open_town(
    database: databases.Database,
    extra_rules: Iterable[str] = (),
    *,
    domain: str = DOMAIN,
    clock: Clock | None = None,
    engine: deciding.Engine = "plain",
) -> AsyncIterator[Town]:
    """An empty shop and its store, ready for rounds; on the plain evaluator, where nothing else is said."""
    clock = clock or Clock()
    world = worlds.World(clock=clock)
    world.shop.domain = domain
    transport = httpx.ASGITransport(app=app.create_app(world))
    rules = ruleset(*extra_rules)
    with database.session() as session:
        shops.ensure(session, domain)
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://simulator.test") as http,
        client_over(transport, clock, domain=domain) as shop_client,
    ):
        with deciding.Decider(rules, engine=engine, clock=clock) as decider:
            shop = Shop(
                domain=domain,
                client=shop_client,
                database=database,
                decider=decider,
                ruleset=rules,
                clock=clock,
                limits=guards.Limits(),
            )
            yield Town(world=world, http=http, database=database, clock=clock, shop=shop)


async def seed_story(town: Town) -> None:
    """The seed: Lake Jackson and Austin Office, one product at both; A (default) is Austin, B is Lake Jackson."""
    for name in ("Lake Jackson", "Austin Office"):
        await town.control("locations", {"name": name})
    await town.control(
        "products", {"title": "Enamel Mug", "sku": "MUG-01", "stock": {"Lake Jackson": 50, "Austin Office": 48}}
    )
    town.warehouse("warehouse-a", "Warehouse A", default=True)
    town.warehouse("warehouse-b", "Warehouse B")
    await town.map("warehouse-a", "Austin Office")
    await town.map("warehouse-b", "Lake Jackson")
    town.count("warehouse-a", "MUG-01", 48)
    town.count("warehouse-b", "MUG-01", 50)


async def order_mug(town: Town, **more: Any) -> None:
    """A customer orders one mug."""
    await town.control("orders", {"lines": [{"sku": "MUG-01", "quantity": 1}], **more})
