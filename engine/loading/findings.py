"""What loading finds on its way: problems are noted as they are met and handed out together, in file order."""

from collections.abc import Iterable

import msgspec

from engine import excerpts, ir
from engine.loading.sources import Source
from engine.problems import Problem, Severity, Sort, any_error

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
        """Note something that stops the load: it is missing, or stands twice or in the wrong place."""
        self._note(Severity.ERROR, place, summary, hint, Sort.STRUCTURE)

    def unreadable(self, place: ir.Place, summary: str, hint: str) -> None:
        """Note a file or folder that cannot be read as rules."""
        self._note(Severity.ERROR, place, summary, hint, Sort.FILE)

    def not_yaml(self, place: ir.Place, summary: str, hint: str) -> None:
        """Note text that is no YAML, or YAML that rule files do without."""
        self._note(Severity.ERROR, place, summary, hint, Sort.YAML)

    def unknown(self, place: ir.Place, summary: str, hint: str) -> None:
        """Note a word that means nothing where it stands."""
        self._note(Severity.ERROR, place, summary, hint, Sort.NAME)

    def wrong_value(self, place: ir.Place, summary: str, hint: str) -> None:
        """Note a value that does not fit what it is for."""
        self._note(Severity.ERROR, place, summary, hint, Sort.VALUE)

    def unknown_place(self, place: ir.Place, summary: str, hint: str, *, stops: bool) -> None:
        """Note a warehouse or location that does not exist."""
        self._note(Severity.ERROR if stops else Severity.WARNING, place, summary, hint, Sort.PLACE)

    def warn(self, place: ir.Place, summary: str, hint: str) -> None:
        """Note something that is worth a look."""
        self._note(Severity.WARNING, place, summary, hint, Sort.STRUCTURE)

    def add(self, problem: Problem) -> None:
        """Note a problem made elsewhere. Raises TooMany for the problem after the last that is kept."""
        if len(self._problems) >= MOST:
            self._overflowed = True
            raise TooMany
        self._problems.setdefault((problem.place, problem.summary), problem)

    def _note(self, severity: Severity, place: ir.Place, summary: str, hint: str, sort: Sort) -> None:
        # Both may quote what stands in the file, which may be long or hold characters that steer a terminal.
        summary, hint = excerpts.one_line(summary), excerpts.one_line(hint)
        self.add(Problem(severity=severity, summary=summary, hint=hint, place=place, code=sort))

    @property
    def failed(self) -> bool:
        """Tell whether an error was noted."""
        return self._overflowed or any_error(self._problems.values())

    def with_excerpts(self, sources: Iterable[Source]) -> tuple[Problem, ...]:
        """Give all problems, ordered by file (in the order of `sources`) and place, each with its line."""
        by_file = {source.file: source for source in sources}
        order = {file: position for position, file in enumerate(by_file)}
        named = {problem.place.file for problem in self._problems.values()}
        lines = {file: source.lines() for file, source in by_file.items() if file in named}

        def position(problem: Problem) -> tuple[int, ir.Place]:
            return order.get(problem.place.file, len(order)), problem.place

        complete = []
        for problem in sorted(self._problems.values(), key=position):
            there = lines.get(problem.place.file, [])[problem.place.line - 1 : problem.place.line]
            if there and not problem.excerpt:
                excerpt, mark = excerpts.around(there[0], problem.place.column)
                problem = msgspec.structs.replace(problem, excerpt=excerpt, mark=mark)  # noqa: PLW2901
            complete.append(problem)
        if self._overflowed:
            place = complete[-1].place
            summary = f"there are more than {MOST} problems; the rest is not shown"
            complete.append(Problem(severity=Severity.ERROR, summary=summary, hint="mend these first", place=place))
        return tuple(complete)
