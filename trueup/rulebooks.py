"""Rule books: the rules in force while the files they come from are edited.

At the start the files must be in order. Later, an edit takes effect at the next round; one that is broken is warned of
at every round, and the last good rules stay in force until it is mended. `daemons` keeps one open.
"""

from types import TracebackType
from typing import Self

import structlog

from engine import deciding, ir, loading
from engine.problems import Problem, Severity
from trueup import opening, projects, wiring

_log = structlog.stdlib.get_logger(__name__)


class Rulebook:
    """The rules in force and the decider that goes with them; close it, or use it as a context manager."""

    def __init__(self, project: projects.Project) -> None:
        """Read the rules. Raises RulesError with every problem if they are not in order."""
        self._project = project
        self.ruleset: ir.RuleSet = wiring.load_rules(project)
        self.decider: deciding.Decider = opening.make_decider(project, self.ruleset)
        self._is_broken = False

    def refresh(self) -> None:
        """Take over what the files say now if it is new and in order. Call it between rounds, never within one."""
        try:
            loaded = loading.load(self._project.rule_paths)
        except OSError as unreadable:
            self._warn([f"{unreadable.filename}: error: {unreadable.strerror}"])
            return
        if loaded.rules is None:
            self._warn([_line(one) for one in loaded.problems if one.severity is Severity.ERROR])
            return
        if self._is_broken:
            self._is_broken = False
            _log.info("the rule files are in order again")
        if loaded.rules.digest != self.ruleset.digest:
            self._switch(loaded.rules)
            for problem in loaded.problems:
                _log.warning("a rule file needs a look", problem=_line(problem))

    def close(self) -> None:
        """Close the decider."""
        self.decider.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

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


def _line(problem: Problem) -> str:
    """A problem on one line, its place first."""
    return f"{problem.place}: {problem.severity}: {problem.summary}" + (f" ({problem.hint})" if problem.hint else "")
