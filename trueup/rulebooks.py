"""Rule books: the rules in force while the files they come from are edited.

At the start the files must be in order. Later, an edit takes effect at the next round; one that is broken is warned of
at every round, and the last good rules stay in force until it is mended. `daemons` keeps one open.
"""

import time
from collections.abc import Callable
from types import TracebackType
from typing import NamedTuple, Self

import structlog

from engine import deciding, ir, loading
from engine.problems import Problem, Severity
from trueup import opening, projects, wiring

SETTLING_SECONDS = 0.2
"""How long an edit must stay as it is. Editors write a file in far less; nobody notices it in a round."""

_log = structlog.stdlib.get_logger(__name__)


def _a_moment() -> None:
    time.sleep(SETTLING_SECONDS)


class Rulebook:
    """The rules in force and the decider that goes with them; close it, or use it as a context manager."""

    def __init__(self, project: projects.Project, *, pause: Callable[[], None] = _a_moment) -> None:
        """Read the rules. `pause` is what lies between the two looks at an edit, see `refresh`.

        Raises RulesError with every problem if they are not in order.
        """
        self._project = project
        self._pause = pause
        self.ruleset: ir.RuleSet = wiring.load_rules(project)
        self.decider: deciding.Decider = opening.make_decider(project, self.ruleset)
        self._is_broken = False

    def refresh(self) -> None:
        """Take over what the files say now if it is new and in order. Call it between rounds, never within one.

        An edit must say the same at a second look: half of a file that is being written can be a whole set of rules,
        with the one that holds something back still missing. What is not settled yet waits for the next round.
        """
        found = self._read()
        if found.rules is not None and found.rules.digest != self.ruleset.digest:
            self._pause()
            first, found = found.rules, self._read()
            if found.rules is not None and found.rules.digest != first.digest:
                return
        if found.rules is None:
            self._warn(found.problems)
            return
        if self._is_broken:
            self._is_broken = False
            _log.info("the rule files are in order again")
        if found.rules.digest != self.ruleset.digest:
            self._switch(found.rules)
            for problem in found.problems:
                _log.warning("a rule file needs a look", problem=problem)

    def close(self) -> None:
        """Close the decider."""
        self.decider.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read(self) -> "_Found":
        """What the files say now; without rules, the problems are those that must be mended."""
        try:
            loaded = loading.load(self._project.rule_paths)
        except OSError as unreadable:
            return _Found(None, [f"{unreadable.filename}: error: {unreadable.strerror}"])
        telling = [one for one in loaded.problems if loaded.rules is not None or one.severity is Severity.ERROR]
        return _Found(loaded.rules, [_line(one) for one in telling])

    def _switch(self, ruleset: ir.RuleSet) -> None:
        old = self.decider
        self.decider = opening.make_decider(self._project, ruleset)
        old.close()
        _log.info(
            "the rules have changed", rules=len(ruleset.rules), was=self.ruleset.digest[:12], now=ruleset.digest[:12]
        )
        self.ruleset = ruleset

    def _warn(self, problems: list[str]) -> None:
        self._is_broken = True
        _log.warning(
            "THE RULE FILES ARE BROKEN, the last good rules stay in force until they are mended",
            problems=problems,
            in_force=self.ruleset.digest[:12],
        )


class _Found(NamedTuple):
    """One look at the files."""

    rules: ir.RuleSet | None
    problems: list[str]


def _line(problem: Problem) -> str:
    """A problem on one line, its place first."""
    return f"{problem.place}: {problem.severity}: {problem.summary}" + (f" ({problem.hint})" if problem.hint else "")
