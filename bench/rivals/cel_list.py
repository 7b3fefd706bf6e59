"""common-expression-language (CEL in Rust): all rules as one list expression."""

from collections.abc import Sequence

import cel
from rivals import expressions, joins, rulebooks

_CEL = expressions.Tongue(
    both=" && ",
    has="{1} in {0}".format,
    starts="{0}.startsWith({1})".format,
)


def prepare(rules: Sequence[rulebooks.Rule]) -> rulebooks.Answering:
    """Compile the rules."""
    program = cel.compile("[" + ", ".join(expressions.rule(rule, _CEL) for rule in rules) + "]")

    def answer(facts: Sequence[rulebooks.FlatFact]) -> rulebooks.Answers:
        execute = program.execute
        return [[number for number, held in enumerate(execute(fact)) if held] for fact in facts]

    return answer


_MAPPED, _LOCATION = "o.warehouse in mappings", "mappings[o.warehouse]"
_JOIN = (
    f"orders.map(o, [!({_MAPPED}), {_MAPPED} && {_LOCATION} != o.location, "
    f"{_MAPPED} && o.quantity - levels[o.sku + '|' + {_LOCATION}] >= 1])"
)


def join(of: joins.Tables) -> rulebooks.Answers:
    """Join in one expression over all tables."""
    rows = cel.compile(_JOIN).execute(of.flat)
    return [[number for number, held in enumerate(row) if held] for row in rows]
