"""The endpoint that Shopify sends webhooks to, as an ASGI app: POST /webhooks, and nothing else.

200 for what was taken, came before, or is about nothing we keep true; 401 for a wrong signature, 400 for what is not a
webhook of this shop, 408 and 413 for bodies that come too slowly or never end, 503 while the store can't keep it.
Shopify sends again whatever is not a 2xx, so only what may be better next time is answered with 503.
"""

import asyncio
import logging
import re
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from reconciler.webhooks import errors, signatures, topics
from reconciler.webhooks.inbox import Inbox
from store import errors as store_errors
from store.dirt import Notice

PATH = "/webhooks"

LARGEST_BODY = 4 * 1024 * 1024
"""Bytes. An order of 500 lines with all its taxes and discounts stays below 2 MB."""

SLOWEST_BODY = 5.0
"""Seconds. Source: Shopify docs, webhooks: 5 seconds for the whole request, so nobody waits longer than this anyway."""

_ID = re.compile(r"[\w.:-]{1,100}\Z", re.ASCII)
_TOPIC = re.compile(r"[a-z_]{1,60}/[a-z_]{1,60}\Z")

_log = logging.getLogger(__name__)


def create_app(inbox: Inbox, shop: str, secrets: Sequence[str]) -> Starlette:
    """The receiver for one shop. `secrets` are the app's: the one in use, and during a rotation the one before."""
    complaints = _Complaints()

    async def receive(request: Request) -> Response:
        try:
            notice = await _read(request, shop, secrets)
            if notice is not None:
                await inbox.put(notice)
        except errors.RefusedError as refused:
            complaints.note(str(refused))
            return Response(status_code=refused.status)
        except ClientDisconnect:
            return Response(status_code=400)
        except store_errors.StoreError as problem:
            complaints.note(f"it could not be kept, and Shopify will send it again: {problem}")
            return Response(status_code=503)
        return Response(status_code=200)

    return Starlette(routes=[Route(PATH, receive, methods=["POST"])])


async def _read(request: Request, shop: str, secrets: Sequence[str]) -> Notice | None:
    """What a request tells us; None for topics that are none of our business. Raises RefusedError."""
    body = await _body(request)
    # Before this line, nothing of the body is looked at.
    if not signatures.is_genuine(body, _header(request, "Hmac-SHA256"), secrets):
        raise errors.RefusedError(401, "it is not signed with the app's secret")
    if _header(request, "Shop-Domain").lower() != shop:
        raise errors.RefusedError(400, f"it is not from {shop}")
    topic, number = _header(request, "Topic"), _header(request, "Webhook-Id")
    if not _TOPIC.match(topic) or not _ID.match(number):
        raise errors.RefusedError(400, "its topic or id is missing or malformed")
    found = topics.marks(topic, _decode(body))
    if found is None:
        return None
    event = _header(request, "Event-Id")
    return Notice(webhook_id=number, event_id=event if _ID.match(event) else "", topic=topic, marks=found)


def _header(request: Request, name: str) -> str:
    """A header of Shopify's, with its prefix or without. Source: the client library shopifyapp accepts both."""
    return request.headers.get(f"X-Shopify-{name}") or request.headers.get(f"Shopify-{name}") or ""


async def _body(request: Request) -> bytes:
    """The raw body, never more of it than the largest."""
    too_large = errors.RefusedError(413, f"its body is larger than {LARGEST_BODY:,} bytes")
    length = request.headers.get("Content-Length", "0")
    if not length.isdecimal() or int(length[:20]) > LARGEST_BODY:
        raise too_large
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(SLOWEST_BODY):
            async for part in request.stream():
                size += len(part)
                if size > LARGEST_BODY:
                    raise too_large
                parts.append(part)
    except TimeoutError:
        raise errors.RefusedError(408, f"its body took longer than {SLOWEST_BODY:g} seconds") from None
    return b"".join(parts)


def _decode(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise errors.RefusedError(400, "its body is not JSON") from None


class _Complaints:
    """Says in the log what was refused and why, each reason once a minute at most: anybody may send us anything."""

    PAUSE = 60.0

    def __init__(self) -> None:
        self._told: dict[str, float] = {}
        self._more: Counter[str] = Counter()

    def note(self, why: str) -> None:
        """Tell of it, or count it."""
        now = time.monotonic()
        if now - self._told.get(why, -self.PAUSE) < self.PAUSE:
            self._more[why] += 1
            return
        self._told[why] = now
        more = self._more.pop(why, 0)
        _log.warning("A webhook was refused: %s%s.", why, f" ({more} more since the last line)" if more else "")
