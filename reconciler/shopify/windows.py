"""Reading one long connection from several places at once, where page after page would wait for the network.

In: a document sorted by id, with `$first`, `$after`, `$query` and `$reverse`, and its first page. Out: every node that
comes after that page, handed over as it arrives, in no order. Called by the reading modules.

A search by id finds the places to begin at, and gives nothing but their cursors: the windows themselves are walked in
the whole list, so a search index that lags behind hides nothing. A window that is done takes half of what the longest
one has left. That ids rise, and that each window goes on where the one before it ends, is checked on every page: where
it does not hold, `Unsound` is raised, and the caller reads page after page.
"""

import asyncio
import math
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from reconciler.shopify import choosing, errors, paging
from reconciler.shopify.client import CONCURRENCY, ShopClient

WORTH = 2.0
"""Pages that a window must have left, as far as is known, before half of it is given to another reader."""

AHEAD = 1.3
"""So many times the readers that points alone keep busy, so that it is points and not answers that are awaited."""

PROBES = 4
"""Searches for a place to begin at, for each reader: more would cost more than they save."""


class Unsound(Exception):  # noqa: N818 - a finding about a list, not an error of the shop
    """The list is not in the order of its ids, or a cursor does not stand where it should."""


class Identified(Protocol):
    """A node with its global id."""

    @property
    def id(self) -> str:
        """The global id; the connection is sorted by the number at its end."""


N = TypeVar("N", bound=Identified)


class Connection(msgspec.Struct, Generic[N], frozen=True, kw_only=True):
    """What is walked. `page` names the document of the next page, `probe` the one that looks for places and ends.

    `price` is what a page costs with all that follows from it, in points; `shape` is the form of both documents.
    """

    page: Callable[[], str]
    probe: str
    price: float
    shape: type[dict[str, paging.Page[N]]]
    variables: Mapping[str, Any] = {}


class _Window(msgspec.Struct, eq=False):
    """A part of the list: what comes after `at`, to `upto` and with it; None is the end of the list.

    `edge` is where its nodes are thought to end. `began` is the number before its first, `read` counts its nodes.
    """

    began: int
    at: int
    after: str | None
    upto: int | None
    edge: int
    read: int = 0


def number(gid: str) -> int:
    """The number at the end of a global id. Raises Unsound where there is none."""
    text = gid.rpartition("/")[2]
    if not text.isdecimal():
        raise Unsound(f"{gid} has no number")
    return int(text)


async def last_number(client: ShopClient, connection: Connection[N]) -> int:
    """The number of the last node; 0 where there is none. Raises Unsound."""
    found = await _ask(client, connection, {"first": 1, "after": None, "query": None, "reverse": True})
    return number(found.nodes[0].id) if found.nodes else 0


async def place(client: ShopClient, connection: Connection[N], gid: str) -> str | None:
    """The cursor of a node, to go on after it; None where the list does not have it. Raises Unsound."""
    found = await _ask(client, connection, _search(number(gid)), probe=True)
    return found.page_info.end_cursor if found.nodes and found.nodes[0].id == gid else None


def left(begun: paging.Page[N], last: int) -> float:
    """About how many nodes come after a first page, if ids are spread as evenly as on it."""
    numbers = [number(node.id) for node in begun.nodes]
    return _density(numbers) * max(0, last - numbers[-1]) if numbers else 0.0


def readers(client: ShopClient, connection: Connection[N], nodes: float) -> int:
    """How many readers keep points, and not answers, the thing to wait for. One where nothing is known."""
    bucket, latency = client.bucket, client.latency
    if bucket is None or latency is None or latency <= 0:
        return 1
    pages = nodes / paging.LARGEST
    by_points = choosing.paging_seconds(bucket, pages * connection.price)
    needed = math.ceil(AHEAD * pages * latency / max(by_points, latency))
    return max(1, min(needed, CONCURRENCY, math.floor(pages / WORTH)))


async def walk(
    client: ShopClient,
    connection: Connection[N],
    begun: paging.Page[N],
    last: int,
    take: Callable[[Sequence[N]], None],
) -> None:
    """Hand every node after the page `begun` to `take`, once. `last` is the number of the last node, as far as known.

    Raises Unsound, and then `take` has seen some of them.
    """
    many = readers(client, connection, left(begun, last))
    await _Walk(client, connection, take, many).run(begun, last)


class _Walk(Generic[N]):
    """One walk over one connection."""

    def __init__(
        self, client: ShopClient, connection: Connection[N], take: Callable[[Sequence[N]], None], many: int
    ) -> None:
        self._client = client
        self._connection = connection
        self._take = take
        self._many = many
        self._windows: list[_Window] = []
        self._probing = 0
        self._probes_left = PROBES * many
        self._firsts: dict[int, int] = {}
        self._seams: list[tuple[int, int]] = []
        self._density = 0.0
        self._tasks: asyncio.TaskGroup

    async def run(self, begun: paging.Page[N], last: int) -> None:
        """Walk to the end."""
        numbers = [number(node.id) for node in begun.nodes]
        _check(numbers, 0)
        self._density = _density(numbers)
        async with paging.group() as self._tasks:
            self._begin(_Window(numbers[-1], numbers[-1], begun.page_info.end_cursor, None, last))
            step = (last - numbers[-1]) / self._many
            for turn in range(1, self._many):
                self._probe(numbers[-1] + math.ceil(turn * step))
        for upto, beyond in self._seams:
            if self._firsts.get(upto, math.inf) > beyond:
                raise Unsound(f"the node {beyond} comes after {upto} in one page, and not in another")

    def _begin(self, window: _Window) -> None:
        self._windows.append(window)
        self._start(self._read(window))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.create_task(work)

    async def _read(self, window: _Window) -> None:
        """Walk one window to its end."""
        while True:
            variables = {"first": paging.LARGEST, "after": window.after, "query": None, "reverse": False}
            page = await _ask(self._client, self._connection, variables)
            numbers = [number(node.id) for node in page.nodes]
            _check(numbers, window.at)
            if not numbers and page.page_info.has_next_page:
                raise Unsound(f"an empty page after {window.at} says that more follows")
            if numbers:
                self._firsts.setdefault(window.began, numbers[0])
            upto = window.upto
            own = [node for node, at in zip(page.nodes, numbers, strict=True) if upto is None or at <= upto]
            window.read += len(own)
            window.at, window.after = numbers[-1] if numbers else window.at, page.page_info.end_cursor
            self._take(own)
            if upto is not None and len(own) < len(numbers):
                self._seams.append((upto, numbers[len(own)]))
            if not page.page_info.has_next_page or (upto is not None and window.at >= upto):
                self._windows.remove(window)
                self._spread()
                return
            self._spread()

    def _spread(self) -> None:
        """Let idle readers take a part of the longest windows."""
        while len(self._windows) + self._probing < self._many and self._windows and self._probes_left:
            longest = max(self._windows, key=self._left)
            if self._left(longest) < WORTH * paging.LARGEST or self._probing >= len(self._windows):
                return
            self._probe(longest.at + (longest.edge - longest.at + 1) // 2)

    def _left(self, window: _Window) -> float:
        """About how many nodes a window has before it: as many for each number as it had until now."""
        passed = window.at - window.began
        density = window.read / passed if window.read and passed else self._density
        return density * max(0, window.edge - window.at)

    def _probe(self, at: int) -> None:
        self._probing += 1
        self._probes_left -= 1
        self._start(self._split(at))

    async def _split(self, at: int) -> None:
        """Find the first node from `at` on, and let a window of its own begin after it."""
        try:
            found = await _ask(self._client, self._connection, _search(at), probe=True)
        finally:
            self._probing -= 1
        border = number(found.nodes[0].id) if found.nodes else None
        if border is not None and border < at:
            raise Unsound(f"a search from the id {at} on gave {border}")
        for window in self._windows:
            if border is not None and window.at < border and (window.upto is None or border < window.upto):
                self._begin(_Window(border, border, found.page_info.end_cursor, window.upto, window.edge))
                window.upto = window.edge = border
                return
            if window.at < at <= window.edge:
                window.edge = at - 1
        self._spread()


async def _ask(
    client: ShopClient, connection: Connection[N], variables: Mapping[str, Any], *, probe: bool = False
) -> paging.Page[N]:
    name = connection.probe if probe or variables["reverse"] else connection.page()
    try:
        return await paging.page(client, name, {**connection.variables, **variables}, connection.shape)
    except errors.CostError:
        raise
    except errors.QueryError as problem:
        raise Unsound(str(problem)) from problem


def _search(at: int) -> dict[str, Any]:
    return {"first": 1, "after": None, "query": f"id:>={at}", "reverse": False}


def _check(numbers: Sequence[int], after: int) -> None:
    if any(one <= before for before, one in zip((after, *numbers), numbers, strict=False)):
        raise Unsound(f"ids do not rise after {after}")


def _density(numbers: Sequence[int]) -> float:
    """Nodes for each number of the range they span."""
    return (len(numbers) - 1) / (numbers[-1] - numbers[0]) if len(numbers) > 1 else 0.0
