"""The vocabulary holds together, and tells facts that rules would not understand."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from support import rule_texts

from engine import vocabulary
from engine.facts import Fact, Value
from reconciler import differences, targets
from reconciler.planning import levels


def test_equal_names_mean_the_same_field_everywhere() -> None:
    """A field has one type and one meaning, whatever kind of difference it is tested on."""
    seen: dict[str, vocabulary.Field] = {}
    for kind in vocabulary.KINDS:
        for name, field in vocabulary.fields(kind).items():
            assert seen.setdefault(name, field) == field


def test_every_age_counts_from_a_moment_of_the_same_kinds() -> None:
    """What an age is stored as is a field of each kind that has the age."""
    for kind in vocabulary.KINDS:
        known = vocabulary.fields(kind)
        for field in known.values():
            if field.type is vocabulary.FieldType.AGE:
                assert known[field.stored_as].type is vocabulary.FieldType.MOMENT


def test_rules_and_reconciler_use_the_same_words() -> None:
    """A kind or reason that only one of the two knows would never meet a rule, or never be met."""
    assert set(vocabulary.KINDS) == {str(kind) for kind in differences.Kind}
    assert set(vocabulary.REASONS) == {str(reason) for reason in differences.Reason}
    assert {str(stage) for stage in vocabulary.Stage} == {str(stage) for stage in differences.Stage}


def test_every_kind_has_an_action_that_answers_it() -> None:
    """A person can always hold or ignore."""
    for kind in vocabulary.KINDS:
        assert [name for name, spec in vocabulary.ACTIONS.items() if kind in spec.kinds]


SOUND: dict[str, Value] = {
    "order.number": "1001",
    "order.tags": ("vip",),
    "order.total": Decimal("12.50"),
    "order.item_count": 3,
    "order.financial_status": "paid",
    "order.created_at": datetime(2026, 11, 1, tzinfo=UTC),
    "order.ship_to.po_box": False,
}


def test_a_fact_of_the_vocabulary_has_no_fault() -> None:
    """What the reconciler makes is understood."""
    fact = Fact(kind="order.new", key="1", values=SOUND, lines=({"sku": "MUG", "quantity": 1},))
    assert vocabulary.faults(fact) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("order.number", 1001),
        ("order.totl", Decimal(1)),
        ("order.total", "12.50"),
        ("order.total", Decimal("NaN")),
        ("order.item_count", True),
        ("order.tags", "vip"),
        ("order.financial_status", "PAID"),
        ("order.created_at", datetime(2026, 11, 1)),  # noqa: DTZ001 - what is being refused
        ("order.age", 3600),
        ("order.ship_to.po_box", "false"),
        ("sku", "MUG"),
    ],
)
def test_a_fact_beside_the_vocabulary_is_told(name: str, value: Value) -> None:
    """A wrong name or type in a fact is a fault to report, never a rule that quietly does not match."""
    (fault,) = vocabulary.faults(Fact(kind="order.new", key="#1001", values={**SOUND, name: value}))
    assert fault.startswith(f"#1001: `{name}`")


def test_lines_and_kinds_of_facts_are_checked() -> None:
    """The same for lines, and for kinds that have none."""
    assert vocabulary.faults(Fact(kind="order.nwe", key="1", values={}))
    assert vocabulary.faults(Fact(kind="order.new", key="1", values={}, lines=({"quantity": "1"},)))
    assert vocabulary.faults(Fact(kind="location.unmapped", key="1", values={}, lines=({},)))


def test_a_tag_may_be_as_long_as_shopify_takes() -> None:
    """Forty characters pass."""
    rule_texts.only_rule(rule_texts.with_actions(f"[tag: {'x' * 40}]", "order.new"))


@pytest.mark.parametrize(
    ("written", "shape"),
    [
        ("set_inventory", targets.Shape()),
        ("set_inventory: {percent: 80}", targets.Shape(percent=80)),
        ("set_inventory: {percent: 80%}", targets.Shape(percent=80)),
        (
            "set_inventory: {reserve: 2, percent: 0, min: 3, max: 50}",
            targets.Shape(reserve=2, percent=0, minimum=3, maximum=50),
        ),
    ],
)
def test_what_a_rule_keeps_back_is_kept_back(written: str, shape: targets.Shape) -> None:
    """Every argument of shaping reaches the target: one that got lost would offer stock that was to be kept."""
    rule = rule_texts.only_rule(rule_texts.with_actions(f"[{written}]", "availability.differs"))
    assert levels.shape(rule.then[0].arguments) == shape
