"""A receiver of webhooks in the test's own event loop, and webhooks as Shopify, or somebody else, would send them."""

import itertools
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
from support.wires import sign

from reconciler.webhooks import inbox, receiving
from store import databases, dirt, shops

SHOP = "story.myshopify.com"
SECRET = "simulated-secret"
URL = "https://receiver.test/webhooks"
LEVEL = {"inventory_item_id": 11, "location_id": 2, "available": 3}
_numbers = itertools.count(1)


class Receiver:
    """The receiver of one shop. `rung` counts how often it told that something was marked."""

    def __init__(self, database: databases.Database, *secrets: str) -> None:
        self.database = database
        self.rung = 0
        with database.session() as session:
            shops.ensure(session, SHOP)
        box = inbox.Inbox(database, SHOP, clock=lambda: datetime.now(UTC), noticed=self._ring)
        self.app = receiving.create_app(box, SHOP, secrets or (SECRET,))
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app=self.app))

    def _ring(self) -> None:
        self.rung += 1

    async def carry(self, uri: str, headers: Mapping[str, str], body: bytes) -> int:
        """The wire for a simulated shop."""
        return (await self.http.post(uri, headers=dict(headers), content=body)).status_code

    async def post(self, body: bytes, headers: Mapping[str, str]) -> int:
        """Send anything; the status of the answer."""
        return await self.carry(URL, headers, body)

    async def send(self, topic: str = "inventory_levels/update", payload: Any = None, **changed: str | None) -> int:
        """Send a webhook as Shopify would; `changed` headers are other ones, or left out where None."""
        body = json.dumps(LEVEL if payload is None else payload).encode()
        return await self.post(body, headers_for(body, topic, **changed))

    def marked(self) -> set[str]:
        """What is marked as dirty."""
        with self.database.reading() as session:
            return {mark.subject for mark in dirt.pending(session, SHOP)}


def headers_for(body: bytes, topic: str, secret: str = SECRET, **changed: str | None) -> dict[str, str]:
    """The headers of a webhook."""
    headers: dict[str, str | None] = {
        "X-Shopify-Topic": topic,
        "X-Shopify-Hmac-SHA256": sign(body, secret),
        "X-Shopify-Shop-Domain": SHOP,
        "X-Shopify-Webhook-Id": f"00000000-{next(_numbers)}",
        "X-Shopify-Event-Id": "event-1",
    }
    headers |= {f"X-Shopify-{name.replace('_', '-')}": value for name, value in changed.items()}
    return {name: value for name, value in headers.items() if value is not None}
