"""A simulated shop, reached over its HTTP surface: the client under test, and the world around it."""

from typing import Any

import httpx

from reconciler.shopify import client, tokens
from simulator import worlds
from simulator.app import create_app

TOKEN = "shpat_simulator"
BASE = "http://shop.simulator"
DOMAIN = "shop.myshopify.com"


class Shop:
    """A simulated shop: `client` is what is tested, `control` is what happens in the world around it."""

    def __init__(self) -> None:
        self.world = worlds.World(token=TOKEN)
        self.world.shop.domain = DOMAIN
        self._transport = httpx.ASGITransport(app=create_app(self.world))
        self._outside = httpx.AsyncClient(transport=self._transport, base_url=BASE)
        self.client = self.connect()

    def connect(self, token: str = TOKEN) -> client.ShopClient:
        """Another client of the same shop."""
        return client.ShopClient(DOMAIN, tokens.StaticToken(token), transport=self._transport, base_url=BASE)

    async def control(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        """Do something in the shop that is not ours to do."""
        response = await self._outside.request(method, f"/_control/{path}", json=body or None)
        assert response.status_code < 400, response.text
        decoded: dict[str, Any] = response.json() if response.content else {}
        return decoded

    async def add_location(self, name: str, **more: Any) -> str:
        """A new location's id."""
        made = await self.control("POST", "locations", name=name, **more)
        return str(made["id"])

    async def add_product(self, sku: str | None, stock: dict[str, int], **more: Any) -> str:
        """A new product's inventory item id."""
        made = await self.control("POST", "products", title=f"Product {sku}", sku=sku, stock=stock, **more)
        return str(made["inventory_item_id"])

    async def place(self, *lines: tuple[str, int], **more: Any) -> dict[str, Any]:
        """An order of (SKU, quantity) pairs: its id, name and fulfillment orders."""
        wanted = [{"sku": sku, "quantity": quantity} for sku, quantity in lines]
        return await self.control("POST", "orders", lines=wanted, **more)

    async def levels(self, sku: str) -> dict[str, tuple[int, int, int]]:
        """Available, committed and on hand by location name, as the shop itself has them."""
        state = await self.control("GET", "state")
        return {
            level["location"]: (level["available"], level["committed"], level["on_hand"])
            for level in state["levels"]
            if level["sku"] == sku
        }

    async def close(self) -> None:
        """Hang up."""
        await self.client.__aexit__(None, None, None)
        await self._outside.aclose()


class Story(Shop):
    """The seed's shop: one product, 50 at Lake Jackson (where orders go first), 48 at Austin Office."""

    async def open(self) -> None:
        """Build it."""
        self.lake_jackson = await self.add_location("Lake Jackson")
        self.austin = await self.add_location("Austin Office")
        self.item = await self.add_product("MUG", {"Lake Jackson": 50, "Austin Office": 48})


def silent(_done: int, _total: int | None) -> None:
    """No progress bar."""
