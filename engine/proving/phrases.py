"""Conditions and facts in a few words, for findings.

A condition goes in and a phrase comes out, such as `order.total at least 100`; or a fact, and its fields that matter.
"""

from collections.abc import Collection, Iterator
from datetime import datetime

from engine import ir, wording
from engine.facts import Fact, Value

_LONGEST = 200


def condition(asked: ir.Condition) -> str:
    """Say what a condition asks for."""
    said = _said(asked)
    return said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"


def fact(shown: Fact, fields: Collection[str], now: datetime) -> str:
    """Say what a fact is: its key, and those of its fields, and of its lines, that are named."""
    told = [_value(name, shown.values.get(name), now) for name in sorted(fields) if "." in name]
    told += [f"a line with {line}" for line in _lines(shown, fields, now)]
    return shown.key + (f" with {', '.join(told)}" if told else "")


def _said(asked: ir.Condition) -> str:
    match asked:
        case ir.Test():
            return f"{_named(asked)} {wording.demand(asked)}"
        case ir.Not(part):
            return f"not ({_said(part)})"
        case ir.AllOf(parts):
            return " and ".join(map(_said, parts)) or "always"
        case ir.AnyOf(parts):
            return "one of: " + "; ".join(map(_said, parts)) if parts else "never"
        case ir.Lines():
            return f"{asked.quantifier}: {_said(asked.condition)}"


def _named(asked: ir.Test) -> str:
    """Give the field as people ask for it: an age is asked of the moment from which it counts."""
    of_age = asked.operator in (ir.Operator.OLDER_THAN, ir.Operator.YOUNGER_THAN)
    return asked.field.replace(".created_at", ".age") if of_age else asked.field


def _lines(shown: Fact, fields: Collection[str], now: datetime) -> Iterator[str]:
    for line in shown.lines:
        told = [_value(name, value, now) for name, value in sorted(line.items()) if name in fields]
        if told:
            yield " and ".join(told)


def _value(name: str, value: Value | None, now: datetime) -> str:
    if value is None:
        return f"{name} missing"
    if isinstance(value, datetime):
        return f"{name} {wording.shown_value(value)} (seen at {wording.shown_value(now)})"
    return f"{name} {wording.shown_value(value)}"
