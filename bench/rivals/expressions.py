"""Tests as expressions, for engines whose languages write them nearly alike: `cel_list`, `rule_engines` and `zen`."""

import json
from collections.abc import Callable
from typing import NamedTuple

from rivals import rulebooks


class Tongue(NamedTuple):
    """What differs: the word between tests that must all hold, that a list has a text, that a text starts with one.

    `has` and `starts` are given the field and the text, in quotes.
    """

    both: str
    has: Callable[[str, str], str]
    starts: Callable[[str, str], str]


def rule(tested: rulebooks.Rule, tongue: Tongue) -> str:
    """All tests of a rule, as one expression."""
    return tongue.both.join(_said(test, tongue) for test in tested)


def _said(test: rulebooks.Test, tongue: Tongue) -> str:  # noqa: PLR0911 - one return per operator
    field = test.field
    first = json.dumps(test.operands[0])
    match test.operator:
        case "in" if len(test.operands) > 1:
            return f"{field} in {json.dumps(test.operands)}"
        case "in" | "is":
            return f"{field} == {first}"
        case "not":
            return f"{field} != {first}"
        case "at_least":
            return f"{field} >= {first}"
        case "less_than" | "before":
            return f"{field} < {first}"
        case "between":
            return f"{field} >= {first}{tongue.both}{field} <= {json.dumps(test.operands[1])}"
        case "has":
            return tongue.has(field, first)
        case _:
            return tongue.starts(field, first)
