"""The loop: every shop gets its turn at its interval, one turn of a shop at a time, until somebody wants it to stop.

The only module that knows APScheduler. `trueup run` calls `run`.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import structlog
from apscheduler import events
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from reconciler import stopping, turns

LONGEST_WAIT = timedelta(minutes=5)
"""The longest wait after failures, where the interval is not longer still. More would leave orders waiting after an
outage; less would help nobody during one."""

_log = structlog.stdlib.get_logger(__name__)


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """`interval` from the start of one turn to the start of the next; up to `jitter` is added to each, at random.

    A turn that takes longer than the interval is followed by the next one that is due: missed ones are not made up for.
    """

    interval: timedelta
    jitter: timedelta = timedelta(0)

    def wait_after(self, failures: int) -> timedelta:
        """How long to wait after so many failed turns in a row: the interval, then twice that, up to LONGEST_WAIT."""
        doubled = self.interval * float(2 ** min(max(failures - 1, 0), 16))
        return min(doubled, max(self.interval, LONGEST_WAIT))


async def run(watches: Sequence[turns.Watch], schedule: Schedule, stop: stopping.Stop) -> None:
    """Give every watched shop its turns, the first one at once, until `stop` is asked and the last turn has ended."""
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # what it has to say is said here, in our words
    # No grace time: a turn that is late, after the machine slept or a long round, is still wanted, once.
    scheduler = AsyncIOScheduler(
        timezone=UTC, job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
    )
    scheduler.add_listener(_tell_overlap, events.EVENT_JOB_MAX_INSTANCES)
    at_work: set[asyncio.Task[None]] = set()
    for watch in watches:
        scheduler.add_job(
            _Job(watch, schedule, scheduler, at_work).run,
            IntervalTrigger(
                seconds=schedule.interval.total_seconds(), jitter=schedule.jitter.total_seconds(), timezone=UTC
            ),
            id=watch.domain,
            next_run_time=datetime.now(UTC),
        )
    scheduler.start()
    try:
        await stop.wait()
        scheduler.pause()
        # A turn that was handed out a moment ago has not yet run its first line.
        await asyncio.sleep(0)
        await asyncio.gather(*at_work)
    finally:
        scheduler.shutdown(wait=False)
        await asyncio.sleep(0)  # it ends in the next pass of the event loop


class _Job:
    """The turns of one shop, and for how many in a row there was an outage."""

    def __init__(
        self,
        watch: turns.Watch,
        schedule: Schedule,
        scheduler: AsyncIOScheduler,
        at_work: set["asyncio.Task[None]"],
    ) -> None:
        self._watch = watch
        self._schedule = schedule
        self._scheduler = scheduler
        self._at_work = at_work
        self._failures = 0

    async def run(self) -> None:
        """Take a turn in a task of our own: the scheduler cancels its tasks when it is shut down."""
        task = asyncio.create_task(self._take())
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)
        await asyncio.shield(task)

    async def _take(self) -> None:
        async with self._watch.alone:
            turn = await turns.take(self._watch)
        self._failures = self._failures + 1 if turn.is_outage else 0
        if self._failures > 1:
            wait = self._schedule.wait_after(self._failures)
            self._scheduler.modify_job(self._watch.domain, next_run_time=datetime.now(UTC) + wait)
            _log.info("waiting longer after failures", shop=self._watch.domain, seconds=wait.total_seconds())


def _tell_overlap(event: events.JobSubmissionEvent) -> None:
    _log.info("the round before is still at work, so this one is left out", shop=event.job_id)
