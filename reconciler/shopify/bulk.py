"""Reading by bulk operation: Shopify walks a query by itself and leaves the result as a file of JSON lines.

In: one of `documents/bulk`. Out: the lines of its file, decoded, and what is known to be missing; or BulkError where
there are none. The caller reads page by page what it lacks. A job is polled by its own id (the "current" one may be
another), has a deadline, is cancelled when it stands still, and its file counts as whole only when it holds as many
lines as Shopify says it wrote: files have come short without a word.
Source: Shopify docs, bulk operations; recorded answers; issues of other clients for what goes wrong.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

import msgspec

from reconciler.shopify import answers, documents, errors
from reconciler.shopify.client import ShopClient
from reconciler.shopify.paging import Progress

PATIENCE = 120.0
"""Seconds that a job may go without writing one more object before it counts as hanging."""

LONGEST_PAUSE = 5.0
"""Seconds between two looks at a job, at most. A look costs 1 point."""

DOWNLOADS = 3
"""How often a file is asked for when the connection breaks."""

LAST_LOOKS = 3
"""How often a job that ended badly is looked at again for what it had written: that appears a little later."""

_GOING_ON = frozenset({"CREATED", "RUNNING"})

T = TypeVar("T")


class _Job(msgspec.Struct, frozen=True, rename="camel"):
    id: str
    status: str = "CREATED"
    error_code: str | None = None
    object_count: Annotated[str, msgspec.Meta(pattern="^[0-9]{1,15}$")] = "0"
    url: str | None = None
    partial_data_url: str | None = None
    created_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    completed_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class _Count(msgspec.Struct, frozen=True):
    count: int


class _Started(msgspec.Struct, frozen=True, rename="camel"):
    bulk_operation: _Job | None = None
    user_errors: tuple[errors.UserError, ...] = ()


class Result(msgspec.Struct, Generic[T], frozen=True):
    """Lines, each of them whole. `missing` says why they are not all there are; empty when they are."""

    lines: list[T]
    missing: str = ""


async def read(
    client: ShopClient, document_name: str, line: type[T], *, within: float, on_progress: Progress
) -> Result[T]:
    """Run a bulk query to its end, or to where it breaks off, and return its lines. `within` is in seconds.

    Raises BulkError when there is no line to be had: too many jobs at once, a failure before the first object, a file
    that is gone. Other errors of the shop are raised as they are.
    """
    job = await _start(client, documents.load(f"bulk/{document_name}").text)
    ended, broken = await _wait(client, job, within, on_progress)
    count = int(ended.object_count)
    if not broken and not count:
        return Result([])
    lines, unread = await _fetch(client, ended, broken, line)
    if not broken and len(lines) != count:
        broken = unread or f"the file of {job} holds {len(lines)} objects, and Shopify wrote {count}"
    if not broken and ended.created_at is not None and ended.completed_at is not None:
        client.bulk_pace = count / max(1.0, (ended.completed_at - ended.created_at).total_seconds())
    if broken and not lines:
        raise errors.BulkError(broken)
    return Result(lines, broken)


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


async def _wait(client: ShopClient, job: str, within: float, on_progress: Progress) -> tuple[_Job, str]:
    """Look at a job until it ends, or is given up: the job, and why it broke off (empty when it is complete)."""
    waited = _stopwatch(client)
    grown_at, written, pause = 0.0, 0, 0.5
    while True:
        await client.pause(pause)
        pause = min(LONGEST_PAUSE, pause * 2)
        found = await _look(client, job)
        if found.status == "COMPLETED":
            return found, ""
        if found.status not in _GOING_ON:
            why = f"{job} ended as {found.status}: {found.error_code or 'Shopify did not say why'}"
            return await _left_behind(client, found), why
        if int(found.object_count) > written:
            grown_at, written = waited(), int(found.object_count)
            on_progress(written, None)
        if waited() > within or waited() - grown_at > PATIENCE:
            why = f"{job} had written {written} objects after {waited():.0f} s and was cancelled"
            await _give_up(client, job)
            return await _left_behind(client, found), why


async def _look(client: ShopClient, job: str) -> _Job:
    data = await client.ask(documents.load("bulk_status"), {"id": job}, dict[str, _Job | None])
    (found,) = data.values()
    if found is None:
        raise errors.BulkError(f"{job} is gone")
    return found


async def _left_behind(client: ShopClient, job: _Job) -> _Job:
    """The job with the address of what it had written, if that appears soon: partial files come a little later."""
    for look in range(LAST_LOOKS):
        if job.partial_data_url is not None or int(job.object_count) == 0:
            break
        await client.pause(2.0**look)
        job = await _look(client, job.id)
    return job


async def _give_up(client: ShopClient, job: str) -> None:
    """Ask Shopify to stop, so that the job does not take the place of a later one. What comes of it does not matter."""
    try:
        await client.ask(documents.load("bulk_cancel"), {"id": job}, dict[str, Any])
    except errors.ShopError:
        return


async def _fetch(client: ShopClient, job: _Job, broken: str, line: type[T]) -> tuple[list[T], str]:
    """The lines of a job's file up to the first that can't be read, and why that one can't.

    Raises BulkError when there is no file. A wire that breaks is tried again; what came over it is kept at last.
    """
    url = job.partial_data_url if broken else job.url
    if url is None:
        raise errors.BulkError(broken or f"{job.id} wrote {job.object_count} objects and has no file")
    decoder = msgspec.json.Decoder(line)
    lines: list[T] = []
    for attempt in range(1, DOWNLOADS + 1):
        lines, why = [], ""
        try:
            async for text in client.lines(url):
                lines.append(decoder.decode(text))
        except answers.UNREADABLE as problem:
            return lines, f"the file of {job.id} can't be read to its end: {problem}"
        except errors.ShopUnavailable as problem:
            why = f"the file of {job.id} can't be fetched: {problem}"
        if not why:
            return lines, ""
        if attempt < DOWNLOADS:
            await client.pause(2.0 ** (attempt - 1))
    if not lines:
        raise errors.BulkError(why)
    return lines, why


def _stopwatch(client: ShopClient) -> Callable[[], float]:
    """Seconds since now, whenever it is called."""
    began = client.now()

    def passed() -> float:
        return (client.now() - began).total_seconds()

    return passed
