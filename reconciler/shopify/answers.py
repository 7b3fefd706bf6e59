"""From the bytes of an answer to its data, or to the error that it means.

In: status, headers and body as `client` received them. Out: an `Envelope`, or one of `errors`. Knows Shopify's
conventions (errors inside HTTP 200, cost and search warnings in `extensions`), and nothing of httpx.
"""

import math
import re
from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias, TypeVar

import msgspec

from reconciler.shopify import errors

LOST_CODES = frozenset({"INTERNAL_SERVER_ERROR", "TIMEOUT"})
"""Error codes inside HTTP 200 after which a mutation may have happened. Source: recorded responses."""

_FORBIDDEN = {
    401: "refused the access token (HTTP 401): {text}; check the token, and that its app is installed",
    403: "forbids this (HTTP 403): {text}; check the scopes of the app and its allowed addresses",
}
_CLOSED = {
    402: "is frozen (HTTP 402): {text}; its owner must settle its bill with Shopify",
    423: "is locked (HTTP 423): {text}; its owner must ask Shopify to unlock it",
    430: "rejected the request as a security risk (HTTP 430): {text}; it is not sent again by itself",
}
PAUSE = 1.0
"""Seconds to wait when Shopify refuses for too many requests without saying more. Source: Shopify API limits."""

LONGEST_PAUSE = 300.0
"""Seconds that we wait at most because an answer says so; a proxy in between may say anything."""

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What decoding raises for bytes that are no JSON, no UTF-8, or nested too deeply."""

_LONGEST = 500
_TAGS = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_SCOPES = re.compile(r"`([a-z_]+)`")


Points: TypeAlias = Annotated[float, msgspec.Meta(ge=0, le=1_000_000)]
"""More than any bucket holds is no number of points; waiting for them would never end."""


class ThrottleStatus(msgspec.Struct, frozen=True, rename="camel"):
    """The bucket as Shopify sees it: points, and points per second. Source: extensions.cost.throttleStatus."""

    maximum_available: Annotated[float, msgspec.Meta(ge=1, le=1_000_000)]
    currently_available: Annotated[float, msgspec.Meta(ge=-1_000_000, le=1_000_000)]
    restore_rate: Annotated[float, msgspec.Meta(ge=1, le=1_000_000)]


class Cost(msgspec.Struct, frozen=True, rename="camel"):
    """Points. `requested_query_cost` had to fit the bucket; `actual_query_cost` is what remains charged."""

    requested_query_cost: Points | None = None
    actual_query_cost: Points | None = None
    throttle_status: ThrottleStatus | None = None


class Extensions(msgspec.Struct, frozen=True):
    """What stands beside the data."""

    cost: Cost | None = None
    search: list[dict[str, Any]] | None = None


class Envelope(msgspec.Struct, frozen=True):
    """An answer before its data is decoded."""

    data: msgspec.Raw = msgspec.Raw(b"null")
    errors: Any = None
    extensions: Extensions | None = None

    @property
    def cost(self) -> Cost | None:
        """Its cost; parse and validation errors carry none."""
        return self.extensions.cost if self.extensions else None


T = TypeVar("T")

_DECODER = msgspec.json.Decoder(Envelope)


def check_status(status: int, headers: Mapping[str, str], body: bytes, domain: str) -> None:
    """Raise what an HTTP status other than 200 means. Source: Shopify API response status codes."""
    if status == 200:
        return
    text = excerpt(body)
    if status in _FORBIDDEN:
        raise errors.AccessError(f"{domain} {_FORBIDDEN[status].format(text=text)}")
    if status in _CLOSED:
        raise errors.ShopUnavailable(f"{domain} {_CLOSED[status].format(text=text)}", may_retry=False)
    if status == 404:
        raise errors.WrongShopError(f"no shop answers at {domain} (HTTP 404): {text}; check the domain")
    if status == 429:
        raise errors.Throttled(f"{domain} asks for fewer requests (HTTP 429)", after=_seconds(headers, PAUSE))
    if 300 <= status < 400:
        where = headers.get("location", "elsewhere")
        raise errors.WrongShopError(
            f"{domain} sends us to {where} (HTTP {status}); use the shop's myshopify.com domain"
        )
    if status >= 500:
        raise errors.ShopUnavailable(f"{domain} can't answer (HTTP {status}): {text}", after=_seconds(headers))
    raise errors.QueryError(f"{domain} refused the request (HTTP {status}): {text}")


def open_envelope(body: bytes) -> Envelope:
    """Read the outer form of an answer. A body cut short or that is no JSON counts as lost on the way."""
    try:
        return _DECODER.decode(body)
    except UNREADABLE as problem:
        raise errors.ShopUnavailable(f"the answer can't be read ({problem}): {excerpt(body)}") from problem


def check_errors(envelope: Envelope) -> None:
    """Raise what the top-level errors of an HTTP 200 answer mean. Source: recorded responses."""
    if envelope.errors:
        raise _as_error(_listed(envelope.errors), pause=None if envelope.cost else PAUSE)
    warnings = [
        f"{warning.get('field')}: {warning.get('message')}"
        for search in (envelope.extensions.search or () if envelope.extensions else ())
        for warning in search.get("warnings") or ()
    ]
    if warnings:
        raise errors.SearchError("Shopify ignored a part of the search: " + "; ".join(warnings))


def read_data(envelope: Envelope, shape: type[T]) -> T:
    """Decode the data of an answer. Raises what stands in UNREADABLE, also unless one root field has its value."""
    data = msgspec.json.decode(envelope.data, type=shape)
    if isinstance(data, dict) and len(data) != 1:
        raise msgspec.ValidationError(f"it has {len(data)} results instead of one")
    return data


def holds_data(envelope: Envelope) -> bool:
    """Whether any root field has a value: a mutation that has one took place, whatever errors stand beside it."""
    try:
        data = msgspec.json.decode(envelope.data)
    except UNREADABLE:
        return True  # nobody knows, so it may have taken place
    return isinstance(data, dict) and any(value is not None for value in data.values())


def _as_error(problems: list[dict[str, Any]], pause: float | None) -> errors.ShopError:
    text = "; ".join(str(problem.get("message", problem)) for problem in problems)
    notes = [problem.get("extensions") or {} for problem in problems]
    codes = [str(note["code"]) for note in notes if note.get("code")]
    if "THROTTLED" in codes:
        return errors.Throttled(text, after=pause)
    if "ACCESS_DENIED" in codes:
        required = " ".join(str(note.get("requiredAccess") or "") for note in notes)
        scopes = _SCOPES.findall(required) or _SCOPES.findall(text)
        return errors.AccessError(
            f"{text}; add the missing scope in the app's configuration and install the app anew", missing=scopes
        )
    if "MAX_COST_EXCEEDED" in codes:
        dear = next((note for note in notes if note.get("code") == "MAX_COST_EXCEEDED"), {})
        return errors.CostError(text, codes=codes, cost=_number(dear.get("cost")), limit=_number(dear.get("maxCost")))
    if LOST_CODES.intersection(codes):
        return errors.ShopUnavailable(text)
    return errors.QueryError(text, codes=codes)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _listed(value: object) -> list[dict[str, Any]]:
    """Errors come as objects, as bare texts, or as one text."""
    items = value if isinstance(value, list) else [value]
    return [item if isinstance(item, dict) else {"message": str(item)} for item in items]


def _seconds(headers: Mapping[str, str], otherwise: float | None = None) -> float | None:
    """Retry-After in seconds, never more than the longest; a date or anything else is treated as missing."""
    try:
        asked = float(headers.get("retry-after", ""))
    except ValueError:
        return otherwise
    return otherwise if math.isnan(asked) else min(max(0.0, asked), LONGEST_PAUSE)


def excerpt(body: bytes) -> str:
    """The telling words of a body: its errors if it is JSON, else its text without tags, cut to a fair length."""
    try:
        decoded = msgspec.json.decode(body)
        text = str(decoded["errors"]) if isinstance(decoded, dict) and "errors" in decoded else str(decoded)
    except UNREADABLE:
        text = _TAGS.sub(" ", body.decode("utf-8", "replace"))
    text = " ".join(text.split())
    return text[:_LONGEST] + ("…" if len(text) > _LONGEST else "") or "(no text)"
