"""Names of warehouses and locations in rules, held against those that exist."""

import pytest

from engine import ir, loading, naming, problems

KNOWN = naming.Known(
    warehouses={"warehouse-a": "Austin", "warehouse-b": "Lake House"}, locations=frozenset({"Lake Jackson"})
)


def rules(when: str, then: str, *, on: str = "order.spans_locations", more: str = "") -> ir.RuleSet:
    """One rule, its condition and its actions in flow style on lines 4 and 5."""
    text = f"on: {on}\nrules:\n  - name: only\n    when: {when}\n    then: {then}\n{more}"
    loaded = loading.load_text(text)
    assert loaded.rules is not None, loaded.problems
    return loaded.rules


def found(ruleset: ir.RuleSet, known: naming.Known = KNOWN) -> list[tuple[str, int, int, str]]:
    """Severity, line, column and summary of each problem."""
    return [(p.severity, p.place.line, p.place.column, p.summary) for p in naming.check(ruleset, known)]


ANY = "{order.total: 5}"


@pytest.mark.parametrize(
    "then",
    [
        "[assign_warehouse: warehouse-a]",
        "[assign_warehouse: Lake House]",
        "[assign_warehouse: {default: true}]",
        "[assign_warehouse: {first_with_stock: [warehouse-b, Austin]}]",
        "[assign_warehouse: {most_stock: true}]",
        "[assign_warehouse: {by_province: {TX: warehouse-a}}]",
    ],
)
def test_warehouses_that_exist_are_right_by_key_and_by_name(then: str) -> None:
    """A round takes both."""
    assert not found(rules(ANY, then))


@pytest.mark.parametrize(
    ("then", "column"),
    [
        ("[assign_warehouse: warehouse-x]", 30),
        ("[assign_warehouse: {first_with_stock: [warehouse-b, warehouse-x]}]", 63),
        ("[assign_warehouse: {most_stock: [warehouse-b, warehouse-x]}]", 57),
        ("[assign_warehouse: {by_province: {TX: warehouse-a, LA: warehouse-x}}]", 66),
    ],
)
def test_an_action_that_names_no_warehouse_is_an_error_where_the_name_stands(then: str, column: int) -> None:
    """With the nearest, and how to add one."""
    ruleset = rules(ANY, then)

    assert found(ruleset) == [("error", 5, column, "there is no warehouse `warehouse-x`")]
    (problem,) = naming.check(ruleset, KNOWN)
    assert problem.hint.startswith("did you mean `warehouse-")
    assert "trueup warehouses add" in problem.hint
    assert then in problem.excerpt


def test_a_name_on_a_later_line_is_pointed_at_there() -> None:
    """Lists are often written one a line."""
    text = (
        "on: order.new\nrules:\n  - name: only\n    then:\n      - assign_warehouse:\n          first_with_stock:\n"
        "            - warehouse-a\n            - warehouse-x\n"
    )
    loaded = loading.load_text(text)
    assert loaded.rules is not None

    assert found(loaded.rules) == [("error", 8, 15, "there is no warehouse `warehouse-x`")]


def test_a_level_is_shaped_by_the_keys_of_warehouses() -> None:
    """A name is not a key there, and is said to be one."""
    ruleset = rules(
        "{level.target: 5}", "[set_inventory: {warehouses: {Austin: {reserve: 2}}}]", on="availability.differs"
    )

    assert found(ruleset) == [("error", 5, 41, "`Austin` is not the key of a warehouse")]
    assert naming.check(ruleset, KNOWN)[0].hint == "write its key, `warehouse-a`"


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("{part.ship_from: warehouse-x}", "there is no warehouse `warehouse-x`, so this never holds"),
        ("{not: {part.ship_from: [warehouse-a, Austin]}}", "`Austin` is not the key of a warehouse"),
        ("{warehouse.can_fulfil_all: warehouse-x}", "there is no warehouse `warehouse-x`, so this never holds"),
        ("{any line: {in_stock_at: warehouse-x}}", "there is no warehouse `warehouse-x`, so this never holds"),
        ("{any line: {stocked_at: Lake Jaksn}}", "the shop has no location `Lake Jaksn`, so this never holds"),
    ],
)
def test_a_condition_on_a_name_that_does_not_exist_is_a_warning(when: str, said: str) -> None:
    """The rule runs; it just never holds there."""
    assert [
        (severity, line, summary)
        for severity, line, _, summary in found(
            rules(when, "[hold]", on="order.new" if "part." not in when else "order.spans_locations")
        )
    ] == [("warning", 4, said)]


def test_what_a_text_starts_with_is_no_name() -> None:
    """Only whole values are names."""
    assert not found(rules("{part.ship_from: {starts_with: cold}}", "[hold]"))


def test_letter_case_counts_unless_the_rule_says_otherwise() -> None:
    """As in a round."""
    assert not found(rules("{part.ship_from: {is: WAREHOUSE-A, ignoring_case: true}}", "[hold]"))
    assert found(rules("{part.ship_from: WAREHOUSE-A}", "[hold]"))


def test_a_rule_that_is_switched_off_is_only_warned_of() -> None:
    """Nothing can come of it yet."""
    ruleset = rules(ANY, "[assign_warehouse: warehouse-x]", more="    enabled: false\n")

    assert [severity for severity, *_ in found(ruleset)] == ["warning"]


def test_a_default_that_nobody_chose_is_a_warning() -> None:
    """Orders would be held."""
    bare = naming.Known(warehouses=KNOWN.warehouses, has_default=False)

    assert found(rules(ANY, "[assign_warehouse: {default: true}]"), bare) == [
        ("warning", 5, 31, "there is no default warehouse")
    ]


def test_where_nothing_is_known_nothing_is_wrong() -> None:
    """Locations are known once a round or `trueup locations` has read them."""
    nothing = naming.Known(warehouses={}, has_default=False)

    assert not found(rules("{any line: {stocked_at: Lake Jaksn}}", "[assign_warehouse: x]", on="order.new"), nothing)
    assert not found(rules(ANY, "[assign_warehouse: {default: true}]"), nothing)


def test_a_shared_condition_is_told_once() -> None:
    """However many rules use it."""
    text = (
        "define:\n  cold: {part.ship_from: warehouse-x}\non: order.spans_locations\nrules:\n"
        "  - {name: one, when: {meets: cold}, then: [hold]}\n  - {name: two, when: {meets: cold}, then: [hold]}\n"
    )
    loaded = loading.load_text(text)
    assert loaded.rules is not None, problems.as_text(loaded.problems)

    assert len(found(loaded.rules)) == 1


def test_rules_that_only_say_default_name_nothing() -> None:
    """There is nothing to look up for them."""
    assert not naming.names_any(rules(ANY, "[assign_warehouse: default]"))
    assert naming.names_any(rules(ANY, "[assign_warehouse: a]"))
