"""The demo's town: a simulated shop in this process and a starter project beside it, both kept in one folder.

`stories` tells the story with it. What is left in the folder afterwards is a project to play with.
"""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reconciler import contexts
from reconciler.shopify import client, tokens
from simulator import app, catalogue, placing, seeds, stocking, worlds
from simulator.control import views
from store import labels, locations, mappings, orders, parts, shops, stock, timeline, warehouses
from trueup import errors, opening, projects, starters, wiring
from trueup.settings import documents

DOMAIN = "demo.myshopify.com"
SHOP_FILE = "shop.json"
MARK = ".made-by-trueup-demo"
SKU = "MUG-01"
TOKEN = "shpat_simulator"  # noqa: S105 - the simulator's own, for a shop that does not exist


def prepare(folder: Path, port: int) -> projects.Project:
    """A fresh starter project in the folder. What an earlier demo left there is replaced; anything else is not.

    `port` is where `trueup simulate` is to serve its shop afterwards.
    Raises ProjectError when something else is in the folder.
    """
    if (folder / MARK).exists():
        shutil.rmtree(folder)
    elif folder.is_dir() and any(folder.iterdir()):
        raise errors.ProjectError(
            f"{folder} is not empty, and no demo has made it. Name another folder: trueup demo --folder NEW"
        )
    starters.write(folder)
    (folder / MARK).write_text("`trueup demo` made this folder, and replaces it when run again.\n", encoding="utf-8")
    settings = documents.as_toml({"shop.domain": DOMAIN, "shop.url": f"http://127.0.0.1:{port}"})
    (folder / projects.SETTINGS).write_text(settings, encoding="utf-8")
    secrets = folder / "secrets.toml"
    secrets.touch(mode=0o600)
    secrets.write_text(f'# The simulator\'s own token: it opens nothing.\nshop_token = "{TOKEN}"\n', encoding="utf-8")
    return projects.open_project(folder / projects.SETTINGS)


@dataclass
class Town:
    """The simulated shop, and what Trueup has open to it. The methods are what people and customers do."""

    world: worlds.World
    shop: contexts.Shop

    def order(self, quantity: int = 1) -> str:
        """A customer orders mugs; gives the order's number."""
        wanted = placing.WantedOrder(lines=[placing.WantedLine(sku=SKU, quantity=quantity)])
        placed = placing.place(self.world, wanted)
        self.world.save()
        return placed.name.removeprefix("#")

    def open_location(self, name: str, available: int) -> None:
        """The merchant opens a location and stocks the mug there."""
        made = catalogue.add_location(self.world, catalogue.NewLocation(name=name))
        item = next(one.inventory_item_id for one in self.world.shop.variants.values() if one.sku == SKU)
        stocking.activate(self.world, item, made.id, available)
        self.world.save()

    def overwrite(self, location: str, available: int) -> None:
        """Somebody types a number into Shopify's inventory page."""
        place = next(one for one in self.world.shop.locations.values() if one.name == location)
        level = next(one for one in self.world.shop.levels_at(place.id))
        level.available = available
        self.world.save()

    def levels(self) -> list[dict[str, Any]]:
        """The mug's quantities by location, as the shop has them."""
        return [row for row in views.state(self.world)["levels"] if row["sku"] == SKU]

    def order_in_shop(self, number: str) -> dict[str, Any]:
        """An order as the shop has it."""
        found: dict[str, Any] = next(row for row in views.state(self.world)["orders"] if row["name"] == f"#{number}")
        return found

    def writes(self) -> int:
        """How many write requests the shop has got so far."""
        return sum(request.kind == "mutation" for request in self.world.requests.all())

    def add_warehouse(self, key: str, name: str, on_hand: int, *, default: bool = False) -> None:
        """A warehouse with mugs on the shelf."""
        with self.shop.database.session() as session:
            warehouses.add(session, key, name, default=default)
            stock.count(session, key, SKU, on_hand, as_of=opening.now())

    def map(self, warehouse: str, location: str) -> None:
        """Say which location a warehouse is."""
        rows = views.state(self.world)["locations"]
        with self.shop.database.session() as session:
            locations.remember(session, DOMAIN, [(row["id"], row["name"], row["active"]) for row in rows])
            mappings.map_warehouse(session, DOMAIN, warehouse, location)

    def ship_from(self, number: str, warehouse: str) -> None:
        """A person decides where an order ships from."""
        with self.shop.database.session() as session:
            parts.ship_from(session, DOMAIN, number, warehouse, now=opening.now())

    def label(self, number: str, tracking: str) -> None:
        """The parcel is packed and labelled."""
        parcel = labels.Parcel(carrier="UPS", tracking_number=tracking)
        with self.shop.database.session() as session:
            labels.create(session, DOMAIN, number, parcel, now=opening.now())

    def write_back(self, *, on: bool) -> None:
        """Switch inventory write-back."""
        with self.shop.database.session() as session:
            shops.set_writes_inventory(session, DOMAIN, on=on)

    def notes(self, number: str) -> list[str]:
        """The notes on an order's timeline."""
        with self.shop.database.reading() as session:
            order = orders.find(session, DOMAIN, number)
            return [entry.text for entry in timeline.entries(session, order) if entry.kind == "note"]


@asynccontextmanager
async def open_town(project: projects.Project) -> AsyncIterator[Town]:
    """The simulated shop of the seed story, served within this process, and Trueup opened on it."""
    world = worlds.World(token=TOKEN, state_file=project.folder / SHOP_FILE)
    world.shop.domain = DOMAIN
    seeds.SEEDS["story"](world)
    world.save()
    ruleset = wiring.load_rules(project)
    with wiring.open_database(project) as database, opening.make_decider(project, ruleset) as decider:
        async with client.ShopClient(
            DOMAIN,
            tokens.StaticToken(TOKEN),
            transport=client.in_process(app.create_app(world)),
            base_url="http://simulator.invalid",
        ) as shop_client:
            shop = opening.put_together(project, database, shop_client, decider=decider, ruleset=ruleset)
            yield Town(world=world, shop=shop)
