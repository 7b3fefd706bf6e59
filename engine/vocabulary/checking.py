"""Facts against the vocabulary: whoever makes facts can ask whether rules will understand them."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from engine.facts import Fact, Value
from engine.vocabulary.kinds import KINDS
from engine.vocabulary.order_fields import LINE_FIELDS
from engine.vocabulary.types import Field, FieldType


def faults(fact: Fact) -> list[str]:
    """Say what in a fact is not of the vocabulary: its kind, a field's name, or the type of a value. Empty if sound."""
    kind = KINDS.get(fact.kind)
    if kind is None:
        return [f"{fact.key}: `{fact.kind}` is not a kind of difference"]
    found = [f"{fact.key}: {fault}" for fault in _faults_of(fact.values, _stored(kind.fields))]
    if fact.lines and not kind.has_lines:
        found.append(f"{fact.key}: {fact.kind} has no lines")
    for number, line in enumerate(fact.lines, start=1):
        found.extend(f"{fact.key}: line {number}: {fault}" for fault in _faults_of(line, LINE_FIELDS))
    return found


def _stored(fields: Mapping[str, Field]) -> dict[str, Field]:
    """Ages are never stored; their moments are."""
    return {name: field for name, field in fields.items() if not field.stored_as}


def _faults_of(values: Mapping[str, Value], fields: Mapping[str, Field]) -> Iterator[str]:
    for name, value in values.items():
        field = fields.get(name)
        if field is None:
            yield f"`{name}` is not a field here"
        elif not _suits(value, field):
            yield f"`{name}` is {field.type}, and {value!r} is not"


def _suits(value: object, field: Field) -> bool:
    match field.type:
        case FieldType.TEXT:
            return isinstance(value, str) and (not field.choices or value in field.choices)
        case FieldType.TEXTS:
            return isinstance(value, tuple) and all(isinstance(text, str) for text in value)
        case FieldType.NUMBER | FieldType.MONEY:
            finite = not isinstance(value, Decimal) or value.is_finite()
            return isinstance(value, int | Decimal) and not isinstance(value, bool) and finite
        case FieldType.FLAG:
            return isinstance(value, bool)
        case FieldType.MOMENT:
            return isinstance(value, datetime) and value.utcoffset() == timedelta(0)
        case FieldType.AGE:
            return False
