"""Crashes: the process is gone at a chosen request, before it left or after its effect."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from support import towns
from support.towns import Town

from reconciler.shopify import client, tokens
from simulator import app


class Killed(BaseException):
    """Stands for the process's end: nothing of ours catches it."""


class KillingTransport(httpx.AsyncBaseTransport):
    """Passes requests on, and kills at the `nth` one that holds the words `mutation` and `field`."""

    def __init__(self, inner: httpx.AsyncBaseTransport, field: str, *, after: bool, nth: int = 1) -> None:
        self.inner, self.field, self.after, self.left = inner, field, after, nth

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass it on, or die."""
        body = request.content.decode()
        mine = "mutation" in body and self.field in body
        if mine:
            self.left -= 1
        dies = mine and self.left == 0
        if dies and not self.after:
            raise Killed
        answer = await self.inner.handle_async_request(request)
        if dies:
            raise Killed
        return answer


@asynccontextmanager
async def killing(town: Town, field: str, *, after: bool, nth: int = 1) -> AsyncIterator[client.ShopClient]:
    """A client of the town's shop that dies at a mutation; give it to a round as `client`."""
    transport = KillingTransport(httpx.ASGITransport(app=app.create_app(town.world)), field, after=after, nth=nth)
    async with client.ShopClient(
        towns.DOMAIN,
        tokens.StaticToken("shpat_simulator"),
        transport=transport,
        base_url="http://simulator.test",
        clock=town.clock,
    ) as shop_client:
        yield shop_client
