"""Excerpts: lines of rule files as problems show them, with a mark under the character that is meant.

A line and a column go in; what is shown and where the mark belongs come out. Called where problems are put together and
where they are printed.
"""

import re
import unicodedata

WIDEST = 160
"""Characters of one line. A longer one is shown around its fault."""

_BEFORE = 60
"""Characters before the fault that are shown of such a line."""
_STRANGE = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")


def around(line: str, column: int) -> tuple[str, int]:
    """Give what is shown of a line, and the column in it at which the fault stands; both columns are counted from 1.

    Tabs become one blank, what can't be seen or would steer the terminal becomes `�`.
    """
    clean = _STRANGE.sub("\ufffd", line.replace("\t", " "))
    if len(clean) <= WIDEST:
        return clean.rstrip(), column
    start = max(0, min(column - 1 - _BEFORE, len(clean) - WIDEST))
    begin, end = ("…" if start else ""), ("…" if start + WIDEST < len(clean) else "")
    return begin + clean[start : start + WIDEST].rstrip() + end, column - start + len(begin)


def marked(number: int, shown: str, mark: int) -> list[str]:
    """Give the two lines that a terminal shows: the line with its number, and the mark below, at column `mark`."""
    margin = f"{number:>5} | "
    return [margin + shown, " " * (len(margin) - 2) + "| " + " " * _width(shown[: mark - 1], mark - 1) + "^"]


def one_line(text: str) -> str:
    """Give a sentence as it may be printed: on one line, nothing that steers the terminal, long quotations cut."""
    plain = _STRANGE.sub(lambda found: found.group().encode("unicode_escape", "replace").decode(), text)
    return _LONG_QUOTATION.sub(r"`\1…`", plain)


_LONG_QUOTATION = re.compile("`([^`]{60})[^`]{3,}`")


def _width(text: str, characters: int) -> int:
    """The columns that a text takes on a terminal: two for wide characters, none for marks on the one before."""
    return sum(_columns(character) for character in text) + characters - len(text)


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
