"""Problems found in rule files: loading makes them, the command line shows them.

All problems of a load are collected; a load with at least one error yields no rules.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec

from engine import excerpts, ir


class Severity(StrEnum):
    """An error stops the load; a warning is shown and the rules run; a note asks for nothing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Sort(StrEnum):
    """What sort of problem it is, so that other programs can tell them apart."""

    FILE = "unreadable-file"
    YAML = "not-yaml"
    NAME = "unknown-name"
    VALUE = "wrong-value"
    STRUCTURE = "wrong-structure"
    PLACE = "unknown-place"

    @staticmethod
    def meanings() -> Mapping[str, str]:
        """Say of each sort what it is."""
        return {
            Sort.FILE: "A file or folder cannot be read as rules.",
            Sort.YAML: "The text is not YAML, or YAML that rule files do without.",
            Sort.NAME: "A word that means nothing where it stands: a field, an operator, an action, a kind, a key.",
            Sort.VALUE: "A value that does not fit what it is for.",
            Sort.STRUCTURE: "Something is missing, stands twice, or stands in the wrong place.",
            Sort.PLACE: "A warehouse or location that does not exist.",
        }


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong: what (`summary`), how to mend it (`hint`), where (`place`), and the line itself (`excerpt`).

    `mark` is the column of the excerpt that is meant; 0 stands for that of the place. `code` names its sort.
    """

    severity: Severity
    summary: str
    hint: str
    place: ir.Place
    excerpt: str = ""
    mark: int = 0
    code: str = Sort.STRUCTURE


def any_error(problems: Iterable[Problem]) -> bool:
    """Tell whether at least one problem stops the load."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def as_text(problems: Iterable[Problem]) -> str:
    """Show problems for a terminal: place and summary, the line with a mark under the column, and the hint."""
    return "\n".join(_one_as_text(problem) for problem in problems)


def as_json(problems: Sequence[Problem]) -> str:
    """Give problems as a JSON array, for other programs: their rows, see `as_rows`."""
    return msgspec.json.format(msgspec.json.encode(as_rows(problems)), indent=2).decode() + "\n"


def as_rows(problems: Sequence[Problem]) -> list[dict[str, object]]:
    """Give problems as plain values: severity, code, summary, hint, file, line, column, excerpt."""
    return [
        {
            "severity": problem.severity,
            "code": problem.code,
            "summary": problem.summary,
            "hint": problem.hint,
            "file": file_as_text(problem.place.file),
            "line": problem.place.line,
            "column": problem.place.column,
            "excerpt": problem.excerpt,
        }
        for problem in problems
    ]


def file_as_text(file: str) -> str:
    """The name of a file as text; bytes in it that are none are written out."""
    return file.encode("utf-8", "backslashreplace").decode()


def _one_as_text(problem: Problem) -> str:
    lines = [f"{excerpts.one_line(str(problem.place))}: {problem.severity}: {problem.summary}"]
    if problem.excerpt:
        lines += excerpts.marked(problem.place.line, problem.excerpt, problem.mark or problem.place.column)
    if problem.hint:
        lines.append(f"        hint: {problem.hint}")
    return "\n".join(lines)
