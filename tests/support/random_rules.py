"""Random rule sets and facts over every operator and type, with values that are hard to get right.

All draws come from one `random.Random`: a seed, or hypothesis' `randoms()`, gives a whole case. Values are drawn from
small pools so that rules match often, and so that near misses (another case, a trailing blank, a tenth of a cent,
a microsecond) are frequent.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from random import Random

from support import rulesets

from engine import ir
from engine.facts import Fact, Scalar, Value

TEXTS = ("", " ", "US", "us", "CA", "FRZ-1", "frz-1", "FRZ-10", "ß", "SS", "ss", "é", "e\u0301", "İ", 'a"b\\c', "a\nb")
TEXTS_LONG = (*TEXTS, "10", "5", "true", "x" * 70_000, "日本", "\U0001f4e6", "null", "id")
PATTERNS = ("[A-Z]{2}", "FRZ-[0-9]+", "(us|ca)", ".", "", "a.b", ".*[éß].*", "\\d+")
NUMBERS = (-1, 0, 1, 2, 5, 255, 256, 10**25, -(10**25), 2**63, 2**63 - 1)
MONEYS = tuple(map(Decimal, ("0", "0.1", "0.10", "0.1000001", "1E-7", "5", "5.00", "4.99", "1E+22", "-0.01")))
SECONDS = (0, 1, 59, 60, 3600, 7200)
AGES = (
    timedelta(microseconds=1),
    timedelta(seconds=60, microseconds=-1),
    *(timedelta(seconds=each) for each in SECONDS),
    timedelta(-1),
)

FIELDS: Mapping[str, str] = {
    "order.ship_to.country": "text",
    "order.channel": "text",
    "order.number": "text",
    "order.tags": "texts",
    "customer.tags": "texts",
    "order.item_count": "number",
    "part.number": "number",
    "order.total": "money",
    "order.subtotal": "money",
    "part.labelled": "flag",
    "order.ship_to.po_box": "flag",
    "order.created_at": "moment",
    "part.created_at": "moment",
}
LINE_FIELDS: Mapping[str, str] = {
    "sku": "text",
    "vendor": "text",
    "stocked_at": "texts",
    "quantity": "number",
    "price": "money",
    "gift_card": "flag",
}

_EQUALITY = (ir.Operator.IS, ir.Operator.IN, ir.Operator.EXISTS)
_SIZE = (
    ir.Operator.AT_LEAST,
    ir.Operator.MORE_THAN,
    ir.Operator.AT_MOST,
    ir.Operator.LESS_THAN,
    ir.Operator.BETWEEN,
)
_PATTERN = (ir.Operator.STARTS_WITH, ir.Operator.ENDS_WITH, ir.Operator.CONTAINS, ir.Operator.MATCHES)
_AGE = (ir.Operator.OLDER_THAN, ir.Operator.YOUNGER_THAN)
OPERATORS: Mapping[str, Sequence[ir.Operator]] = {
    "text": (*_EQUALITY, *_PATTERN),
    "texts": (*_EQUALITY, *_PATTERN),
    "number": (*_EQUALITY, *_SIZE),
    "money": (*_EQUALITY, *_SIZE),
    "flag": (ir.Operator.IS, ir.Operator.EXISTS),
    "moment": (*_SIZE, *_AGE, ir.Operator.EXISTS),
}


def random_ruleset(random: Random, most_rules: int = 12) -> ir.RuleSet:
    """Draw a rule set of one kind."""
    count = random.randint(1, most_rules)
    return rulesets.ruleset(*(rulesets.rule(f"rule-{each}", _condition(random, depth=3)) for each in range(count)))


def random_fact(random: Random) -> Fact:
    """Draw a fact of that kind; about a quarter of its fields are missing."""
    lines = tuple(_values(random, LINE_FIELDS) for _ in range(random.choice((0, 1, 1, 2, 3))))
    return rulesets.fact(_values(random, FIELDS), *lines)


def _values(random: Random, fields: Mapping[str, str]) -> dict[str, Value]:
    return {name: _value(random, kind) for name, kind in fields.items() if random.random() < 0.75}


def _value(random: Random, kind: str) -> Value:
    if kind == "texts":
        return tuple(random.choice(TEXTS) for _ in range(random.choice((0, 1, 2, 3))))
    if kind == "text":
        return random.choice(TEXTS_LONG)
    return _scalar(random, kind)


def _scalar(random: Random, kind: str) -> Scalar:
    match kind:
        case "text" | "texts":
            return random.choice(TEXTS)
        case "number":
            return random.choice(NUMBERS)
        case "money":
            return random.choice((*MONEYS, random.choice(NUMBERS)))
        case "flag":
            return random.random() < 0.5
        case _:
            return rulesets.NOW - random.choice(AGES)


def _condition(random: Random, depth: int, *, on_line: bool = False) -> ir.Condition:
    draw = random.random()
    if depth == 0 or draw < 0.35:
        return _test(random, LINE_FIELDS if on_line else FIELDS)
    if draw < 0.5:
        return ir.Not(_condition(random, depth - 1, on_line=on_line))
    if draw < 0.6 and not on_line:
        inner = _condition(random, depth - 1, on_line=True)
        return ir.Lines(quantifier=random.choice(tuple(ir.Quantifier)), condition=inner, place=rulesets.PLACE)
    parts = tuple(_condition(random, depth - 1, on_line=on_line) for _ in range(random.choice((0, 1, 2, 2, 3, 4))))
    return ir.AllOf(parts) if draw < 0.8 else ir.AnyOf(parts)


def _test(random: Random, fields: Mapping[str, str]) -> ir.Test:
    field = random.choice(tuple(fields))
    kind = fields[field]
    operator = random.choice(OPERATORS[kind])
    textual = kind in ("text", "texts") and operator is not ir.Operator.EXISTS
    return ir.Test(
        field=field,
        operator=operator,
        operands=_operands(random, operator, kind),
        place=rulesets.PLACE,
        ignoring_case=textual and random.random() < 0.3,
    )


def _operands(random: Random, operator: ir.Operator, kind: str) -> tuple[Scalar, ...]:
    match operator:
        case ir.Operator.EXISTS:
            return (random.random() < 0.5,)
        case ir.Operator.MATCHES:
            return (random.choice(PATTERNS),)
        case ir.Operator.OLDER_THAN | ir.Operator.YOUNGER_THAN:
            return (random.choice(SECONDS),)
        case ir.Operator.BETWEEN:
            return (_scalar(random, kind), _scalar(random, kind))
        case ir.Operator.IN:
            return tuple(_scalar(random, kind) for _ in range(random.choice((0, 1, 2, 3, 12))))
        case _:
            return (_scalar(random, kind),)
