"""Feeds that are served over HTTP: asked for politely, so that an unchanged feed costs one short answer.

The version of an answer is its ETag and Last-Modified, sent back as If-None-Match and If-Modified-Since. Source: HTTP
semantics, RFC 9110.
"""

import asyncio
import email.utils
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx

from reconciler.warehouse import errors
from reconciler.warehouse.files import LARGEST
from reconciler.warehouse.values import Document

LONGEST_SECONDS = 60.0
"""How long one download may take altogether. A round waits for it."""

_TIMEOUT = httpx.Timeout(connect=5.0, read=15.0, write=15.0, pool=5.0)
_SEPARATOR = "\n"


class WebSource:
    """A feed at a URL. `authorization` is sent as the header of that name, and shown nowhere."""

    can_read_again = True

    def __init__(self, url: str, authorization: str = "", transport: httpx.AsyncBaseTransport | None = None) -> None:
        parts = urlsplit(url)
        # Not the query and not the user: both may hold a password.
        self.place = f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"
        self._url = url
        self._authorization = authorization
        self._transport = transport

    async def read(self, known: str = "") -> Document | None:
        """Ask for the feed, unless it is still the version `known`. Raises UnavailableError."""
        headers = {"Accept": "text/csv, application/json", "User-Agent": "trueup", **_conditions(known)}
        if self._authorization:
            headers["Authorization"] = self._authorization
        try:
            async with (
                asyncio.timeout(LONGEST_SECONDS),
                httpx.AsyncClient(transport=self._transport, timeout=_TIMEOUT) as client,
                client.stream("GET", self._url, headers=headers) as response,
            ):
                return await self._receive(response)
        except TimeoutError as problem:
            raise errors.UnavailableError(f"{self.place} took longer than {LONGEST_SECONDS:g} seconds.") from problem
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            why = str(problem) or type(problem).__name__
            raise errors.UnavailableError(f"{self.place} can't be read: {why}.") from problem

    async def _receive(self, response: httpx.Response) -> Document | None:
        if response.status_code == 304:
            return None
        if response.is_redirect:
            # Followed, it would send the authorization to whom nobody named.
            raise errors.UnavailableError(f"{self.place} has moved (HTTP {response.status_code}); mend its url.")
        if response.status_code != 200:
            raise errors.UnavailableError(f"{self.place} answered with HTTP {response.status_code}.")
        declared = _declared(response.headers)
        data = bytearray()
        try:
            async for piece in response.aiter_bytes():
                data += piece
                if len(data) > LARGEST:
                    raise errors.UnavailableError(f"{self.place} sends more than {LARGEST:,} bytes.")
        except httpx.RemoteProtocolError:
            if declared is None:
                raise
            # It broke off: what came is judged as truncated, with both numbers.
        return Document(
            data=bytes(data),
            version=_version(response.headers),
            as_of=_moment(response.headers.get("last-modified")) or _moment(response.headers.get("date")),
            declared=declared,
            received=response.num_bytes_downloaded,
        )


def _conditions(known: str) -> dict[str, str]:
    tag, _, changed = known.partition(_SEPARATOR)
    named = {"If-None-Match": tag, "If-Modified-Since": changed}
    return {name: value for name, value in named.items() if value}


def _version(headers: Mapping[str, str]) -> str:
    tag, changed = headers.get("etag", ""), headers.get("last-modified", "")
    return f"{tag}{_SEPARATOR}{changed}" if tag or changed else ""


def _declared(headers: Mapping[str, str]) -> int | None:
    text = headers.get("content-length", "")
    return int(text) if text.isdecimal() and len(text) < 16 else None


def _moment(text: str | None) -> datetime | None:
    try:
        found = email.utils.parsedate_to_datetime(text) if text else None
        return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found
    except ValueError:
        return None
