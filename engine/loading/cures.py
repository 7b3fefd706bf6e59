"""Cures: what to write instead of a value that cannot be read, as near to what stands there as can be told.

A written value goes in, a hint comes out. Called by those who refuse it.
"""

import re
from collections.abc import Callable
from datetime import date

from engine.loading.nodes import Scalar

_Cures = tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNTS = {word: count for count, word in enumerate(_WORDS, start=1)}
_A_COUNT = "|".join(_WORDS)
_AGE_OPERATORS = {">": "older_than", ">=": "older_than", "<": "younger_than", "<=": "younger_than"}
_MINUTES = {"h": 60, "d": 1_440, "w": 10_080}
_FLAGS = {
    **dict.fromkeys(("true", "yes", "y", "on", "1"), "true"),
    **dict.fromkeys(("false", "no", "n", "off", "0"), "false"),
}


def count(text: str) -> str:
    """Give the number that a word says, in digits; empty for any other word."""
    return str(_COUNTS.get(text.lower(), ""))


def comment(scalar: Scalar) -> str:
    """Say what to do about a comment that stands where a value should; empty where none does."""
    return f"a # begins a comment: if `{scalar.comment}` is meant, write it in quotes" if scalar.comment else ""


def whole(scalar: Scalar) -> str:
    """Say how to write a whole number from 0 up."""
    return _first_of(_WHOLES, scalar.text.strip()) or "write digits alone"


def percent(scalar: Scalar) -> str:
    """Say how to write a whole percentage."""
    found = re.fullmatch(r"(0|[1-9][0-9]?|100)\s*(%|percent)?", scalar.text.strip())
    return f"write {found[1]}, without quotes" if found else "write 80 for 80 percent"


def flag(scalar: Scalar) -> str:
    """Say how to write true or false."""
    meant = _FLAGS.get(scalar.text.strip().lower())
    return f"write {meant}, in small letters and without quotes" if meant else "write true or false, without quotes"


def age(text: str) -> str:
    """Say how to write an age."""
    otherwise = "write a number and s, min, h, days or weeks, such as 90 min, 2h or 3 days"
    return _first_of(_AGES, text.strip().lower()) or otherwise


def moment(text: str) -> str:
    """Say how to write a day or a moment."""
    return _first_of(_MOMENTS, text.strip()) or "write 2026-11-30, or 2026-11-30T08:00Z for a time in UTC"


def _first_of(cures: _Cures, text: str) -> str:
    """The cure of the first pattern that a text fits; empty where it fits none."""
    for pattern, cure in cures:
        if found := pattern.fullmatch(text):
            return cure(found)
    return ""


def _long_ago(found: re.Match[str]) -> str:
    days = int(found[1]) * (30 if found[2].startswith("m") else 365)
    return f"months and years differ in length: write days, such as {days} days"


def _any_day(found: re.Match[str]) -> str:
    first, second, year = found.groups()
    days = dict.fromkeys(filter(None, (_day(year, second, first), _day(year, first, second))))
    return f"write {' or '.join(days)}: year, month, day" if days else _NO_SUCH_DAY


def _that_day(found: re.Match[str]) -> str:
    day = _day(*found.groups())
    return f"write {day}" if day else _NO_SUCH_DAY


def _day(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


_NO_SUCH_DAY = "there is no such day: write year, month and day, such as 2026-11-30"
_COUNTED: tuple[re.Pattern[str], Callable[[re.Match[str]], str]] = (
    re.compile(_A_COUNT, re.IGNORECASE),
    lambda found: f"write {_COUNTS[found[0].lower()]}",
)
_WHOLES: _Cures = ((re.compile(r"0|[1-9][0-9]{0,8}"), lambda found: f"write {found[0]} without quotes"), _COUNTED)
_AGES: _Cures = (
    (
        re.compile(r"(>=|<=|>|<)\s*(.+)"),
        lambda found: f"write {{{_AGE_OPERATORS[found[1]]}: {found[2]}}}",
    ),
    (re.compile(r"[0-9]+"), lambda found: f"add what it counts: {found[0]} min, {found[0]} h or {found[0]} days"),
    (re.compile(r"([0-9]+)\s*m"), lambda found: f"write {found[1]} min; a month is written as days"),
    (re.compile(r"([0-9]{1,4})\s*(mo|months?|y|years?)"), _long_ago),
    (
        re.compile(r"([0-9]{1,6}\.[0-9]{1,6})\s*([hdw])[a-z]*"),
        lambda found: f"write it in whole numbers, such as {float(found[1]) * _MINUTES[found[2]]:.0f} min",
    ),
    (re.compile(rf"({_A_COUNT})\s+([a-z]+)"), lambda found: f"write {_COUNTS[found[1]]} {found[2]}"),
)
_MOMENTS: _Cures = (
    (re.compile(r"([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})"), _that_day),
    (re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"), _that_day),
    (re.compile(r"([0-9]{1,2})[-./]([0-9]{1,2})[-./]([0-9]{4})"), _any_day),
)
