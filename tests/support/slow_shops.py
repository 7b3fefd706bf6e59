"""A simulated shop in virtual time, behind a network of a given latency, with a client of the same clock."""

from typing import Any

import httpx
from support.virtual_time import VirtualTime

from reconciler.shopify import client, tokens
from simulator import catalogue, placing, worlds
from simulator.app import create_app

TOKEN = "shpat_simulator"
BASE = "http://shop.simulator"


class Late(httpx.ASGITransport):
    """Answers after `latency` virtual seconds."""

    def __init__(self, time: VirtualTime, latency: float, app: Any) -> None:
        super().__init__(app=app)
        self._time = time
        self._latency = latency

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Wait, then pass on."""
        if self._latency:
            await self._time.pause(self._latency)
        return await super().handle_async_request(request)


class SlowShop:
    """The world, the client, and what the client asked for."""

    def __init__(self, *, latency: float = 0.0, plan: str = "standard") -> None:
        self.time = VirtualTime()
        self.latency = latency
        self.world = worlds.World(token=TOKEN, clock=self.time.clock, plan=plan)
        self.transport = Late(self.time, latency, create_app(self.world))
        self.client = client.ShopClient(
            "shop.myshopify.com",
            tokens.StaticToken(TOKEN),
            transport=self.transport,
            base_url=BASE,
            clock=self.time.clock,
            sleep=self.time.sleep,
        )

    def stock(self, locations: int, items: int, *, at: int = 250) -> tuple[list[str], list[str]]:
        """Make locations, and products stocked `at` so many of them at most; returns ids of locations and items."""
        names = [f"Location {number}" for number in range(locations)]
        places = [catalogue.add_location(self.world, catalogue.NewLocation(name=name)) for name in names]
        for number in range(items):
            stock = dict.fromkeys(names[:at], number % 100)
            catalogue.add_product(
                self.world, catalogue.NewProduct(title=f"Item {number}", sku=f"S-{number}", stock=stock)
            )
        items_made = [f"gid://shopify/InventoryItem/{number}" for number in self.world.shop.items]
        return [f"gid://shopify/Location/{place.id}" for place in places], items_made

    def order(self, orders: int) -> list[str]:
        """Place orders of one piece each, by SKU in turns; returns their ids."""
        skus = [item.sku for item in self.world.shop.items.values()]
        lines = [placing.WantedLine(sku=skus[number % len(skus)]) for number in range(orders)]
        placed = [placing.place(self.world, placing.WantedOrder(lines=[line])) for line in lines]
        return [f"gid://shopify/Order/{order.id}" for order in placed]

    def asked(self, operation: str) -> int:
        """How often an operation was asked for."""
        return sum(request.operation == operation for request in self.world.requests.all())

    def points(self) -> int:
        """Points charged so far."""
        return sum(request.cost or 0 for request in self.world.requests.all())
