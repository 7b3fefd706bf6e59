"""Connections: cutting a list into pages with cursors, as `first`/`after` and `last`/`before` ask.

Used by resolvers.
"""

import base64
import binascii
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from simulator import errors

MAX_PAGE = 250
"""Nodes a page may hold. Source: Shopify docs, API limits."""

EVERYTHING = "everything"
"""An argument that no request can give: all on one page, for bulk operations."""


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


def page(items: Sequence[Any], args: dict[str, Any], key: Callable[[Any], Any] | None = None) -> Connection:
    """Return the page of items that the arguments ask for, ordered by `key`, or by their ids where it is None.

    Raises TopLevelError BAD_REQUEST when neither or both of first and last are given, or a cursor is not one of ours.
    """
    first, last = args.get("first"), args.get("last")
    if args.get(EVERYTHING):
        first, last = len(items), None
    else:
        _check(first, last)
    marks, ordered = _in_order(items, key)
    falling = bool(args.get("reverse"))
    start, stop = _window(marks, args, falling=falling, by_id=key is None)
    if first is not None:
        stop_at, begin = min(stop, start + first), start
    else:
        stop_at, begin = stop, max(start, stop - (last or 0))
    size = len(ordered)
    places = [size - 1 - at if falling else at for at in range(begin, stop_at)]
    edges = [Edge(ordered[at], _cursor(marks[at])) for at in places]
    return Connection(
        edges,
        PageInfo(
            has_next_page=stop_at < size,
            has_previous_page=begin > 0 and size > 0,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
    )


def _in_order(items: Sequence[Any], key: Callable[[Any], Any] | None) -> tuple[list[Any], Sequence[Any]]:
    """Return the items in rising order with the mark of each. Records mostly come in order, which makes this cheap."""
    marks = [item.id if key is None else (_plain(key(item)), item.id) for item in items]
    rising = sorted(marks)
    if rising == marks:
        return marks, items
    return rising, [items[at] for at in sorted(range(len(marks)), key=marks.__getitem__)]


def _check(first: int | None, last: int | None) -> None:
    if first is None and last is None:
        raise errors.TopLevelError("you must provide one of first or last", "BAD_REQUEST")
    if first is not None and last is not None:
        raise errors.TopLevelError("providing both first and last is not supported", "BAD_REQUEST")
    for name, number in (("first", first), ("last", last)):
        if number is not None and number < 0:
            raise errors.TopLevelError(f"{name} must be a non-negative number", "BAD_REQUEST")
        if number is not None and number > MAX_PAGE:
            raise errors.TopLevelError(f"{name} cannot exceed {MAX_PAGE}", "BAD_REQUEST")


def _window(marks: list[Any], args: dict[str, Any], *, falling: bool, by_id: bool) -> tuple[int, int]:
    """Return the slice between `after` and `before`; the records they name may be gone by now."""
    start, stop, size = 0, len(marks), len(marks)
    try:
        if args.get("after") is not None:
            mark = _read(args["after"], by_id=by_id)
            start = size - bisect_left(marks, mark) if falling else bisect_right(marks, mark)
        if args.get("before") is not None:
            mark = _read(args["before"], by_id=by_id)
            stop = size - bisect_right(marks, mark) if falling else bisect_left(marks, mark)
    except (binascii.Error, msgspec.DecodeError, KeyError, TypeError, ValueError) as problem:
        raise errors.TopLevelError("Invalid cursor for current pagination sort.", "BAD_REQUEST") from problem
    return start, max(start, stop)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else value


def _cursor(mark: Any) -> str:
    value, number = mark if isinstance(mark, tuple) else (mark, mark)
    content = msgspec.json.encode({"last_id": number, "last_value": value})
    return base64.b64encode(content).decode("ascii")


def _read(cursor: str, *, by_id: bool) -> Any:
    content = msgspec.json.decode(base64.b64decode(cursor, validate=True))
    number = int(content["last_id"])
    return number if by_id else (content["last_value"], number)
