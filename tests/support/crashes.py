"""What happens at the very moment of a request: the process is gone, or somebody was quicker than we."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
from support import towns
from support.towns import Town

from reconciler.shopify import client
from simulator import app


class Killed(BaseException):
    """Stands for the process's end: nothing of ours catches it."""


def die() -> None:
    """End the process."""
    raise Killed


class WatchedTransport(httpx.AsyncBaseTransport):
    """Passes requests on; at the first mutation of `field`, or at each, it calls `before` or `after`."""

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        field: str,
        before: Callable[[], None] | None,
        after: Callable[[], None] | None,
        *,
        every: bool,
    ) -> None:
        self.inner, self.field, self.before, self.after = inner, field, before, after
        self.every = every

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass it on."""
        body = request.content.decode()
        mine = "mutation" in body and self.field in body
        before, after = (self.before, self.after) if mine else (None, None)
        if mine and not self.every:
            self.before = self.after = None
        if before is not None:
            before()
        answer = await self.inner.handle_async_request(request)
        if after is not None:
            after()
        return answer


@asynccontextmanager
async def watching(
    town: Town,
    field: str,
    *,
    before: Callable[[], None] | None = None,
    after: Callable[[], None] | None = None,
    every: bool = False,
) -> AsyncIterator[client.ShopClient]:
    """A client of the town's shop with something that happens at a mutation; give it to a round as `client`."""
    transport = WatchedTransport(httpx.ASGITransport(app=app.create_app(town.world)), field, before, after, every=every)
    async with towns.client_over(transport, town.clock, domain=town.domain) as shop_client:
        yield shop_client


@asynccontextmanager
async def killing(town: Town, field: str, *, after: bool) -> AsyncIterator[client.ShopClient]:
    """A client whose process dies at a mutation, before it left or after its effect."""
    async with watching(town, field, before=None if after else die, after=die if after else None) as shop_client:
        yield shop_client
