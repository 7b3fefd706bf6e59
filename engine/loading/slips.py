"""Slips of the keyboard that break YAML and that the parser notices late or calls something else.

The line in which the parser stopped goes in; if it or one of the two before it has such a slip, the fault comes out.
"""

import re
from collections.abc import Callable

from engine.loading.faults import Fault

BLANKS = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
"""Blanks that look like a space and are none to YAML: they come from word processors, web pages, or a second key."""

_MISSING_BLANK = re.compile(r"^\s*(?:-\s+)?[A-Za-z_.]+(?: line)?:(?=[^\s:/])")
_STUCK_DASH = re.compile(r"^\s*-(?=[A-Za-z_])")
_WIDE_COLON = re.compile("[^\\s:\uff1a]+(?=\uff1a)")
_MERGE_MARK = re.compile(r"^(?:<{7}|={7}|>{7})(?=\s|$)")


def find(line: int, lines: list[str]) -> Fault | None:
    """The slips that the parser notices late or calls something else: in the line itself and the two before it."""
    written = [number for number in range(1, min(line, len(lines)) + 1) if lines[number - 1].strip()]
    for number in written[-3:]:
        text = without_comment(lines[number - 1])
        for pattern, teller in _SLIPS:
            found = pattern.search(text)
            if found is not None:
                return teller(number, found)
    return None


def _tell_blank(number: int, found: re.Match[str]) -> Fault:
    summary = f"a blank that is not the ordinary one (U+{ord(found.group()):04X}) stands here"
    return Fault(number, found.start() + 1, summary, "delete it and type a space")


def _tell_wide_colon(number: int, found: re.Match[str]) -> Fault:
    return Fault(number, found.end() + 1, "this is a wide colon (U+FF1A)", "write an ordinary colon and a space")


def _tell_missing_blank(number: int, found: re.Match[str]) -> Fault:
    hint = f"write `{found.group().strip().removeprefix('-').strip()} …`"
    return Fault(number, found.end() + 1, "a space is missing after this colon", hint)


def _tell_stuck_dash(number: int, found: re.Match[str]) -> Fault:
    return Fault(number, found.end(), "a space is missing after this dash", "write `- ` before each item of a list")


def _tell_merge_mark(number: int, found: re.Match[str]) -> Fault:
    hint = "decide which of the two versions holds, and delete the other and the marks"
    return Fault(number, found.start() + 1, "two versions of this file were merged and disagree here", hint)


_SLIPS: tuple[tuple[re.Pattern[str], Callable[[int, re.Match[str]], Fault]], ...] = (
    (_MERGE_MARK, _tell_merge_mark),
    (BLANKS, _tell_blank),
    (_WIDE_COLON, _tell_wide_colon),
    (_MISSING_BLANK, _tell_missing_blank),
    (_STUCK_DASH, _tell_stuck_dash),
)


def without_comment(line: str) -> str:
    """Give a line without the comment at its end."""
    return re.split(r"(?:^|\s)#", line, maxsplit=1)[0]
