"""Bulk operations as jobs: when they are created, run, end, are cancelled and expire, and what their files hold.

In: the lines of a result, by `bulk_lines`. Out: status, counts and files, by the clock. Used by the bulk resolvers, by
the app (which serves the files) and by the control API (which scripts how jobs go wrong).
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from simulator import errors

CONCURRENT = 5
"""Bulk queries of one app under way at once. Source: Shopify docs, bulk operations, since 2026-01."""

OBJECTS_PER_SECOND = 1456.0
"""How fast a job writes. Source: a recorded job, 1,456 objects in one second."""

SHORTEST = 1.0
STARTING = 0.3
STOPPING = 1.0
"""Seconds that the smallest job takes, that a job waits before it runs, and that one takes to be cancelled."""

LONGEST = timedelta(days=10)
"""After so long a job is given up. Source: Shopify docs, bulk operations."""

KEPT = timedelta(days=7)
"""How long a result can be fetched. Source: Shopify docs, bulk operations."""

FATES = ("hang", "fail", "drop", "hole", "cut", "slow")
ENDED = frozenset({"COMPLETED", "FAILED", "CANCELED", "EXPIRED"})


class Fate(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How the next `times` jobs go wrong; `share` of the objects is written before that.

    - hang: it runs and never ends
    - fail: FAILED with INTERNAL_SERVER_ERROR, and partial data that appear `seconds` later
    - drop: COMPLETED, and the file lacks the rest without a word
    - hole: COMPLETED, and as many are missing from the middle of the file without a word
    - cut: COMPLETED, and the file ends in the middle of a line
    - slow: it takes `seconds` longer
    """

    kind: str
    times: int = 1
    share: float = 0.5
    seconds: float = 0.0

    def check(self) -> None:
        """Raise ControlError when it makes no sense."""
        if self.kind not in FATES:
            raise errors.ControlError(f"kind must be one of {', '.join(FATES)}, not {self.kind!r}")
        if self.times < 1 or not 0 <= self.share <= 1 or self.seconds < 0:
            raise errors.ControlError("times must be at least 1, share from 0 to 1, and seconds not negative")


class Job(msgspec.Struct, kw_only=True, eq=False):
    """One bulk query. `error` is why it fails, where the query itself is to blame; `lines` are all it could write."""

    id: int
    query: str
    began: datetime
    lines: list[bytes]
    root_count: int
    error: str | None = None
    fate: Fate | None = None
    cancelled_at: datetime | None = None
    key: str = ""

    @property
    def created_at(self) -> datetime:
        """The moment it was asked for, to the second."""
        return self.began.replace(microsecond=0)

    def ends_at(self) -> datetime:
        """The moment at which it ends if nobody cancels it."""
        if self._is("hang"):
            return self.began + LONGEST
        seconds = max(SHORTEST, len(self.lines) * self._share("fail") / OBJECTS_PER_SECOND)
        return self.began + timedelta(seconds=seconds + (self.fate.seconds if self.fate and self._is("slow") else 0.0))

    def status(self, now: datetime) -> str:
        """Shopify's word for where it stands."""
        if self.cancelled_at is not None:
            return "CANCELED" if now >= self.completed_at(now) else "CANCELING"
        if now < self.ends_at():
            return "CREATED" if now < self.began + timedelta(seconds=STARTING) else "RUNNING"
        if self.error is not None or self._is("fail") or self._is("hang"):
            return "FAILED"
        return "COMPLETED" if now < self.ends_at() + KEPT else "EXPIRED"

    def completed_at(self, _now: datetime) -> datetime:
        """The moment at which it ended, or will."""
        if self.cancelled_at is not None:
            return self.cancelled_at + timedelta(seconds=STOPPING)
        return self.ends_at()

    def error_code(self, now: datetime) -> str | None:
        """Why it failed."""
        if self.status(now) != "FAILED":
            return None
        return "TIMEOUT" if self._is("hang") else self.error or "INTERNAL_SERVER_ERROR"

    def written(self, now: datetime) -> int:
        """How many objects it has written, or says it has."""
        if self.error is not None:
            return 0
        most = int(len(self.lines) * self._share("fail", "hang"))
        until = min(now, self.cancelled_at) if self.cancelled_at is not None else now
        if until >= self.ends_at():
            return most
        running = (until - self.began).total_seconds() / max(1e-9, (self.ends_at() - self.began).total_seconds())
        return most if self._is("hang") else int(most * max(0.0, running))

    def content(self, now: datetime) -> bytes:
        """The file: all of it, or what there is of it."""
        count = len(self.lines) if self.status(now) == "COMPLETED" else self.written(now)
        lines = self.lines[: int(count * self._share("drop"))]
        if self._is("hole"):
            start, size = count // 3, count - int(count * self._share("hole"))
            lines = self.lines[:start] + self.lines[start + size : count]
        content = b"".join(line + b"\n" for line in lines)
        return content[: int(len(content) * self._share("cut"))]

    def has_file(self, now: datetime) -> bool:
        """Whether a whole result can be fetched; an empty one has no file. Source: recorded answers."""
        return self.status(now) == "COMPLETED" and bool(self.lines)

    def has_partial_file(self, now: datetime) -> bool:
        """Whether a part of a result can be fetched."""
        if self.status(now) not in {"FAILED", "CANCELED"} or not self.written(now):
            return False
        late = self.fate.seconds if self.fate is not None and self._is("fail") else 0.0
        return self.completed_at(now) + timedelta(seconds=late) <= now < self.completed_at(now) + KEPT

    def _is(self, kind: str) -> bool:
        return self.fate is not None and self.fate.kind == kind

    def _share(self, *kinds: str) -> float:
        return self.fate.share if self.fate is not None and self.fate.kind in kinds else 1.0


class Jobs:
    """The bulk queries of one shop.

    `origin` is where the shop was last reached; the addresses of files begin with it.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.origin = "http://127.0.0.1"
        self.all: dict[int, Job] = {}
        self._fates: list[Fate] = []

    def running(self) -> list[Job]:
        """Return the jobs that have not ended, oldest first."""
        now = self.clock()
        return [job for job in self.all.values() if job.status(now) not in ENDED]

    def begin(self, number: int, query: str, lines: list[bytes], root_count: int, error: str | None) -> Job:
        """Begin a job under a number of its own."""
        job = Job(id=number, query=query, began=self.clock(), lines=lines, root_count=root_count, error=error)
        job.key = secrets.token_urlsafe(12)
        if self._fates:
            job.fate = self._fates[0]
            job.fate.times -= 1
            if job.fate.times <= 0:
                self._fates.pop(0)
        self.all[job.id] = job
        return job

    def cancel(self, job: Job) -> None:
        """Begin to cancel a job. Raises UserErrors when it has ended."""
        status = job.status(self.clock())
        if status in ENDED:
            text = f"A bulk operation cannot be canceled when it is {status.lower()}"
            raise errors.refusal(text, None)
        if job.cancelled_at is None:
            job.cancelled_at = self.clock()

    def script(self, fate: Fate) -> None:
        """Let the next jobs go wrong."""
        self._fates.append(fate)

    def clear_fates(self) -> None:
        """Let the next jobs go well."""
        self._fates.clear()

    def address(self, job: Job) -> str:
        """Return where a job's file is fetched."""
        return f"{self.origin}/_bulk/{job.id}/{job.key}.jsonl"

    def file(self, number: int, key: str) -> bytes | None:
        """Return the content of a job's file; None when there is none, or the key is wrong."""
        job, now = self.all.get(number), self.clock()
        if job is None or not secrets.compare_digest(job.key.encode(), key.encode()):
            return None
        return job.content(now) if job.has_file(now) or job.has_partial_file(now) else None
