"""Written values as typed values: each reader takes a scalar of a rule file and what it is for, and refuses the rest.

A reader gives None after noting why. Nothing is converted in silence: a text is the text as written, a number must
look like one, and words such as `yes` are no flags.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from decimal import Decimal

from engine import suggesting
from engine.facts import Scalar as Value
from engine.loading import cures, lookalikes, numbers
from engine.loading.findings import Findings
from engine.loading.nodes import Scalar
from engine.vocabulary import Field, FieldType

_AGE = re.compile(r"([0-9]{1,6})\s*([a-z]+)", re.ASCII)
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?", re.ASCII
)
SECONDS: Mapping[str, int] = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3_600),
    **dict.fromkeys(("d", "day", "days"), 86_400),
    **dict.fromkeys(("w", "week", "weeks"), 604_800),
}
"""Seconds of each unit of an age, by every word for it."""
_LONGEST_CODE = 3
"""Characters. A longer text with small letters is rather a name than a code."""
_LONGEST_AGE = 10 * 366 * 86_400


def read(scalar: Scalar, field: Field, findings: Findings) -> Value | None:
    """Read a value for a comparison with `field`. A value outside the field's closed list or codes is refused."""
    return None if _is_missing(scalar, field, findings) else _READERS[field.type](scalar, field, findings)


def read_loosely(scalar: Scalar, field: Field, findings: Findings) -> Value | None:
    """Read a value that need not be one of the field's codes: a piece of a text, or a text without regard to case."""
    reader = read_text if _READERS[field.type] is read_code else _READERS[field.type]
    return None if _is_missing(scalar, field, findings) else reader(scalar, field, findings)


def read_last(scalar: Scalar, field: Field, findings: Findings) -> Value | None:
    """Read the last value of a span, as `at_most` and `more_than` name it: a day goes on until its last moment."""
    value = read(scalar, field, findings)
    if isinstance(value, datetime) and datetime.fromisoformat(scalar.text).tzinfo is None:
        return datetime.combine(value, time.max, tzinfo=UTC)
    return value


def read_text(scalar: Scalar, field: Field, findings: Findings) -> str | None:
    """Read a text exactly as written."""
    if scalar.text == "":
        findings.wrong_value(
            scalar.place, f"an empty text is never the value of `{field.name}`", "use {exists: false} for a missing one"
        )
        return None
    if lookalikes.note(scalar, findings):
        return None
    if field.choices and scalar.text not in field.choices:
        otherwise = f"it is one of {suggesting.listed(field.choices)}"
        hint = suggesting.did_you_mean(scalar.text, field.choices, otherwise)
        findings.wrong_value(scalar.place, f"`{field.name}` is never `{scalar.text}`", hint)
        return None
    return scalar.text


def read_code(scalar: Scalar, field: Field, findings: Findings) -> str | None:
    """Read a text that is to be a whole value of `field`. One that is none of its codes is refused."""
    text = read_text(scalar, field, findings)
    if text is None:
        return None
    if field.codes and text not in field.codes:
        hint = suggesting.did_you_mean(text, field.codes, f"write a code such as {field.example}")
        findings.wrong_value(scalar.place, f"`{field.name}` is never `{text}`", hint)
        return None
    if field.in_capitals and text != text.upper():
        short = len(text) <= _LONGEST_CODE
        hint = f"did you mean `{text.upper()}`?" if short else f"write the code, such as {field.example}"
        findings.wrong_value(scalar.place, f"`{field.name}` is a code in capital letters, and `{text}` is none", hint)
        return None
    return text


def read_number(scalar: Scalar, field: Field, findings: Findings) -> int | Decimal | None:
    """Read a number: digits, at most one point, a minus in front."""
    if scalar.quoted or not numbers.WRITTEN.fullmatch(scalar.text):
        findings.wrong_value(
            scalar.place,
            f"`{field.name}` is a number, and {_as_written(scalar)} is not one",
            numbers.hint(scalar, field),
        )
        return None
    return Decimal(scalar.text) if "." in scalar.text or field.type is FieldType.MONEY else int(scalar.text)


def read_flag(scalar: Scalar, name: str, findings: Findings) -> bool | None:
    """Read `true` or `false`."""
    if not scalar.quoted and scalar.text in ("true", "false"):
        return scalar.text == "true"
    findings.wrong_value(
        scalar.place,
        f"`{name}` is true or false, and {_as_written(scalar)} is neither",
        cures.flag(scalar),
    )
    return None


def read_age(scalar: Scalar, findings: Findings) -> int | None:
    """Read an age such as `2h`, `3 days` or `1 day 12 h`, in seconds."""
    text = scalar.text.strip().lower()
    parts = [(int(count), unit) for count, unit in _AGE.findall(text)]
    rest = _AGE.sub("", text).strip()
    seconds = sum(count * SECONDS.get(unit, 0) for count, unit in parts)
    if not parts or rest or any(unit not in SECONDS for _, unit in parts):
        findings.wrong_value(scalar.place, f"`{scalar.text}` is not an age", cures.age(scalar.text))
        return None
    if seconds > _LONGEST_AGE:
        findings.wrong_value(scalar.place, f"`{scalar.text}` is more than ten years", "write a shorter age")
        return None
    return seconds


def read_moment(scalar: Scalar, findings: Findings) -> datetime | None:
    """Read a day (its beginning, UTC) or a moment with its offset from UTC."""
    try:
        # Python reads more forms than people agree on, such as 20261130 and 2026-W48-1.
        moment = datetime.fromisoformat(scalar.text if _MOMENT.fullmatch(scalar.text) else "")
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):  # the latter: in UTC it is before the year 1 or after 9999
        findings.wrong_value(scalar.place, f"`{scalar.text}` is not a date", cures.moment(scalar.text))
        return None
    if len(scalar.text) > len("2026-11-30"):
        hint = "add Z for UTC, or how far the clock is from it, such as +02:00"
        findings.wrong_value(scalar.place, f"`{scalar.text}` does not say its time zone", hint)
        return None
    return moment.replace(tzinfo=UTC)


def _is_missing(scalar: Scalar, field: Field, findings: Findings) -> bool:
    if scalar.is_empty:
        hint = (
            f"write a value such as {field.example}, or leave the line out; for a missing value use {{exists: false}}"
        )
        findings.wrong_value(scalar.place, f"nothing is written for `{field.name}`", cures.comment(scalar) or hint)
    return scalar.is_empty


def _as_written(scalar: Scalar) -> str:
    return f'`"{scalar.text}"`' if scalar.quoted else f"`{scalar.text}`"


def _moment_reader(scalar: Scalar, field: Field, findings: Findings) -> datetime | None:
    del field
    return read_moment(scalar, findings)


def _flag_reader(scalar: Scalar, field: Field, findings: Findings) -> bool | None:
    return read_flag(scalar, field.name, findings)


_READERS: Mapping[FieldType, Callable[[Scalar, Field, Findings], Value | None]] = {
    FieldType.TEXT: read_code,
    FieldType.TEXTS: read_text,
    FieldType.NUMBER: read_number,
    FieldType.MONEY: read_number,
    FieldType.FLAG: _flag_reader,
    FieldType.MOMENT: _moment_reader,
    FieldType.AGE: _moment_reader,
}
