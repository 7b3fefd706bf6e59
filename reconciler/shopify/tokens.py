"""Where the access token comes from. `client` asks before each request and once more after a 401.

A source never shows its secrets: neither in its repr nor in an error.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Protocol

import msgspec

from reconciler.shopify import answers, errors

Exchange = Callable[[Mapping[str, str]], Awaitable[bytes]]
"""Posts a body to the shop's `/admin/oauth/access_token` and returns the answer's body. Given by `client`."""

_MARGIN = timedelta(minutes=5)


class TokenSource(Protocol):
    """Gives the token of one shop."""

    async def current(self, exchange: Exchange, now: datetime) -> str:
        """The token to send now. Raises AccessError when none can be had."""

    async def renewed(self, exchange: Exchange, now: datetime, refused: str) -> str | None:
        """Another token after Shopify refused `refused` with a 401; None when there is no other."""


class StaticToken:
    """A token that does not expire (an admin-created custom app's `shpat_…`)."""

    def __init__(self, token: str) -> None:
        self._token = _checked(token.strip())

    def __repr__(self) -> str:
        return "StaticToken(…)"

    async def current(self, exchange: Exchange, now: datetime) -> str:  # noqa: ARG002 - the protocol's form
        """Give the one token there is."""
        return self._token

    async def renewed(self, exchange: Exchange, now: datetime, refused: str) -> str | None:  # noqa: ARG002
        """There is no other."""
        return None


def _checked(token: str) -> str:
    """Refuse what can't travel in a header, here, where the message does not quote it."""
    if not token:
        raise errors.AccessError("the access token is empty; set it in the environment")
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise errors.AccessError("the access token has characters that no token has; copy it again, without line ends")
    return token


class _Grant(msgspec.Struct, frozen=True):
    access_token: str
    expires_in: Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]


class ClientCredentials:
    """An app of the shop's own organisation: its token lives a day, and is asked for again before it ends.

    Source: Shopify docs, client credentials grant (`expires_in` is 86399 seconds).
    """

    def __init__(self, client_id: str, client_secret: str) -> None:
        if not client_id.strip() or not client_secret.strip():
            raise errors.AccessError("the client id or the client secret is empty; set both in the environment")
        self._id = client_id.strip()
        self._secret = client_secret.strip()
        self._token: str | None = None
        self._ends: datetime | None = None
        self._lock = asyncio.Lock()

    def __repr__(self) -> str:
        return f"ClientCredentials({self._id!r}, …)"

    async def current(self, exchange: Exchange, now: datetime) -> str:
        """The token in hand, or a new one when it ends within five minutes."""
        async with self._lock:
            if self._token is None or self._ends is None or now >= self._ends - _MARGIN:
                return await self._obtain(exchange, now)
            return self._token

    async def renewed(self, exchange: Exchange, now: datetime, refused: str) -> str | None:
        """A new token, unless somebody else already got one meanwhile."""
        async with self._lock:
            if self._token is not None and self._token != refused:
                return self._token
            return await self._obtain(exchange, now)

    async def _obtain(self, exchange: Exchange, now: datetime) -> str:
        body = await exchange(
            {"client_id": self._id, "client_secret": self._secret, "grant_type": "client_credentials"}
        )
        try:
            grant = msgspec.json.decode(body, type=_Grant)
        except answers.UNREADABLE as problem:
            raise errors.AccessError("the shop's answer to the client credentials holds no token") from problem
        self._token = _checked(grant.access_token)
        self._ends = now + timedelta(seconds=grant.expires_in)
        return self._token
