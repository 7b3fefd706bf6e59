"""Sending: signs what is due and hands it to the wire. Called by the app while it is served, and by the control API.

The wire is `world.deliver`: address, headers and body in, the status of the answer out. `post` is a plain one for a
world that is served; tests give one that reaches an app in the same process.
"""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import http.client
import ipaddress
import logging
import socket
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from simulator import auth
from simulator.state.webhooks import Subscription
from simulator.webhooks import topics
from simulator.webhooks.outbox import Delivery

if TYPE_CHECKING:
    from simulator.worlds import World

Deliver = Callable[[str, Mapping[str, str], bytes], Awaitable[int]]
"""Sends one webhook and gives the HTTP status, 0 when nobody answered in time."""

TIMEOUT_SECONDS = 5.0
"""For the whole request. Source: Shopify docs, webhooks (and 1 second for the connection)."""

AT_ONCE = 10
"""Webhooks under way at the same time. (Guessed.)"""

LOOK_SECONDS = 0.05

_log = logging.getLogger(__name__)


def signature(secret: str, body: bytes) -> str:
    """Return base64(HMAC-SHA256(body, secret)). Source: Shopify docs, webhooks."""
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


async def send_due(world: "World") -> int:
    """Send what is due by the world's clock, and return how many attempts were made."""
    due = world.webhooks.take_due()
    for start in range(0, len(due), AT_ONCE):
        await asyncio.gather(*(_attempt(world, each) for each in due[start : start + AT_ONCE]))
    if due:
        world.save()
    return len(due)


async def _attempt(world: "World", delivery: Delivery) -> None:
    subscription = world.shop.webhook_subscriptions.get(delivery.subscription_id)
    if subscription is None:
        return
    body = world.webhooks.body(world.shop, delivery, subscription)
    status = await world.deliver(subscription.uri, _headers(world, delivery, subscription, body), body)
    world.webhooks.conclude(world.shop, delivery, subscription, status)


def _headers(world: "World", delivery: Delivery, subscription: Subscription, body: bytes) -> dict[str, str]:
    named = {"X-Shopify-Name": subscription.name} if subscription.name else {}
    return named | {
        "Content-Type": "application/json",
        "User-Agent": "Shopify-Captain-Hook",
        "X-Shopify-Topic": topics.written(delivery.event.topic),
        "X-Shopify-Hmac-SHA256": signature(world.apps.secret(auth.CLIENT_ID) or "", body),
        "X-Shopify-Shop-Domain": world.shop.domain,
        "X-Shopify-API-Version": subscription.api_version,
        "X-Shopify-Webhook-Id": delivery.webhook_id,
        "X-Shopify-Event-Id": delivery.event_id,
        "X-Shopify-Triggered-At": delivery.triggered_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }


async def post(uri: str, headers: Mapping[str, str], body: bytes) -> int:
    """Send over HTTP in a thread of its own. A redirect is not followed: it counts as a failure.

    Only this machine and private networks are reached: what is simulated is nobody else's business.
    """
    return await asyncio.to_thread(_post, uri, headers, body)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Go nowhere."""


def _is_near(uri: str) -> bool:
    found = socket.getaddrinfo(urlsplit(uri).hostname, None)
    return all(ipaddress.ip_address(address[0]).is_private for *_, address in found)


def _post(uri: str, headers: Mapping[str, str], body: bytes) -> int:
    request = urllib.request.Request(uri, body, dict(headers), method="POST")  # noqa: S310 - subscribing checks the scheme
    try:
        if not _is_near(uri):
            return 0
        with urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({})).open(
            request, timeout=TIMEOUT_SECONDS
        ) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code
    except (OSError, ValueError, http.client.HTTPException):
        return 0


@contextlib.asynccontextmanager
async def while_served(world: "World") -> AsyncIterator[None]:
    """Inside the `async with`, send whatever comes due."""
    task = asyncio.create_task(_keep_sending(world))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _keep_sending(world: "World") -> None:
    while True:
        try:
            await send_due(world)
        except Exception:  # noqa: BLE001 - whatever happens to one webhook, the next ones go out
            _log.exception("sending webhooks failed")
        await asyncio.sleep(LOOK_SECONDS)
