"""What a condition looks at: the fields it names, and whether it looks at lines or at the present moment.

Used to tell which facts a sentence about a rule depends on, and which values a saved example needs.
"""

import msgspec

from engine import ir

_AGES = (ir.Operator.OLDER_THAN, ir.Operator.YOUNGER_THAN)


class Mentions(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of the fact, the fields of its lines, and whether ages count."""

    fields: frozenset[str]
    line_fields: frozenset[str]
    lines: bool
    ages: bool


def mentions(condition: ir.Condition) -> Mentions:
    """Collect what the condition looks at."""
    fields: set[str] = set()
    line_fields: set[str] = set()
    lines = ages = False
    waiting: list[tuple[ir.Condition, bool]] = [(condition, False)]
    while waiting:
        match waiting.pop():
            case (ir.Test() as test, inside_lines):
                (line_fields if inside_lines else fields).add(test.field)
                ages = ages or test.operator in _AGES
            case (ir.Not(part), inside_lines):
                waiting.append((part, inside_lines))
            case (ir.AllOf(parts) | ir.AnyOf(parts), inside_lines):
                waiting.extend((part, inside_lines) for part in parts)
            case (ir.Lines() as quantified, _):
                lines = True
                waiting.append((quantified.condition, True))
    return Mentions(fields=frozenset(fields), line_fields=frozenset(line_fields), lines=lines, ages=ages)
