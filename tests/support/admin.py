"""A simulated shop spoken to directly, over its HTTP surface: what tests of the simulator hold in their hands."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import httpx

from simulator.app import create_app
from simulator.worlds import World

TOKEN = "shpat_simulator"


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time that was set."""
        return self.time

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.time += timedelta(seconds=seconds)


class Admin:
    """Speaks GraphQL and the control API to one world, and waits for each answer."""

    def __init__(self, world: World, token: str = TOKEN) -> None:
        self.world = world
        self._token = token
        self._runner = asyncio.Runner()
        self._http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=create_app(world)), base_url="http://shop.test"
        )

    def close(self) -> None:
        """Hang up."""
        self._runner.run(self._http.aclose())
        self._runner.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send any request."""
        return self._runner.run(self._http.request(method, path, **more))

    def post(
        self, document: str, variables: dict[str, Any] | None = None, *, version: str = "2026-10", **headers: str
    ) -> httpx.Response:
        """Send a GraphQL request and return the whole answer."""
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        return self.request(
            "POST",
            f"/admin/api/{version}/graphql.json",
            json={"query": document, "variables": variables or {}},
            headers={"X-Shopify-Access-Token": self._token, **named},
        )

    def body(self, document: str, **variables: Any) -> dict[str, Any]:
        """Send a GraphQL request and return the body of the answer, errors included."""
        answer = self.post(document, variables)
        assert answer.status_code == 200, answer.text
        decoded: dict[str, Any] = answer.json()
        return decoded

    def data(self, document: str, **variables: Any) -> dict[str, Any]:
        """Send a GraphQL request that must go well, and return its data."""
        body = self.body(document, **variables)
        assert "errors" not in body, body["errors"]
        data: dict[str, Any] = body["data"]
        return data

    def error(self, document: str, **variables: Any) -> dict[str, Any]:
        """Send a GraphQL request that must fail, and return its only top-level error."""
        errors = self.body(document, **variables)["errors"]
        assert len(errors) == 1, errors
        error: dict[str, Any] = errors[0]
        return error

    def control(self, path: str, method: str = "POST", **body: Any) -> dict[str, Any]:
        """Do something as a merchant or a customer."""
        answer = self.request(method, f"/_control/{path}", json=body)
        assert answer.status_code == 200, answer.text
        decoded: dict[str, Any] = answer.json()
        return decoded

    def state(self) -> dict[str, Any]:
        """Everything, as the control API shows it."""
        return self.control("state", "GET")

    def level(self, sku: str, location: str) -> tuple[int, int, int]:
        """Available, committed and on hand of one level."""
        for level in self.state()["levels"]:
            if level["sku"] == sku and level["location"] == location:
                return level["available"], level["committed"], level["on_hand"]
        raise AssertionError(f"{sku} is not stocked at {location}")

    def location(self, name: str) -> str:
        """A location's global id."""
        return next(str(each["id"]) for each in self.state()["locations"] if each["name"] == name)

    def order(self, name: str) -> dict[str, Any]:
        """An order, as the control API shows it."""
        return next(each for each in self.state()["orders"] if each["name"] == name)

    def place(self, *lines: tuple[str, int], **more: Any) -> dict[str, Any]:
        """Place an order of (SKU, quantity) lines."""
        return self.control("orders", lines=[{"sku": sku, "quantity": quantity} for sku, quantity in lines], **more)

    def lines(self, fulfillment_order: str) -> dict[str, str]:
        """The line ids of a fulfillment order by SKU."""
        found = self.data(
            "query L($id: ID!) { fulfillmentOrder(id: $id) { lineItems(first: 50) { nodes { id sku } } } }",
            id=fulfillment_order,
        )
        return {each["sku"]: each["id"] for each in found["fulfillmentOrder"]["lineItems"]["nodes"]}
