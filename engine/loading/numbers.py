"""Written numbers: what one looks like, and what was meant by a text that does not look like one."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from engine.loading import cures
from engine.loading.nodes import Scalar
from engine.vocabulary import Field

WRITTEN = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?", re.ASCII)
"""Digits, at most one point, a minus in front: read alike by every program."""

_DIGITS = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_WITH_UNIT = re.compile(r"[$€£¥]?\s*(?P<number>-?[0-9.]{1,24})\s*(?P<unit>[A-Za-z%$€£¥]*)", re.ASCII)
_OPERATORS: Mapping[str, str] = {">": "more_than", ">=": "at_least", "<": "less_than", "<=": "at_most"}
_GRAMS: Mapping[str, Decimal] = {
    "kg": Decimal(1000),
    "lb": Decimal("453.59237"),
    "lbs": Decimal("453.59237"),
    "oz": Decimal("28.349523"),
}


def hint(scalar: Scalar, field: Field) -> str:
    """Say how to write the number that was probably meant."""
    unit = f", counted in {field.unit}" if field.unit else ""
    return next(_hints(scalar, field, unit), f"write digits alone, such as 12 or 12.50{unit}")


def _hints(scalar: Scalar, field: Field, unit: str) -> Iterator[str]:
    text = scalar.text.strip()
    if text != scalar.text and not scalar.quoted:
        yield f"a blank of another sort stands beside it: write {text} anew"
    if WRITTEN.fullmatch(text):
        yield f"write {text} without quotes"
    yield from _other_spellings(text)
    if re.fullmatch(r"-?0[0-9]{1,15}", text):
        yield f"write {int(text)}: a leading 0 means different numbers to different programs"
    if re.fullmatch(r"-?[0-9.]+[eE][+-]?[0-9]+", text):
        yield "write the digits out, without an exponent"
    if re.fullmatch(r"[0-9]+([,_ ][0-9]{3})+", text):
        yield f"write {re.sub('[,_ ]', '', text)}, without marks between the digits"
    if _DIGITS.fullmatch(text):
        yield "write at most 15 digits before the point and 6 behind it"
    amount = _WITH_UNIT.fullmatch(text)
    if amount and WRITTEN.fullmatch(amount["number"]):
        yield f"write {_converted(amount['number'], amount['unit'], field)} alone{unit}"


def _other_spellings(text: str) -> Iterator[str]:
    if compared := re.fullmatch(r"(>=|<=|>|<)\s*(.+)", text):
        yield f"write {{{_OPERATORS[compared[1]]}: {compared[2]}}}"
    if counted := cures.count(text):
        yield f"write {counted}"
    if re.fullmatch(r"-?[0-9]+,[0-9]{1,2}", text):
        yield f"write {text.replace(',', '.')}, with a point"


def _converted(number: str, unit: str, field: Field) -> str:
    """The number in the field's own unit, where it stands with another one."""
    factor = _GRAMS.get(unit.lower()) if field.unit == "grams" else None
    return number if factor is None else f"{(Decimal(number) * factor).normalize():f}"
