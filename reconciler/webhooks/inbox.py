"""The inbox: webhooks that were checked, written to the store in batches, each answered once it is on disk.

In a storm one transaction takes all that came while the one before was written, so that a thousand webhooks need not
wait for a thousand flushes of the disk. Lives in the receiver's event loop.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime

from store import databases, dirt

LARGEST_BATCH = 500

Waiting = tuple[dirt.Notice, "asyncio.Future[bool]"]


class Inbox:
    """Writes notices of one shop. `noticed` is called after each batch that marked something new, in any thread."""

    def __init__(
        self, database: databases.Database, shop: str, *, clock: Callable[[], datetime], noticed: Callable[[], None]
    ) -> None:
        self._database = database
        self._shop = shop
        self._clock = clock
        self._noticed = noticed
        self._waiting: list[Waiting] = []
        self._writer: asyncio.Task[None] | None = None

    async def put(self, notice: dirt.Notice) -> bool:
        """Keep a notice; True if it is new, False if it came before. Raises store's StoreError, and nothing is kept."""
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((notice, answer))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        return await answer

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:LARGEST_BATCH], self._waiting[LARGEST_BATCH:]
            try:
                fresh = await asyncio.to_thread(self._receive, [notice for notice, _ in batch])
            except Exception as problem:  # noqa: BLE001 - whoever waits for an answer is told, and the next batch goes on
                _answer(batch, problem)
                continue
            if any(notice.marks for notice, _ in batch if notice.webhook_id in fresh):
                self._noticed()
            _answer(batch, fresh)
        self._writer = None

    def _receive(self, notices: list[dirt.Notice]) -> frozenset[str]:
        with self._database.session() as session:
            return dirt.receive(session, self._shop, notices, self._clock())


def _answer(batch: list[Waiting], outcome: frozenset[str] | Exception) -> None:
    """Tell each that waits; of two with one id in the batch, both are told that it is new, which harms nobody."""
    for notice, answer in batch:
        if answer.done():
            continue  # the sender hung up
        if isinstance(outcome, Exception):
            answer.set_exception(outcome)
        else:
            answer.set_result(notice.webhook_id in outcome)
