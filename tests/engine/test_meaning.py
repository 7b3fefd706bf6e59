"""What conditions mean: written as in a rule file, held against values."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import rule_texts

from engine import vocabulary
from engine.facts import Value


@pytest.mark.parametrize(
    ("when", "value", "expected"),
    [
        ("{order.channel: Online Store}", "Online Store", True),
        ("{order.channel: Online Store}", "online store", False),
        ("{order.channel: {is: ONLINE STORE, ignoring_case: true}}", "Online Store", True),
        ("{order.channel: [A, B]}", "B", True),
        ("{order.channel: [A, B]}", "C", False),
        ("{order.channel: {in: [a, b], ignoring_case: true}}", "B", True),
        ("{order.channel: {not: A}}", "A", False),
        ("{order.channel: {not: [A, B]}}", "C", True),
        ("{order.channel: {not: {starts_with: A}}}", "AB", False),
        ("{order.channel: {not: a, ignoring_case: true}}", "A", False),
        ("{order.channel: {starts_with: On}}", "Online", True),
        ("{order.channel: {ends_with: ne}}", "Online", True),
        ("{order.channel: {contains: lin}}", "Online", True),
        ("{order.channel: {contains: LIN, ignoring_case: true}}", "Online", True),
        ("{order.channel: {contains: STRASSE, ignoring_case: true}}", "Hauptstraße", True),
        ('{order.channel: {matches: "[A-Z]{2}-[0-9]+"}}', "AB-12", True),
        ('{order.channel: {matches: "[A-Z]{2}-[0-9]+"}}', "AB-12x", False),
        ('{order.channel: {matches: "ab", ignoring_case: true}}', "AB", True),
        ("{order.channel: NO}", "NO", True),
        ("{order.channel: 012}", "012", True),
        ("{order.channel: 1e3}", "1e3", True),
        ("{order.channel: true}", "true", True),
        ("{order.channel: {exists: true}}", "", True),
        ("{order.channel: {exists: false}}", "x", False),
    ],
)
def test_a_text_is_compared_as_written(when: str, value: str, expected: bool) -> None:  # noqa: FBT001 - a table's column
    """Texts compare exactly, unless case is ignored."""
    assert rule_texts.holds(when, {"order.channel": value}) is expected


@pytest.mark.parametrize(
    ("when", "value", "expected"),
    [
        ("{order.ship_to.country: [US, NO]}", "NO", True),
        ("{order.ship_to.country: {is: us, ignoring_case: true}}", "US", True),
        ("{order.ship_to.country: {in: [us, uk], ignoring_case: true}}", "GB", False),
        ("{order.ship_to.country: {starts_with: U}}", "US", True),
        ('{order.ship_to.country: {matches: "U[SK]"}}', "US", True),
        ('{order.ship_to.province: ["Q ROO", JP-01]}', "JP-01", True),
        ("{order.ship_to.province: {matches: 'JP-\\d+'}}", "JP-01", True),
        ("{order.ship_to.province: {is: tx, ignoring_case: true}}", "TX", True),
    ],
)
def test_a_code_is_a_text_and_may_be_asked_in_every_way(when: str, value: str, expected: bool) -> None:  # noqa: FBT001
    """Only a whole value that no address has is refused; a piece, a pattern, or one without regard to case is not."""
    field = when.strip("{").partition(":")[0]
    assert rule_texts.holds(when, {field: value}) is expected


@pytest.mark.parametrize(
    ("operators", "expected"),
    [
        ("12.50", True),
        ("12.5", True),
        ("12.51", False),
        ("[1, 12.5]", True),
        ("{at_least: 12.50}", True),
        ("{more_than: 12.50}", False),
        ("{more_than: 12.49}", True),
        ("{at_most: 12.5}", True),
        ("{less_than: 12.5}", False),
        ("{between: [12.5, 20]}", True),
        ("{between: [1, 12.5]}", True),
        ("{between: [1, 12.49]}", False),
        ("{more_than: 12, less_than: 13}", True),
        ("{more_than: 12, less_than: 12.5}", False),
        ("{not: 12.5}", False),
    ],
)
def test_money_is_compared_exactly(operators: str, expected: bool) -> None:  # noqa: FBT001 - a table's column
    """Amounts are decimal, both ends of `between` count, and several operators must all hold."""
    assert rule_texts.holds(f"{{order.total: {operators}}}", {"order.total": Decimal("12.50")}) is expected


def test_a_sum_that_floats_would_miss_is_met() -> None:
    """Ten cents and twenty cents are thirty cents."""
    assert rule_texts.holds("{order.total: 0.3}", {"order.total": Decimal("0.1") + Decimal("0.2")})


@pytest.mark.parametrize(
    ("when", "age", "expected"),
    [
        ("{order.age: {older_than: 2h}}", timedelta(hours=2), False),
        ("{order.age: {older_than: 2h}}", timedelta(hours=2, microseconds=1), True),
        ("{order.age: {younger_than: 3 days}}", timedelta(days=3), False),
        ("{order.age: {younger_than: 3 days}}", timedelta(days=2, hours=23), True),
        ("{order.age: {older_than: 1 day 12 h}}", timedelta(hours=37), True),
        ("{order.age: {older_than: 90 min}}", timedelta(minutes=89), False),
        ("{order.created_at: {at_least: 2026-11-23}}", timedelta(hours=8), True),
        ("{order.created_at: {at_least: 2026-11-23}}", timedelta(hours=9), False),
        ("{order.created_at: {less_than: 2026-11-23T09:00+02:00}}", timedelta(hours=1), False),
    ],
)
def test_an_age_counts_from_the_moment_to_now(when: str, age: timedelta, expected: bool) -> None:  # noqa: FBT001
    """Ages are strict at their edge, and days begin at midnight UTC."""
    assert rule_texts.holds(when, {"order.created_at": rule_texts.NOW - age}) is expected


@pytest.mark.parametrize(
    ("operators", "takes"),
    [
        ("{at_least: 2026-11-20}", "day after"),
        ("{more_than: 2026-11-20}", "after"),
        ("{at_most: 2026-11-20}", "before day"),
        ("{less_than: 2026-11-20}", "before"),
        ("{between: [2026-11-20, 2026-11-20]}", "day"),
        ("{at_most: 2026-11-20T00:00Z}", "before"),
        ("{more_than: 2026-11-20T00:00Z}", "day after"),
    ],
)
def test_a_day_without_a_time_is_the_whole_day(operators: str, takes: str) -> None:
    """In UTC, from midnight until the last moment before the next: November ends with the 30th, not before it."""
    moments = {
        "before": ["2026-11-19T23:59:59.999999Z"],
        "day": ["2026-11-20T00:00:00.000001Z", "2026-11-20T12:00Z", "2026-11-20T23:59:59.999999Z"],
        "after": ["2026-11-21T00:00:00Z", "2026-11-21T01:00:00+00:30"],
    }
    for name, each in moments.items():
        for text in each:
            created = datetime.fromisoformat(text).astimezone(UTC)
            when = f"{{order.created_at: {operators}}}"
            assert rule_texts.holds(when, {"order.created_at": created}) is (name in takes.split()), text


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("{order.tags: vip}", True),
        ("{order.tags: vi}", False),
        ("{order.tags: {contains: vi}}", True),
        ("{order.tags: [b2b, vip]}", True),
        ("{order.tags: {not: vip}}", False),
        ("{order.tags: {not: b2b}}", True),
        ("{order.tags: {exists: true}}", True),
        ("{order.tags: {is: VIP, ignoring_case: true}}", True),
    ],
)
def test_a_tag_test_holds_when_one_tag_passes(when: str, expected: bool) -> None:  # noqa: FBT001 - a table's column
    """A field of several texts asks for at least one of them; `not` asks for none."""
    assert rule_texts.holds(when, {"order.tags": ("vip", "rush")}) is expected


def test_an_order_without_tags_has_none_that_exists() -> None:
    """An empty set of tags counts as missing."""
    assert rule_texts.holds("{order.tags: {exists: false}}", {"order.tags": ()})
    assert not rule_texts.holds("{order.tags: {contains: x}}", {"order.tags": ()})


LINES: tuple[dict[str, Value], ...] = ({"sku": "FRZ-1", "quantity": 1}, {"sku": "MUG-01", "quantity": 5})


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ('{any line: {sku: {starts_with: "FRZ-"}}}', True),
        ('{any line: {sku: {starts_with: "FRZ-"}, quantity: 5}}', False),
        ("{every line: {quantity: {at_least: 1}}}", True),
        ("{every line: {quantity: 5}}", False),
        ("{no line: {quantity: {more_than: 5}}}", True),
        ("{no line: {sku: MUG-01}}", False),
        ("{not: {any line: {sku: MUG-01}}}", False),
        ("{any line: {any: [{sku: X}, {quantity: 5}]}}", True),
    ],
)
def test_lines_are_quantified(when: str, expected: bool) -> None:  # noqa: FBT001 - a table's column
    """One line must meet all that stands inside `any line`."""
    assert rule_texts.holds(when, {}, *LINES) is expected


def test_an_order_without_lines_has_every_line_and_no_line() -> None:
    """`every line` and `no line` hold of nothing, `any line` does not."""
    assert rule_texts.holds("{every line: {sku: X}}", {})
    assert rule_texts.holds("{no line: {sku: X}}", {})
    assert not rule_texts.holds("{any line: {sku: X}}", {})


@pytest.mark.parametrize("field", list(vocabulary.fields("placement.blocked")))
def test_a_missing_value_meets_nothing_but_exists_false(field: str) -> None:
    """Every comparison of a missing value is false, and so `not` of it holds."""
    example = vocabulary.fields("placement.blocked")[field].example
    asked = f"{{{field}: {example}}}"
    assert rule_texts.holds(f"{{not: {asked}}}", {}, on="placement.blocked")
    assert rule_texts.holds(f"{{{field}: {{exists: false}}}}", {}, on="placement.blocked")


@given(
    amount=st.decimals(-1000, 1000, places=2),
    low=st.decimals(-1000, 1000, places=2),
    high=st.decimals(-1000, 1000, places=2),
)
def test_between_is_at_least_and_at_most(amount: Decimal, low: Decimal, high: Decimal) -> None:
    """`between` says the same as its two halves, wherever its ends lie in order."""
    low, high = sorted((low, high))
    values: dict[str, Value] = {"order.total": amount}
    between = rule_texts.holds(f"{{order.total: {{between: [{low:f}, {high:f}]}}}}", values)
    assert between is rule_texts.holds(f"{{order.total: {{at_least: {low:f}, at_most: {high:f}}}}}", values)


@given(value=st.none() | st.sampled_from(["A", "B", "AB"]), asked=st.sampled_from(["A", "B", "[A, AB]"]))
def test_not_is_the_opposite_wherever_it_stands(value: str | None, asked: str) -> None:
    """`{not: …}` under a field, `not:` around it and the opposite of the test agree, missing values included."""
    values: dict[str, Value] = {} if value is None else {"order.channel": value}
    plain = rule_texts.holds(f"{{order.channel: {asked}}}", values)
    assert rule_texts.holds(f"{{order.channel: {{not: {asked}}}}}", values) is not plain
    assert rule_texts.holds(f"{{not: {{order.channel: {asked}}}}}", values) is not plain
