"""What loading finds on its way: problems are noted as they are met and handed out together, in file order."""

from collections.abc import Iterable

import msgspec

from engine import ir
from engine.loading.sources import Source
from engine.problems import Problem, Severity, any_error


class Findings:
    """Collects the problems of one load; the same words at the same place are noted once."""

    def __init__(self) -> None:
        self._problems: dict[tuple[ir.Place, str], Problem] = {}

    def error(self, place: ir.Place, summary: str, hint: str) -> None:
        """Note something that stops the load."""
        self.add(Problem(severity=Severity.ERROR, summary=summary, hint=hint, place=place))

    def warn(self, place: ir.Place, summary: str, hint: str) -> None:
        """Note something that is worth a look."""
        self.add(Problem(severity=Severity.WARNING, summary=summary, hint=hint, place=place))

    def add(self, problem: Problem) -> None:
        """Note a problem made elsewhere."""
        self._problems.setdefault((problem.place, problem.summary), problem)

    @property
    def failed(self) -> bool:
        """Tell whether an error was noted."""
        return any_error(self._problems.values())

    def with_excerpts(self, sources: Iterable[Source]) -> tuple[Problem, ...]:
        """Give all problems, ordered by file (in the order of `sources`) and place, each with its line."""
        order = {source.file: (position, source) for position, source in enumerate(sources)}
        nowhere = (len(order), None)

        def position(problem: Problem) -> tuple[int, ir.Place]:
            return order.get(problem.place.file, nowhere)[0], problem.place

        complete = []
        for problem in sorted(self._problems.values(), key=position):
            source = order.get(problem.place.file, nowhere)[1]
            excerpt = source.line(problem.place.line) if source is not None else ""
            complete.append(msgspec.structs.replace(problem, excerpt=problem.excerpt or excerpt))
        return tuple(complete)
