"""Every operator on every type of field, written as in a rule file: what it takes and what it does not.

The table must name each pair that the vocabulary allows, so that a new operator or type needs its rows here.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from support import rule_texts

from engine import vocabulary
from engine.facts import Value
from engine.ir import Operator
from engine.vocabulary import FieldType

FIELDS: dict[FieldType, str] = {
    FieldType.TEXT: "order.channel",
    FieldType.TEXTS: "order.tags",
    FieldType.NUMBER: "order.item_count",
    FieldType.MONEY: "order.total",
    FieldType.FLAG: "order.ship_to.po_box",
    FieldType.AGE: "order.age",
    FieldType.MOMENT: "order.created_at",
}
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
AGED = rule_texts.NOW - timedelta(days=2)
TEXT, TEXTS, NUMBER, MONEY = FieldType.TEXT, FieldType.TEXTS, FieldType.NUMBER, FieldType.MONEY
FLAG, AGE, MOMENT = FieldType.FLAG, FieldType.AGE, FieldType.MOMENT

ROWS: tuple[tuple[FieldType, Operator, str, Value | None, Value | None], ...] = (
    (TEXT, Operator.IS, "web", "web", "Web"),
    (TEXT, Operator.IN, "[web, pos]", "pos", "po"),
    (TEXT, Operator.EXISTS, "{exists: true}", "", None),
    (TEXT, Operator.STARTS_WITH, "{starts_with: we}", "web", "a web"),
    (TEXT, Operator.ENDS_WITH, "{ends_with: eb}", "web", "webs"),
    (TEXT, Operator.CONTAINS, "{contains: e b}", "the best", "thebest"),
    (TEXT, Operator.MATCHES, '{matches: "w[a-f]b"}', "web", "web "),
    (TEXTS, Operator.IS, "vip", ("new", "vip"), ("VIP", "vi")),
    (TEXTS, Operator.IN, "[vip, b2b]", ("new", "b2b"), ("new",)),
    (TEXTS, Operator.EXISTS, "{exists: true}", ("new",), ()),
    (TEXTS, Operator.STARTS_WITH, "{starts_with: vi}", ("new", "vip"), ("a vip",)),
    (TEXTS, Operator.ENDS_WITH, "{ends_with: ip}", ("new", "vip"), ("vips",)),
    (TEXTS, Operator.CONTAINS, "{contains: whole}", ("wholesale",), ("who", "le")),
    (TEXTS, Operator.MATCHES, '{matches: "v.p"}', ("vip",), ("vips", "")),
    (NUMBER, Operator.IS, "3", 3, 4),
    (NUMBER, Operator.IN, "[1, 3]", 3, 2),
    (NUMBER, Operator.EXISTS, "{exists: true}", 0, None),
    (NUMBER, Operator.AT_LEAST, "{at_least: 3}", 3, 2),
    (NUMBER, Operator.MORE_THAN, "{more_than: 3}", 4, 3),
    (NUMBER, Operator.AT_MOST, "{at_most: 3}", 3, 4),
    (NUMBER, Operator.LESS_THAN, "{less_than: 3}", 2, 3),
    (NUMBER, Operator.BETWEEN, "{between: [3, 5]}", 5, 6),
    (MONEY, Operator.IS, "0.30", Decimal("0.3"), Decimal("0.3000001")),
    (MONEY, Operator.IN, "[1.50, 2]", Decimal("2.00"), Decimal("1.51")),
    (MONEY, Operator.EXISTS, "{exists: true}", Decimal(0), None),
    (MONEY, Operator.AT_LEAST, "{at_least: 9.99}", Decimal("9.99"), Decimal("9.98")),
    (MONEY, Operator.MORE_THAN, "{more_than: 9.99}", Decimal(10), Decimal("9.990")),
    (MONEY, Operator.AT_MOST, "{at_most: 9.99}", Decimal("9.990"), Decimal(10)),
    (MONEY, Operator.LESS_THAN, "{less_than: 9.99}", Decimal("9.98"), Decimal("9.99")),
    (MONEY, Operator.BETWEEN, "{between: [1, 1.01]}", Decimal("1.01"), Decimal("1.011")),
    (FLAG, Operator.IS, "true", True, False),
    (FLAG, Operator.EXISTS, "{exists: true}", False, None),
    (AGE, Operator.EXISTS, "{exists: true}", AGED, None),
    (AGE, Operator.OLDER_THAN, "{older_than: 1 day}", AGED, rule_texts.NOW - timedelta(days=1)),
    (AGE, Operator.YOUNGER_THAN, "{younger_than: 1 week}", AGED, rule_texts.NOW - timedelta(weeks=1)),
    (MOMENT, Operator.EXISTS, "{exists: true}", NOON, None),
    (MOMENT, Operator.AT_LEAST, "{at_least: 2026-11-20T12:00Z}", NOON, NOON - timedelta(microseconds=1)),
    (MOMENT, Operator.MORE_THAN, "{more_than: 2026-11-19}", NOON, NOON - timedelta(hours=12, microseconds=1)),
    (MOMENT, Operator.AT_MOST, "{at_most: 2026-11-20T14:00+02:00}", NOON, NOON + timedelta(microseconds=1)),
    (MOMENT, Operator.LESS_THAN, "{less_than: 2026-11-21}", NOON, NOON + timedelta(hours=12)),
    (MOMENT, Operator.BETWEEN, "{between: [2026-11-20T12:00Z, 2026-11-20]}", NOON, NOON + timedelta(hours=12)),
    (MOMENT, Operator.OLDER_THAN, "{older_than: 1 day}", AGED, rule_texts.NOW - timedelta(days=1)),
    (MOMENT, Operator.YOUNGER_THAN, "{younger_than: 3 days}", AGED, rule_texts.NOW - timedelta(days=3)),
)


def _values(kind: FieldType, value: Value | None) -> dict[str, Value]:
    field = vocabulary.fields("order.new")[FIELDS[kind]]
    return {} if value is None else {field.stored_as or field.name: value}


def _ids(row: tuple[object, ...]) -> str:
    return f"{row[0]} {row[1]}"


@pytest.mark.parametrize("row", ROWS, ids=map(_ids, ROWS))
def test_an_operator_takes_the_one_value_and_not_the_other(
    row: tuple[FieldType, Operator, str, Value | None, Value | None],
) -> None:
    """A missing value is taken by none, and `not` around it is the opposite, missing values aside."""
    kind, operator, written, taken, left = row
    field = FIELDS[kind]

    assert rule_texts.holds(f"{{{field}: {written}}}", _values(kind, taken))
    assert not rule_texts.holds(f"{{{field}: {written}}}", _values(kind, left))
    assert not rule_texts.holds(f"{{{field}: {written}}}", {})
    assert not rule_texts.holds(f"{{not: {{{field}: {written}}}}}", _values(kind, taken))
    if operator is Operator.EXISTS:
        assert rule_texts.holds(f"{{{field}: {{exists: false}}}}", {})


def test_the_table_names_every_operator_of_every_type() -> None:
    """So that none is without its meaning."""
    allowed = {(kind, operator) for kind, operators in vocabulary.OPERATORS.items() for operator in operators}

    assert {(row[0], row[1]) for row in ROWS} == allowed


@pytest.mark.parametrize("kind", [TEXT, TEXTS])
@pytest.mark.parametrize("operator", sorted({row[1] for row in ROWS if row[0] is TEXT} - {Operator.EXISTS}))
def test_case_counts_for_every_text_operator_unless_it_is_ignored(kind: FieldType, operator: Operator) -> None:
    """Both sides are folded then, long s and sharp s included."""
    words = {"is": "STRASSE", "in": "[x, STRASSE]", "matches": "STRA(SS|ß)E"}
    asked = words.get(operator, "STRASSE")
    values = _values(kind, "straße" if kind is TEXT else ("other", "straße"))

    assert not rule_texts.holds(f"{{{FIELDS[kind]}: {{{operator}: {asked}}}}}", values)
    assert rule_texts.holds(f"{{{FIELDS[kind]}: {{{operator}: {asked}, ignoring_case: true}}}}", values)
