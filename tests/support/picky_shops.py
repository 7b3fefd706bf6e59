"""A shop that refuses some rows of a batch of levels, and tells it in any of the ways that live shops were seen to."""

import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
import msgspec
from support import towns
from support.towns import Town

from reconciler.shopify import client
from simulator import app

MANNERS = ("all at once", "shuffled", "one at a time", "without a row", "some without a row")


class PickyTransport(httpx.AsyncBaseTransport):
    """Refuses every batch with a bad item in it, whole, and passes everything else on.

    `bad` has a code and a text by item id. `manner` is how the refusal is told.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.bad: Mapping[str, tuple[str, str]] = {}
        self.manner = MANNERS[0]
        self.dice = random.Random(0)
        self.batches = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer or pass on."""
        asked = msgspec.json.decode(request.content)
        rows = asked.get("variables", {}).get("input", {}).get("quantities")
        if rows is None:
            return await self.inner.handle_async_request(request)
        self.batches += 1
        found = [
            {"field": ["input", "quantities", str(at), "inventoryItemId"], "code": code, "message": text}
            for at, row in enumerate(rows)
            for code, text in [self.bad.get(row["inventoryItemId"], ("", ""))]
            if code
        ]
        if not found:
            return await self.inner.handle_async_request(request)
        payload = {"inventoryAdjustmentGroup": None, "userErrors": self._tell(found)}
        body = msgspec.json.encode({"data": {"inventorySetQuantities": payload}})
        return httpx.Response(200, headers={"X-Shopify-API-Version": client.API_VERSION}, content=body)

    def _tell(self, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        self.dice.shuffle(found)
        match self.manner:
            case "one at a time":
                return found[:1]
            case "without a row":
                return [{**found[0], "field": None}]
            case "some without a row":
                return [{**one, "field": self.dice.choice([one["field"], ["input", "quantities"]])} for one in found]
            case "all at once":
                return sorted(found, key=lambda one: int(one["field"][2]))
            case _:
                return found


@asynccontextmanager
async def visiting(town: Town) -> AsyncIterator[tuple[PickyTransport, client.ShopClient]]:
    """The town's shop turned picky, and a client of it; give that to a round as `client`."""
    transport = PickyTransport(httpx.ASGITransport(app=app.create_app(town.world)))
    async with towns.client_over(transport, town.clock) as shop_client:
        yield transport, shop_client
