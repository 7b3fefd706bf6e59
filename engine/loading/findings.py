"""What loading finds on its way: problems are noted as they are met and handed out together, in file order."""

from collections.abc import Iterable

import msgspec

from engine import ir
from engine.loading.sources import Source
from engine.problems import Problem, Severity, any_error

MOST = 200
"""Problems of one load. Whoever has more mends these first."""


class TooMany(Exception):  # noqa: N818 - never leaves this package: the findings say it
    """There are so many problems that looking for more helps nobody."""


class Findings:
    """Collects the problems of one load; the same words at the same place are noted once."""

    def __init__(self) -> None:
        self._problems: dict[tuple[ir.Place, str], Problem] = {}
        self._overflowed = False

    def error(self, place: ir.Place, summary: str, hint: str) -> None:
        """Note something that stops the load."""
        self.add(Problem(severity=Severity.ERROR, summary=summary, hint=hint, place=place))

    def warn(self, place: ir.Place, summary: str, hint: str) -> None:
        """Note something that is worth a look."""
        self.add(Problem(severity=Severity.WARNING, summary=summary, hint=hint, place=place))

    def add(self, problem: Problem) -> None:
        """Note a problem made elsewhere. Raises TooMany for the problem after the last that is kept."""
        if len(self._problems) >= MOST:
            self._overflowed = True
            raise TooMany
        self._problems.setdefault((problem.place, problem.summary), problem)

    @property
    def failed(self) -> bool:
        """Tell whether an error was noted."""
        return self._overflowed or any_error(self._problems.values())

    def with_excerpts(self, sources: Iterable[Source]) -> tuple[Problem, ...]:
        """Give all problems, ordered by file (in the order of `sources`) and place, each with its line."""
        by_file = {source.file: source for source in sources}
        order = {file: position for position, file in enumerate(by_file)}
        named = {problem.place.file for problem in self._problems.values()}
        lines = {file: source.excerpts() for file, source in by_file.items() if file in named}

        def position(problem: Problem) -> tuple[int, ir.Place]:
            return order.get(problem.place.file, len(order)), problem.place

        complete = []
        for problem in sorted(self._problems.values(), key=position):
            there = lines.get(problem.place.file, [])[problem.place.line - 1 : problem.place.line]
            complete.append(msgspec.structs.replace(problem, excerpt=problem.excerpt or "".join(there)))
        if self._overflowed:
            place = complete[-1].place
            summary = f"there are more than {MOST} problems; the rest is not shown"
            complete.append(Problem(severity=Severity.ERROR, summary=summary, hint="mend these first", place=place))
        return tuple(complete)
