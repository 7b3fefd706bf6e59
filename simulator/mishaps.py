"""What a scripted fault does to an answer: on the way, to the connection, to the body. Called by the endpoint."""

import asyncio
from collections.abc import AsyncIterator, Callable

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from simulator import splits
from simulator.faults import Fault
from simulator.worlds import World

PAGE = b"<!DOCTYPE html><html><head><title>Something went wrong</title></head><body>Please try again.</body></html>"
CHUNKS = 8


class ConnectionDropped(ConnectionError):  # noqa: N818 - names what happened to the client
    """Raised through the server, which can only close the connection then."""


class DroppedResponse(Response):
    """An answer that breaks off: the headers promise the whole body, then the connection is gone."""

    def __init__(self, whole: Response, after_bytes: int) -> None:
        super().__init__(whole.body, whole.status_code, dict(whole.headers))
        self._after_bytes = after_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what still gets through, and break."""
        del scope, receive
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        part = bytes(self.body)[: self._after_bytes]
        if part:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        raise ConnectionDropped(f"dropped after {len(part)} bytes, as a scripted fault asked")


async def strike(
    fault: Fault, world: World, effect: Callable[[], Response], refuse: Callable[[], Response]
) -> Response:
    """Answer a request that a fault strikes.

    `effect` carries the operation out and makes the right answer; `refuse` makes the answer of an empty bucket.
    """
    if fault.kind == "delay" and fault.when == "before":
        await asyncio.sleep(fault.seconds)
    if fault.kind == "renumber" and fault.when == "before":
        renumber(world)
    harmless = fault.kind in {"delay", "slow", "renumber"}
    right = effect() if harmless or fault.when == "after" else None
    if right is not None and harmless:
        return await _late(fault, world, right)
    return _broken(fault, right if right is not None else refuse(), refuse)


async def _late(fault: Fault, world: World, right: Response) -> Response:
    if fault.when == "after" and fault.kind == "renumber":
        renumber(world)
    if fault.when == "after" and fault.kind == "delay":
        await asyncio.sleep(fault.seconds)
    if fault.kind != "slow":
        return right
    headers = {name: value for name, value in right.headers.items() if name != "content-length"}
    return StreamingResponse(_dripping(bytes(right.body), fault.seconds), right.status_code, headers)


def _broken(fault: Fault, right: Response, refuse: Callable[[], Response]) -> Response:
    version = {"X-Shopify-API-Version": right.headers["X-Shopify-API-Version"]}
    match fault.kind:
        case "throttle":
            return refuse()
        case "drop":
            return DroppedResponse(right, fault.after_bytes)
        case "cut":
            return Response(bytes(right.body)[: fault.after_bytes], 200, version, "application/json")
        case "garble":
            return Response(PAGE, 200, version, "text/html")
        case _:
            retry = {"Retry-After": f"{fault.retry_after:.1f}"} if fault.retry_after is not None else {}
            return Response("", fault.status, version | retry)


async def _dripping(body: bytes, seconds: float) -> AsyncIterator[bytes]:
    size = max(1, -(-len(body) // CHUNKS))
    for start in range(0, len(body), size):
        await asyncio.sleep(seconds / CHUNKS)
        yield body[start : start + size]


def renumber(world: World) -> None:
    """Give every fulfillment order that waits a new id, as Shopify does when it makes one anew."""
    for each in [each for each in world.shop.fulfillment_orders.values() if each.status == "OPEN"]:
        splits.replace(world, each)
