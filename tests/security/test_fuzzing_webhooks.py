"""The webhook receiver: whatever is sent to it, signed or not, it answers with one of its own answers."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from starlette.types import ASGIApp
from support import fuzzing, receivers
from support.wires import sign

from reconciler.webhooks import inbox, receiving, topics
from store import databases, dirt

ANSWERS = {200, 400, 401, 404, 405, 408, 413}
PAYLOADS = [
    json.dumps(each).encode()
    for each in (
        {"id": 1001, "admin_graphql_api_id": "gid://shopify/Order/1001"},
        {"order_edit": {"order_id": 7}},
        {"fulfillment_order": {"id": "gid://shopify/FulfillmentOrder/3"}, "moved": [{"id": "x"}]},
        receivers.LEVEL,
    )
]
TOPICS = [name.lower().replace("_", "/", 1) for name in topics.WANTED] + [
    "orders/create",
    "fulfillment_orders/moved",
    "app/uninstalled",
    "",
    "a",
    "/",
    "orders/" + "x" * 90,
]
NAMES = (
    *(b"x-shopify-topic", b"x-shopify-hmac-sha256", b"x-shopify-shop-domain", b"x-shopify-webhook-id"),
    *(b"x-shopify-event-id", b"content-length", b"shopify-topic"),
)


class _Box(inbox.Inbox):
    """An inbox that keeps what it is given for a look."""

    kept: list[dirt.Notice]

    async def put(self, notice: dirt.Notice) -> bool:
        """Keep it here."""
        self.kept.append(notice)
        return True


@pytest.fixture
def box(sqlite_database: databases.Database) -> _Box:
    """An empty inbox."""
    made = _Box(sqlite_database, receivers.SHOP, clock=lambda: datetime.now(UTC), noticed=lambda: None)
    made.kept = []
    return made


async def _post(app: ASGIApp, body: bytes, headers: list[tuple[bytes, bytes]], pieces: int) -> int:
    """Send bytes that no client library would send; the status of the answer."""
    size = max(1, len(body) // pieces)
    parts = [body[start : start + size] for start in range(0, len(body), size)] or [b""]
    waiting = iter([*parts[:-1], None])

    async def receive() -> dict[str, Any]:
        part = next(waiting)
        return {"type": "http.request", "body": parts[-1] if part is None else part, "more_body": part is not None}

    statuses: list[int] = []

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "https",
        "path": receiving.PATH,
        "raw_path": receiving.PATH.encode(),
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 443),
    }
    await app(scope, receive, send)
    (status,) = statuses
    return status


@fuzzing.LOOKING
@given(throws=fuzzing.THROWS)
def test_no_webhook_breaks_the_receiver(
    throws: fuzzing.Throws, box: _Box, runner: asyncio.Runner, meter: fuzzing.Meter
):
    """And nothing that is not signed is kept."""
    app = receiving.create_app(box, receivers.SHOP, (receivers.SECRET,))
    for dice in throws:
        body = fuzzing.spoil(dice, PAYLOADS) if dice.random() < 0.7 else json.dumps(fuzzing.grow(dice)).encode()
        signed = dice.random() < 0.8
        headers = {
            b"x-shopify-topic": dice.choice(TOPICS).encode(),
            b"x-shopify-hmac-sha256": sign(body, receivers.SECRET if signed else "another").encode(),
            b"x-shopify-shop-domain": receivers.SHOP.encode(),
            b"x-shopify-webhook-id": b"a-1",
        }
        if dice.random() < 0.4:
            headers[dice.choice(NAMES)] = dice.choice([*fuzzing.NASTY, dice.randbytes(20), b"5", b"-1"])
        box.kept.clear()
        with meter.each(body, headers):
            status = runner.run(_post(app, body, list(headers.items()), dice.randint(1, 4)))
            assert status in ANSWERS
            assert not box.kept or (signed and status == 200)
            assert all(len(mark.subject) < 80 for notice in box.kept for mark in notice.marks)
            meter.taken += status == 200
