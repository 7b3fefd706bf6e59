"""The wire of simulated webhooks: what was sent, kept for a look, and answered as a test wants."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from simulator import auth
from simulator.worlds import World

URI = "https://receiver.test/webhooks"

SUBSCRIBE = """mutation Subscribe($topic: WebhookSubscriptionTopic!, $wish: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $wish) {
    webhookSubscription { id topic uri }
    userErrors { field message }
  }
}"""


class Sent:
    """One webhook as it arrived."""

    def __init__(self, uri: str, headers: Mapping[str, str], body: bytes) -> None:
        self.uri = uri
        self.headers = headers
        self.body = body

    @property
    def topic(self) -> str:
        """The topic, as the header writes it."""
        return self.headers["X-Shopify-Topic"]

    @property
    def id(self) -> str:
        """The webhook's id."""
        return self.headers["X-Shopify-Webhook-Id"]

    @property
    def payload(self) -> dict[str, Any]:
        """What it says."""
        decoded: dict[str, Any] = json.loads(self.body)
        return decoded


class Wire:
    """Keeps what a world sends; `status` is what it is answered."""

    def __init__(self, world: World) -> None:
        self.sent: list[Sent] = []
        self.status = 200
        world.deliver = self._carry

    async def _carry(self, uri: str, headers: Mapping[str, str], body: bytes) -> int:
        self.sent.append(Sent(uri, headers, body))
        return self.status

    def topics(self) -> list[str]:
        """The topics in the order of their coming."""
        return [each.topic for each in self.sent]


def sign(body: bytes, secret: str = auth.CLIENT_SECRET) -> str:
    """The signature of a body, worked out by hand."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
