"""Connections: cutting a list into pages with cursors, as `first`/`after` and `last`/`before` ask.

Used by resolvers.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from simulator import errors

MAX_PAGE = 250
"""Nodes a page may hold. Source: Shopify docs, API limits."""


class Edge(msgspec.Struct):
    """One node with its cursor."""

    node: Any
    cursor: str


class PageInfo(msgspec.Struct, kw_only=True):
    """Whether there is more on either side."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


class Connection(msgspec.Struct):
    """One page of a list."""

    edges: list[Edge]
    page_info: PageInfo

    @property
    def nodes(self) -> list[Any]:
        """The nodes without their cursors."""
        return [edge.node for edge in self.edges]


def page(items: Sequence[Any], args: dict[str, Any], key: Callable[[Any], Any] = lambda item: item.id) -> Connection:
    """Return the page of items that the arguments ask for. `key` orders them; ids break ties.

    Raises TopLevelError BAD_REQUEST when neither or both of first and last are given, or a cursor is not one of ours.
    """
    first, last = args.get("first"), args.get("last")
    if first is None and last is None:
        raise errors.TopLevelError("you must provide one of first or last", "BAD_REQUEST")
    if first is not None and last is not None:
        raise errors.TopLevelError("providing both first and last is not supported", "BAD_REQUEST")
    for name, number in (("first", first), ("last", last)):
        if number is not None and number < 0:
            raise errors.TopLevelError(f"{name} must be a non-negative number", "BAD_REQUEST")
        if number is not None and number > MAX_PAGE:
            raise errors.TopLevelError(f"{name} cannot exceed {MAX_PAGE}", "BAD_REQUEST")
    ordered = sorted(((_plain(key(item)), item.id, item) for item in items), key=lambda entry: entry[:2])
    if args.get("reverse"):
        ordered.reverse()
    start, stop = _window(ordered, args)
    window = ordered[start:stop]
    chosen = window[:first] if first is not None else window[max(0, len(window) - (last or 0)) :]
    edges = [Edge(item, _cursor(value, number)) for value, number, item in chosen]
    offset = start if first is not None else stop - len(chosen)
    return Connection(
        edges,
        PageInfo(
            has_next_page=offset + len(chosen) < len(ordered),
            has_previous_page=offset > 0 and bool(ordered),
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
    )


def _window(ordered: list[tuple[Any, int, Any]], args: dict[str, Any]) -> tuple[int, int]:
    """Return the slice between `after` and `before`; the records they name may be gone by now."""
    start, stop = 0, len(ordered)
    falling = bool(args.get("reverse"))
    if args.get("after") is not None:
        mark = _read(args["after"])
        start = sum(1 for entry in ordered if (entry[:2] >= mark if falling else entry[:2] <= mark))
    if args.get("before") is not None:
        mark = _read(args["before"])
        stop = sum(1 for entry in ordered if (entry[:2] > mark if falling else entry[:2] < mark))
    return start, max(start, stop)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else value


def _cursor(value: Any, number: int) -> str:
    content = msgspec.json.encode({"last_id": number, "last_value": value})
    return base64.b64encode(content).decode("ascii")


def _read(cursor: str) -> tuple[Any, int]:
    try:
        content = msgspec.json.decode(base64.b64decode(cursor, validate=True))
        return content["last_value"], int(content["last_id"])
    except (binascii.Error, msgspec.DecodeError, KeyError, TypeError, ValueError) as problem:
        raise errors.TopLevelError("Invalid cursor for current pagination sort.", "BAD_REQUEST") from problem
