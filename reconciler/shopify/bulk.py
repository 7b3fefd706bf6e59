"""Reading by bulk operation: Shopify walks a query by itself and leaves the result as a file of JSON lines.

In: one of `documents/bulk`. Out: every line of its file, decoded; or BulkError, and then the caller reads page by page.
A job is polled by its own id (the "current" one may be another), has a deadline, is cancelled when it stands still,
and its file counts only when it holds as many lines as Shopify says it wrote: files have come short without a word.
Source: Shopify docs, bulk operations; recorded answers; issues of other clients for what goes wrong.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from reconciler.shopify import documents, errors
from reconciler.shopify.client import ShopClient
from reconciler.shopify.paging import Progress

PATIENCE = 120.0
"""Seconds that a job may go without writing one more object before it counts as hanging."""

LONGEST_PAUSE = 5.0
"""Seconds between two looks at a job, at most. A look costs 1 point."""

DOWNLOADS = 3
"""How often a file is asked for when the connection breaks."""

_GOING_ON = frozenset({"CREATED", "RUNNING"})

T = TypeVar("T")


class _Job(msgspec.Struct, frozen=True, rename="camel"):
    id: str
    status: str = "CREATED"
    error_code: str | None = None
    object_count: str = "0"
    url: str | None = None
    created_at: datetime | None = None
    completed_at: datetime | None = None


class _Count(msgspec.Struct, frozen=True):
    count: int


class _Started(msgspec.Struct, frozen=True, rename="camel"):
    bulk_operation: _Job | None = None
    user_errors: tuple[errors.UserError, ...] = ()


async def read(
    client: ShopClient, document_name: str, line: type[T], *, within: float, on_progress: Progress
) -> list[T]:
    """Run a bulk query to its end and return its lines. `within` is in seconds.

    Raises BulkError when no whole result can be had: too many jobs at once, a failure, a deadline, a file cut short.
    Other errors of the shop are raised as they are.
    """
    job = await _start(client, documents.load(f"bulk/{document_name}").text)
    ended = await _wait(client, job, within, on_progress)
    count = int(ended.object_count)
    if not count:
        return []
    lines = await _fetch(client, ended, line)
    if len(lines) != count:
        raise errors.BulkError(f"the file of {job} holds {len(lines)} objects, and Shopify wrote {count}")
    if ended.created_at is not None and ended.completed_at is not None:
        client.bulk_pace = count / max(1.0, (ended.completed_at - ended.created_at).total_seconds())
    return lines


async def catalogue_size(client: ShopClient) -> int:
    """How many variants the shop has, for 10 points; there are as many inventory items."""
    data = await client.ask(documents.load("catalogue_size"), {}, dict[str, _Count])
    (found,) = data.values()
    return found.count


async def _start(client: ShopClient, query: str) -> str:
    try:
        data = await client.ask(documents.load("bulk_run"), {"query": query}, dict[str, _Started])
    except errors.UnknownOutcomeError as problem:
        # A job that nobody follows ends by itself, and changes nothing.
        raise errors.BulkError(f"nobody knows whether a bulk operation was begun: {problem}") from problem
    (started,) = data.values()
    if started.user_errors or started.bulk_operation is None:
        reasons = "; ".join(map(str, started.user_errors)) or "Shopify did not say why"
        raise errors.BulkError(f"no bulk operation was begun: {reasons}")
    return started.bulk_operation.id


async def _wait(client: ShopClient, job: str, within: float, on_progress: Progress) -> _Job:
    """Look at a job until it is complete. Raises BulkError when it ends otherwise, or must be given up."""
    waited = _stopwatch(client)
    grown_at, written, pause = 0.0, 0, 0.5
    while True:
        await client.pause(pause)
        pause = min(LONGEST_PAUSE, pause * 2)
        data = await client.ask(documents.load("bulk_status"), {"id": job}, dict[str, _Job | None])
        (found,) = data.values()
        if found is None:
            raise errors.BulkError(f"{job} is gone")
        if found.status == "COMPLETED":
            return found
        if found.status not in _GOING_ON:
            raise errors.BulkError(f"{job} ended as {found.status}: {found.error_code or 'Shopify did not say why'}")
        if int(found.object_count) > written:
            grown_at, written = waited(), int(found.object_count)
            on_progress(written, None)
        if waited() > within or waited() - grown_at > PATIENCE:
            await _give_up(client, job)
            raise errors.BulkError(f"{job} had written {written} objects after {waited():.0f} s and was cancelled")


async def _give_up(client: ShopClient, job: str) -> None:
    """Ask Shopify to stop, so that the job does not take the place of a later one. What comes of it does not matter."""
    try:
        await client.ask(documents.load("bulk_cancel"), {"id": job}, dict[str, Any])
    except errors.ShopError:
        return


async def _fetch(client: ShopClient, job: _Job, line: type[T]) -> list[T]:
    if job.url is None:
        raise errors.BulkError(f"{job.id} wrote {job.object_count} objects and has no file")
    decoder = msgspec.json.Decoder(line)
    for attempt in range(1, DOWNLOADS + 1):
        try:
            return [decoder.decode(text) async for text in client.lines(job.url)]
        except msgspec.DecodeError as problem:
            raise errors.BulkError(f"the file of {job.id} can't be read: {problem}") from problem
        except errors.ShopUnavailable as problem:
            if attempt == DOWNLOADS:
                raise errors.BulkError(f"the file of {job.id} can't be fetched: {problem}") from problem
            await client.pause(2.0 ** (attempt - 1))
    raise AssertionError("every attempt returns or raises")


def _stopwatch(client: ShopClient) -> Callable[[], float]:
    """Seconds since now, whenever it is called."""
    began = client.now()

    def passed() -> float:
        return (client.now() - began).total_seconds()

    return passed
