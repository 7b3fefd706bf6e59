"""Problems as SARIF 2.1.0, which code hosts show beside the lines of a change.

Held to what GitHub asks of it: every sort of problem is described, places are relative to where the command runs, lines
and columns count from 1, and columns count characters.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import msgspec

from engine.problems import Problem, Severity, Sort

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_text(command: str, problems: Sequence[Problem]) -> str:
    """Give problems as the SARIF log of one run of a command."""
    sorts = sorted({_sort(problem) for problem in problems})
    driver = {"name": command, "rules": [_rule(sort, problems) for sort in sorts]}
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(problem, sorts) for problem in problems],
            }
        ],
    }
    return msgspec.json.format(msgspec.json.encode(log), indent=2).decode() + "\n"


def _rule(sort: str, problems: Sequence[Problem]) -> dict[str, object]:
    worst = min((problem.severity for problem in problems if _sort(problem) == sort), key=list(Severity).index)
    return {
        "id": sort,
        "name": "".join(word.capitalize() for word in sort.split("-")),
        "shortDescription": {"text": _MEANINGS[sort]},
        "defaultConfiguration": {"level": worst},
    }


def _result(problem: Problem, sorts: list[str]) -> dict[str, object]:
    sort = _sort(problem)
    hint = f"{problem.hint[:1].upper()}{problem.hint[1:]}"
    where = {
        "artifactLocation": {"uri": _as_uri(problem.place.file)},
        "region": {"startLine": problem.place.line, "startColumn": problem.place.column},
    }
    return {
        "ruleId": sort,
        "ruleIndex": sorts.index(sort),
        "level": problem.severity,
        "message": {"text": f"{problem.summary}. {hint}" if hint else problem.summary},
        "locations": [{"physicalLocation": where}],
    }


def _sort(problem: Problem) -> str:
    return problem.code if problem.code in _MEANINGS else str(Sort.STRUCTURE)


def _as_uri(file: str) -> str:
    """Where a file is, from the current folder if it is below: code hosts look for it from the top of the checkout."""
    path = Path(file)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(path.as_posix()))


_MEANINGS: dict[str, str] = {
    **Sort.meanings(),
    # What `trueup test` tells:
    "failed-case": "A case of a test file did not come to what it expects.",
    "rule-without-a-case": "No case exercises the rule.",
    # What `trueup check --prove` tells:
    "never-matches": "The rule can never match.",
    "shadowed": "Nothing of the rule ever stands, because an earlier one always comes first.",
    "disagreement": "Two rules can match together and want different things.",
    "decided-by-order": "A rule that holds or ignores stands above one that acts.",
    "gap": "A difference can be left without an answer.",
    "tag-undone": "Rules add a tag and take it off again, round by round.",
    "assignment-undone": "Rules hand a part to and fro between warehouses.",
    "stock-flaps": "Stock goes up and down because it is shaped by what the shop offers.",
    "undecided": "A question that the proof could not answer.",
}
"""What each sort of problem is; a code host shows it beside them."""
