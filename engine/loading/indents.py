"""Lines that begin in the wrong column: what above them they may belong to, in plain words. Called by `syntax`."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from engine.loading.faults import Fault

_DASHES = re.compile(r"(?:-(?:\s+|$))*")
_NAME = re.compile(r"[\w. -]{1,40}")
_KEY = re.compile(r"(\"[^\"]*\"|'[^']*'|[^\s:#][^:#]*):(?=\s|$)")


class _Start(NamedTuple):
    """Something that begins in a line: its column and line, both from 1, and its word ("" for a dash)."""

    column: int
    line: int
    word: str


def explain(line: int, lines: list[str]) -> Fault:
    """Tell of a line that begins in a column in which nothing that it could belong to begins."""
    own = _starts(line, lines)[0]
    fitting = [each for each in _open_above(line, lines) if bool(each.word) == bool(own.word)]
    if not fitting:
        what = "this belongs to no list" if own.word else "a list item stands here among words with values"
        return Fault(line, own.column, what, "write it as the lines above it are written, or in a place of its own")
    nearest = sorted(fitting, key=lambda each: (abs(each.column - own.column), -each.column))[:2]
    places = [f"in column {each.column}, as {_named(each)} in line {each.line}" for each in nearest]
    summary = f"this line begins in column {own.column}, and nothing that it could belong to does"
    return Fault(line, own.column, summary, f"start it {', or '.join(places)}")


def explain_deeper(line: int, lines: list[str]) -> Fault:
    """Tell of a line that is indented further than the one above, though that one can't have anything below it."""
    own = _starts(line, lines)[0]
    above = next((number for number in range(line - 1, 0, -1) if _is_written(lines[number - 1])), 0)
    if not above:
        return Fault(line, own.column, "this colon belongs to nothing", "write `name: value`, one on a line")
    start = _starts(above, lines)[-1]
    written = lines[above - 1][start.column - 1 :]
    if _KEY.match(written):
        summary = f"this line is indented further than `{start.word}` above, which has its value already"
        return Fault(line, own.column, summary, f"start it in column {start.column}, as `{start.word}`")
    word = written.strip()
    hint = f"write `{word}:`" if _NAME.fullmatch(word) else "a word and its value are written `name: value`"
    return Fault(above, start.column, f"`{word}` lacks a colon", f"{hint}, or begin the next line with a dash")


def _open_above(line: int, lines: list[str]) -> Iterator[_Start]:
    """What a line may belong to: all that begins above it and was not ended by something further left."""
    leftmost = 10**9
    for number in range(line - 1, 0, -1):
        if _is_written(lines[number - 1]):
            starts = _starts(number, lines)
            yield from (each for each in reversed(starts) if each.column < leftmost)
            leftmost = min(leftmost, starts[0].column)


def _starts(number: int, lines: list[str]) -> list[_Start]:
    """Everything that begins in a line: its dashes, and the word after them."""
    text = lines[number - 1]
    indent = len(text) - len(text.lstrip())
    dashes = _DASHES.match(text[indent:])
    rest = indent + (dashes.end() if dashes else 0)
    found = [_Start(position + 1, number, "") for position in range(indent, rest) if text[position] == "-"]
    word = text[rest:].partition(":")[0].strip()
    return [*found, _Start(rest + 1, number, word)] if word or not found else found


def _is_written(text: str) -> bool:
    return bool(text.strip()) and not text.lstrip().startswith("#")


def _named(start: _Start) -> str:
    return f"`{start.word}`" if start.word else "the dash"
