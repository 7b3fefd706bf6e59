"""Decisions about facts: the reconciler's way into the engine.

A rule set goes in once, facts go in by the batch, and one decision per fact comes out, in the order of the facts.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import repeat
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from engine import checking, decisions, evaluating, ir, reproducers, standing
from engine.durable import errors, matchers, supervising, workers
from engine.facts import Fact

Engine = Literal["durable", "plain"]

_log = logging.getLogger(__name__)
_WORKER = workers.Settings()


class Decider:
    """Decides with one rule set, until closed. Use it as a context manager; several threads may share it.

    `engine="durable"` runs durable_rules in a worker process and checks it against the plain evaluator;
    `engine="plain"` runs the plain evaluator alone. Where durable_rules cannot run, is lost twice in a row, or answers
    wrongly, the plain evaluator answers from then on, and `warnings` and the log say so: deciding itself never fails
    for that. One that cannot start at all, for durable_rules is not there, is told by `absence` alone: whoever owns the
    process says it, once. `clock` gives the present moment, aware and in UTC: it is read once per call of `decide`, so
    that all facts of a call are judged at the same moment. A disagreement of the two is saved in the folder `examples`,
    if there is one.
    """

    def __init__(
        self,
        ruleset: ir.RuleSet,
        *,
        engine: Engine = "durable",
        clock: Callable[[], datetime],
        worker: workers.Settings = _WORKER,
        examples: Path | None = None,
    ) -> None:
        self._ruleset = ruleset
        self._clock = clock
        self._examples = examples
        self._outlines = standing.Outlines(ruleset)
        self._warnings: list[str] = []
        self._absence = ""
        self._lock = threading.Lock()
        self._supervisor: supervising.Supervisor | None = None
        self._checker: checking.Checker | None = None
        if engine == "durable":
            self._start(worker)

    @property
    def name(self) -> str:
        """Tell which engine answers now: `durable_rules` or `plain`."""
        return "plain" if self._checker is None else "durable_rules"

    @property
    def warnings(self) -> tuple[str, ...]:
        """Give what a person should know about the engine; empty when all is well."""
        losses = self._supervisor.losses if self._supervisor is not None else ()
        return (*losses, *self._warnings)

    @property
    def absence(self) -> str:
        """Say why durable_rules was not there from the start; empty when it was, or was not asked for."""
        return self._absence

    @property
    def worker_pid(self) -> int | None:
        """Give the process id of the worker process, None when there is none."""
        return self._supervisor.pid if self._supervisor is not None else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the worker process, if there is one. A second call does nothing."""
        with self._lock:
            if self._supervisor is not None:
                self._supervisor.close()

    def decide(self, facts: Sequence[Fact]) -> list[decisions.Decision]:
        """Decide about each fact, in order. A fact that no rule answers gets a decision without actions."""
        return self.decide_at(facts, self._clock())

    def decide_at(self, facts: Sequence[Fact], now: datetime) -> list[decisions.Decision]:
        """Decide about each fact, in order, as at the moment `now` (aware, UTC), which may be past."""
        with self._lock:
            outlines = map(self._outlines.__getitem__, self._matching(facts, now))
            return list(map(decisions.Decision, facts, repeat(now), outlines))

    def matching(self, facts: Sequence[Fact]) -> list[tuple[int, ...]]:
        """Give, for each fact, the positions of all rules that match it, whatever overrides or stops them."""
        now = self._clock()
        with self._lock:
            return self._matching(facts, now)

    def _matching(self, facts: Sequence[Fact], now: datetime) -> list[tuple[int, ...]]:
        if self._checker is not None:
            try:
                return self._checker.matching(facts, now)
            except errors.DurableError as error:
                self._run_plain(error)
        return [tuple(evaluating.matching(self._ruleset, fact, now)) for fact in facts]

    def _start(self, settings: workers.Settings) -> None:
        try:
            self._supervisor = supervising.Supervisor(settings)
            checker = checking.Checker(self._ruleset, matchers.Matcher(self._ruleset, self._supervisor))
            checker.check_edges(self._clock())
            self._checker = checker
        except errors.UnavailableError as error:
            self._absence = str(error)
        except errors.DurableError as error:
            self._run_plain(error)

    def _run_plain(self, error: errors.DurableError) -> None:
        """Let the plain evaluator answer from now on, and say why."""
        if self._supervisor is not None:
            self._warnings.extend(self._supervisor.losses)
            self._supervisor.close()
        self._supervisor = self._checker = None
        warning = f"{error}. The plain evaluator decides instead: the same decisions, more slowly"
        if isinstance(error, checking.DisagreementError):
            warning += self._saved(error)
        self._warnings.append(warning)
        if isinstance(error, errors.WrongAnswerError):
            _log.error("%s", warning)
        else:
            _log.warning("%s", warning)

    def _saved(self, disagreement: checking.DisagreementError) -> str:
        if self._examples is None:
            return ""
        try:
            path = reproducers.save(self._ruleset, disagreement, self._examples)
        except OSError as error:
            return f". The example could not be saved: {error}"
        return f". Please report it, with the example in {path}"
