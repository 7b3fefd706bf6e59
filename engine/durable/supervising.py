"""Keeping a worker process at work: a lost one is replaced once, the request asked again, and then it is given up.

Used by `matchers`. A program is what `emitting` wrote for the rules of one kind; all programs of a rule set are loaded
together, when first asked about, and again into a process that replaces a lost one.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from engine.durable import errors, workers

_log = logging.getLogger(__name__)
_MOST_KEPT = 20
"""How many losses are remembered word for word; a worker that dies daily must not fill memory."""

Programs: TypeAlias = Sequence[Sequence[Any]]
"""The programs of one rule set. Told from others by identity."""


class Supervisor:
    """A worker process, replaced when it is lost, until closed. Not for several threads at once."""

    def __init__(self, settings: workers.Settings) -> None:
        """Start the process; raises DurableError if that fails twice."""
        self._settings = settings
        self._losses: list[str] = []
        self._closed = False
        self._worker: workers.Worker | None = None
        self._loaded: Programs | None = None
        self._twice(lambda _worker: None)

    @property
    def losses(self) -> tuple[str, ...]:
        """Say how the last worker processes were lost, oldest first."""
        return tuple(self._losses)

    @property
    def pid(self) -> int | None:
        """Give the process id, None when no process runs."""
        return self._worker.pid if self._worker is not None else None

    def match(self, programs: Programs, program: int, codes: Sequence[Sequence[int]]) -> Any:
        """Ask which boxes of one program fit each code tuple.

        The rule set's programs replace those of another rule set, if such are loaded. Raises WorkerLostError when two
        processes in a row are lost over it.
        """

        def ask(worker: workers.Worker) -> Any:
            if self._loaded is not programs:
                worker.ask(["load", programs])
                self._loaded = programs
            return worker.ask(["match", program, codes])

        return self._twice(ask)

    def close(self) -> None:
        """End the process for good. A second call does nothing."""
        self._closed = True
        self._end()

    def _twice(self, ask: Callable[[workers.Worker], Any]) -> Any:
        try:
            return ask(self._running())
        except errors.WorkerLostError as error:
            self._end()
            self._remember(error)
        try:
            return ask(self._running())
        except errors.WorkerLostError:
            self._end()
            raise

    def _running(self) -> workers.Worker:
        if self._closed:
            raise errors.UnavailableError("the worker process was closed")
        if self._worker is None:
            self._worker = workers.Worker(self._settings)
        return self._worker

    def _end(self) -> None:
        if self._worker is not None:
            self._worker.close()
        self._worker = self._loaded = None

    def _remember(self, error: errors.WorkerLostError) -> None:
        self._losses = [*self._losses, f"{error}; it was started again"][-_MOST_KEPT:]
        _log.warning("durable_rules: %s; it is started again", error)
