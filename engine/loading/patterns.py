"""Text patterns for `matches`: regular expressions that are refused where they are wrong or could run for ever."""

import re

from engine.loading.findings import Findings
from engine.loading.nodes import Scalar

LONGEST = 200
"""Characters."""
_MOST_REPEATS = 3
"""Repeats of any length. Each one more makes the time for a text of 255 characters some fifty times as long: three take
milliseconds, four half a second, and a round asks about thousands of orders."""
_REPEATS = re.compile(r"[*+]|\{[0-9]*,[0-9]*\}")
_AMBIGUOUS = re.compile(r"[*+?|R]|\{")
_ESCAPED = re.compile(r"\\.")
_CLASS = re.compile(r"\[\^?\]?[^\]]*\]")
_GROUP = re.compile(r"\((\?:)?([^()]*)\)")
_BACK_REFERENCE = re.compile(r"\\[1-9]|\(\?P=")


def check(scalar: Scalar, findings: Findings) -> bool:
    """Tell whether the scalar is a pattern that runs in bounded time; note why not."""
    fault = _fault(scalar.text)
    if fault is None:
        return True
    findings.wrong_value(scalar.place, *fault)
    return False


def _fault(pattern: str) -> tuple[str, str] | None:
    if len(pattern) > LONGEST:
        return f"the pattern has {len(pattern)} characters, at most {LONGEST} are allowed", "use a list or `in_list`"
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return (
            f"`{pattern}` is not a regular expression: {error}",
            "put it in single quotes, and write \\ before . ( ) [ ] + * ? as text",
        )
    if _BACK_REFERENCE.search(pattern) or re.search(r"\(\?(?!:)", pattern):
        return "the pattern looks around or back, which can run for ever", "use only plain groups, classes and repeats"
    if _nests_repeats(pattern):
        return (
            "the pattern repeats a group that can match in several ways, which can run for ever",
            "repeat plain groups only",
        )
    if len(_REPEATS.findall(_bare(pattern))) > _MOST_REPEATS:
        return f"the pattern repeats more than {_MOST_REPEATS} times", "use `starts_with`, `ends_with` or `contains`"
    return None


def _bare(pattern: str) -> str:
    return _CLASS.sub("c", _ESCAPED.sub("e", pattern))


def _nests_repeats(pattern: str) -> bool:
    """Fold the groups from within: a group that can match in several ways becomes R, and no R may be repeated."""
    rest = _bare(pattern).replace("R", "r")
    while True:
        folded = _GROUP.sub(lambda group: "R" if _AMBIGUOUS.search(group[2]) else "g", rest, count=1)
        if folded == rest:
            break
        rest = folded
        if re.search(r"R([*+]|\{)", rest):
            return True
    return False
