"""Walking the pages of a connection, and sending many requests at once.

In: a document with `$first` and `$after`. Out: its nodes. A page that costs more than Shopify allows is asked for
again at the size that fits, and the client remembers that size. Called by the reading modules.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Generic, TypeVar

import msgspec

from reconciler.shopify import costs, documents, errors
from reconciler.shopify.client import ShopClient

LARGEST = 250
"""Nodes on one page, ids in one request, rows in one input. Source: Shopify API limits."""

Progress = Callable[[int, int | None], None]
"""Told after each step: how many are read, and of how many, where that is known."""

N = TypeVar("N")
R = TypeVar("R")


class PageInfo(msgspec.Struct, frozen=True, rename="camel"):
    """Whether and where a connection goes on."""

    has_next_page: bool
    end_cursor: str | None = None


class Page(msgspec.Struct, Generic[N], frozen=True, rename="camel"):
    """One page of a connection."""

    nodes: tuple[N, ...]
    page_info: PageInfo


async def pages(
    client: ShopClient, document_name: str, variables: Mapping[str, Any], shape: type[dict[str, Page[N]]]
) -> AsyncIterator[tuple[N, ...]]:
    """Every page of the one connection at the root of a document, one after the other.

    `variables` may say where to begin (`after`) and how large pages are (`first`): small ones cost less where few nodes
    are expected.
    """
    asked = {"first": LARGEST, "after": None, **variables}
    while True:
        one = await page(client, document_name, asked, shape)
        yield one.nodes
        if not one.page_info.has_next_page:
            return
        asked["after"] = one.page_info.end_cursor


async def page(
    client: ShopClient, document_name: str, variables: Mapping[str, Any], shape: type[dict[str, Page[N]]]
) -> Page[N]:
    """One page of `$first` nodes of the one connection at the root of a document, or of fewer where that fits."""
    document = documents.load(document_name)
    while True:
        first = min(variables["first"], client.page_sizes.get(document_name, LARGEST))
        try:
            data = await client.ask(document, {**variables, "first": first}, shape)
        except errors.CostError as problem:
            if first == 1:
                raise
            fits = smaller(first, problem)
            client.page_sizes[document_name] = min(fits, client.page_sizes.get(document_name, LARGEST))
            continue
        (found,) = data.values()
        return found


def smaller(size: int, problem: errors.CostError) -> int:
    """The size of page to try after one that was too expensive: by its price where Shopify told it, else half of it."""
    if problem.cost and problem.limit:
        return costs.fitting(size, problem.limit / problem.cost)
    return size // 2


class _Held(msgspec.Struct, Generic[N], frozen=True):
    page: Page[N]


class _Node(msgspec.Struct, Generic[N], frozen=True):
    node: N | None


async def rest(
    client: ShopClient, document_name: str, variables: Mapping[str, Any], begun: Page[N], kind: type[N]
) -> tuple[N, ...]:
    """The nodes of a nested connection whose first page came with its owner (`$id`), all pages together."""
    nodes, info = begun.nodes, begun.page_info
    document = documents.load(document_name)
    shape = _Node[_Held[kind]]  # type: ignore[valid-type] # msgspec resolves it at run time
    while info.has_next_page:
        data: Any = await client.ask(document, {"first": LARGEST, **variables, "after": info.end_cursor}, shape)
        if data.node is None:
            # The owner went away between two pages: what is known of it is out of date as well.
            raise errors.QueryError(f"{variables['id']} disappeared while it was read; read it again")
        nodes, info = (*nodes, *data.node.page.nodes), data.node.page.page_info
    return nodes


def chunks(items: Sequence[R], size: int) -> list[Sequence[R]]:
    """Slices of at most `size`."""
    return [items[start : start + size] for start in range(0, len(items), size)]


@asynccontextmanager
async def group() -> AsyncIterator[asyncio.TaskGroup]:
    """Tasks that end together: the first failure stops the rest, and is raised as itself."""
    try:
        async with asyncio.TaskGroup() as tasks:
            yield tasks
    except BaseExceptionGroup as failures:
        raise _first(failures) from None


def _first(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    found = failures.exceptions[0]
    return _first(found) if isinstance(found, BaseExceptionGroup) else found


async def together(tasks: Iterable[Coroutine[Any, Any, R]]) -> list[R]:
    """Run all at once (the client bounds how many are under way). The first failure stops the rest, and is raised."""
    running = [asyncio.ensure_future(task) for task in tasks]
    try:
        return list(await asyncio.gather(*running))
    except BaseException:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        raise
