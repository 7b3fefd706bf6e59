"""Answers of a shop, made by hand: for faults of the wire and for statuses, where no simulator is needed."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
from support.virtual_time import VirtualTime

from reconciler.shopify import client, tokens

VERSION = {"X-Shopify-API-Version": "2026-10"}
TOKEN = "shpat_very_secret"
SHOP = {
    "shop": {
        "id": "gid://shopify/Shop/1",
        "name": "Acme",
        "myshopifyDomain": "acme.myshopify.com",
        "currencyCode": "USD",
        "ianaTimezone": "America/Chicago",
        "plan": {"publicDisplayName": "Basic"},
    }
}
THROTTLED = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
TAGGED = {"tagsAdd": {"node": {"id": "gid://shopify/Order/1"}, "userErrors": []}}

Handler = Callable[[httpx.Request], httpx.Response]


def cost(requested: float, actual: float | None, available: float, restore: float = 100.0) -> dict[str, Any]:
    """The `extensions` of an answer."""
    status = {"maximumAvailable": restore * 20, "currentlyAvailable": available, "restoreRate": restore}
    return {"cost": {"requestedQueryCost": requested, "actualQueryCost": actual, "throttleStatus": status}}


def ok(data: dict[str, Any], extensions: dict[str, Any] | None = None) -> httpx.Response:
    """A good answer."""
    return httpx.Response(200, headers=VERSION, json={"data": data, "extensions": extensions or cost(2, 2, 1998)})


def failed(*problems: dict[str, Any], **more: Any) -> httpx.Response:
    """Errors inside HTTP 200, without data unless given."""
    return httpx.Response(200, headers=VERSION, json={"errors": list(problems), **more})


def operation(request: httpx.Request) -> str:
    """What a request asks for."""
    name: str = json.loads(request.content)["operationName"]
    return name


class Script:
    """Gives its answers one after another; an exception is raised instead. Keeps the requests."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self._answers: Iterator[httpx.Response | Exception] = iter(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer the next request."""
        self.requests.append(request)
        answer = next(self._answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def operations(self) -> list[str]:
        """What was asked for, in order."""
        return [operation(request) for request in self.requests]


def shop(handler: Handler, time: VirtualTime, token: tokens.TokenSource | None = None) -> client.ShopClient:
    """A client whose wire ends in `handler`."""
    return client.ShopClient(
        "acme.myshopify.com",
        token or tokens.StaticToken(TOKEN),
        transport=httpx.MockTransport(handler),
        clock=time.clock,
        sleep=time.sleep,
    )
