"""Problems found in rule files: loading makes them, the command line shows them.

All problems of a load are collected; a load with at least one error yields no rules.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from urllib.parse import quote

import msgspec

from engine import ir


class Severity(StrEnum):
    """An error stops the load; a warning is shown and the rules run; a note asks for nothing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong: what (`summary`), how to mend it (`hint`), where (`place`), and the line itself (`excerpt`).

    `code` names what sort of problem it is, where other programs should tell sorts apart.
    """

    severity: Severity
    summary: str
    hint: str
    place: ir.Place
    excerpt: str = ""
    code: str = ""


def any_error(problems: Iterable[Problem]) -> bool:
    """Tell whether at least one problem stops the load."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def as_text(problems: Iterable[Problem]) -> str:
    """Show problems for a terminal: place and summary, the line with a mark under the column, and the hint."""
    return "\n".join(_one_as_text(problem) for problem in problems)


def as_json(problems: Sequence[Problem]) -> str:
    """Give problems as a JSON array, for other programs: severity, summary, hint, file, line, column, excerpt."""
    rows = [
        {
            "severity": problem.severity,
            "summary": problem.summary,
            "hint": problem.hint,
            "file": problem.place.file,
            "line": problem.place.line,
            "column": problem.place.column,
            "excerpt": problem.excerpt,
        }
        for problem in problems
    ]
    return msgspec.json.format(msgspec.json.encode(rows), indent=2).decode() + "\n"


def as_sarif(problems: Sequence[Problem]) -> str:
    """Give problems as SARIF 2.1.0, which code hosts show beside the lines of a change."""
    results = [
        {
            "ruleId": _sort(problem),
            "level": problem.severity,
            "message": {"text": f"{problem.summary}. {_sentence(problem.hint)}" if problem.hint else problem.summary},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(problem.place.file.replace("\\", "/"))},
                        "region": {"startLine": problem.place.line, "startColumn": problem.place.column},
                    }
                }
            ],
        }
        for problem in problems
    ]
    sorts = sorted({_sort(problem) for problem in problems})
    tool = {"driver": {"name": "trueup check", "rules": [{"id": each} for each in sorts]}}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": tool, "columnKind": "unicodeCodePoints", "results": results}],
    }
    return msgspec.json.format(msgspec.json.encode(log), indent=2).decode() + "\n"


def _sentence(hint: str) -> str:
    return hint[:1].upper() + hint[1:]


def _sort(problem: Problem) -> str:
    return problem.code or f"rule-file-{problem.severity}"


def _one_as_text(problem: Problem) -> str:
    lines = [f"{problem.place}: {problem.severity}: {problem.summary}"]
    if problem.excerpt:
        margin = f"{problem.place.line:>5} | "
        lines.append(margin + problem.excerpt)
        lines.append(" " * (len(margin) - 2) + "| " + " " * (problem.place.column - 1) + "^")
    if problem.hint:
        lines.append(f"        hint: {problem.hint}")
    return "\n".join(lines)
