"""Slips that can be told for what was meant: the rest is checked in the same run, and nothing follows from them."""

import pytest
from support import rule_texts

from engine import loading

HEAD = "on: order.new\nrules:\n"


def _places(text: str) -> list[str]:
    loaded = loading.load_text(text)
    assert loaded.rules is None
    return [f"{problem.place.line}:{problem.place.column}" for problem in loaded.problems]


def test_a_file_with_every_word_misspelt_is_told_in_one_run() -> None:
    """Each word once, and nothing is said to be missing."""
    assert _places(
        "onn: order.nw\nruls:\n  - nam: a\n    whn: {ordr.total: {at_lest: x}}\n    thn: [hld]\n    stopp: yes\n"
    ) == ["1:1", "1:6", "2:1", "3:5", "4:5", "4:11", "4:24", "4:33", "5:5", "5:11", "6:5", "6:12"]


@pytest.mark.parametrize(
    ("text", "summary", "hint"),
    [
        ("true: order.new\nrules: [{name: a, then: [hold]}]", "`true` is not a part", "took that word for true"),
        ("On: order.new\nrules: [{name: a, then: [hold]}]", "`On` is not a part", "did you mean `on`?"),
        ("on: order.new\nname: a\nthen: [hold]", "`name` stands outside of any rule", "`- name: …`"),
        ("on: order.new\nrules:\n  name: a\n  then: [hold]", "takes a list, and this is a map", "a dash: `- name"),
        ("on: order.new\nrules:\n  vip:\n    then: [hold]", "takes a list, and this is a map", "`- name: vip` instead"),
        (f"{HEAD}- name: a\n  when:\n  order.total: 5\n  then: [hold]", "is a condition", "below `when:`"),
        (f"{HEAD}- name: a\n  then: [hold]\n  tag: rush", "`tag` is an action", "below `then:`, after a dash"),
        (f"{HEAD}- name: a\n  then: [hold]\n  rules: []", "belongs to the file", "start it in column 1"),
        (
            f"{HEAD}- name: a\n  when:\n    order.total: 5\n    then: [hold]",
            "`then:` stands under `when:`",
            "in the column of `when:`",
        ),
        (f"{HEAD}- name: a\n  when: [order.total: 5]\n  then: [hold]", "and this is a list", "take the dashes"),
        (f"{HEAD}- name: a\n  when: order.total > 5\n  then: [hold]", "a map of fields", "{more_than: 5}`"),
        (f"{HEAD}- name: a\n  when: order.total 5\n  then: [hold]", "a map of fields", "`order.total: 5`"),
        (f"{HEAD}- name: a\n  when: {{order: {{total: 5}}}}\n  then: [hold]", "`order` is not", "`order.total: …`"),
        (f"{HEAD}- name: a\n  when: {{any: {{order.total: 5}}}}\n  then: [hold]", "a list of conditions", "a dash"),
        (f"{HEAD}- name: a\n  when: {{order.name: {{is: [A, B]}}}}\n  then: [hold]", "takes one value", "in: [A, B]"),
        (f"{HEAD}- name: a\n  when: {{order.age: {{more_than: 2h}}}}\n  then: [hold]", "suit", "`older_than`?"),
        (f"{HEAD}- name: a\n  then: hold", "`then` takes a list", "such as `- hold`"),
        (f"{HEAD}- name: a\n  then: {{tag: rush, note: x}}", "`then` takes a list", "such as `- hold`"),
        (f"{HEAD}- name: a\n  then:\n    -hold", "a space is missing after the dash", "write `- hold`"),
        (f"{HEAD}- name: a\n  then: [assign_warehouse b]", "not an action", "`assign_warehouse: b`"),
        (f"{HEAD}- name: a\n  then: [assign_warehouse: [a, b]]", "does not take this", "{first_with_stock: [a, b]}"),
        (f"{HEAD}- name: a\n  then: [assign_warehouse: most_stock]", "says no more", "write {most_stock: …}"),
        (f"{HEAD}- name: a\n  then: [assign_warehouse: a, assign_warehouse: b]", "stands here twice", "keep one"),
        (f"{HEAD}- name: a\n  then: [hold: ]", "lacks what it is about", "or `hold` without a colon"),
        (f"{HEAD}- name: a\n  then:\n    - tag: #rush", "lacks what it is about", "if `#rush` is meant"),
        (f"{HEAD}- name: a\n  when:\n    order.name: #1001\n  then: [hold]", "nothing is written", "if `#1001` is"),
        (f"{HEAD}- name: \u201ca\u201d\n  then: [hold]", "the quotes around this are curly", 'write "a"'),
        (f"{HEAD}- name: a\n  when: {{order.name: \u2018x\u2019}}\n  then: [hold]", "are curly", 'write "x"'),
        (f"{HEAD}- name: a\n  when: {{order.name: a\u00a0b}}\n  then: [hold]", "U+00A0", '"\\u00A0" in double'),
        (f"{HEAD}- name: a\n  when: {{\u043erder.total: 5}}\n  then: [hold]", "is not a field", "U+043E, cyrillic"),
        (f"{HEAD}- name: a\n  when: {{order.total: 5}}\n  then: [hold\u00a0]", "not an action", "U+00A0, no-break"),
    ],
)
def test_a_slip_is_the_only_thing_told(text: str, summary: str, hint: str) -> None:
    """One slip, one problem, and what to write instead."""
    loaded = loading.load_text(text)
    assert summary in rule_texts.summary_of(loaded)
    assert hint in rule_texts.hint_of(loaded)


def test_arguments_beside_their_action_are_told_to_be_indented() -> None:
    """Two names in one column after a dash are two keys of one map."""
    loaded = rule_texts.with_actions("\n    - set_inventory:\n      reserve: 2\n      max: 5", "availability.differs")
    assert "`reserve` stands beside `set_inventory`" in rule_texts.summary_of(loaded)
    assert "indent `reserve`, `max` further" in rule_texts.hint_of(loaded)


def test_a_slip_in_a_named_condition_is_told_once() -> None:
    """However many kinds of rules use it."""
    assert _places(
        "on: order.new\n"
        "define: {dear: {order.totl: 5}}\n"
        "rules:\n"
        "  - {name: a, when: {meets: dear}, then: [hold]}\n"
        "  - {name: b, on: order.edited, when: {meets: dear}, then: [hold]}\n"
    ) == ["2:17"]


def test_what_a_field_of_the_lines_is_called_elsewhere_is_understood() -> None:
    """As the lines of an order are found in other programs."""
    for name in ("sku", "line.sku", "lines.sku", "product.sku"):
        loaded = rule_texts.with_condition(f"{{{name}: X}}")
        assert "write `any line: {sku: …}`" in rule_texts.hint_of(loaded)
        if name != "sku":
            loaded = rule_texts.with_condition(f"{{any line: {{{name}: X}}}}")
            assert rule_texts.hint_of(loaded) == "write `sku`"


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("{order.total: $100}", "write 100 alone, counted in order.currency"),
        ("{order.total: 5 USD}", "write 5 alone"),
        ('{order.total: ">= 5"}', "write {at_least: 5}"),
        ("{order.total: <5}", "write {less_than: 5}"),
        ("{order.total: five}", "write 5"),
        ("{order.total: '19,90'}", "write 19.90, with a point"),
        ('{order.total: "1,000"}', "write 1000, without marks"),
        ("{order.age: {older_than: 1.5h}}", "such as 90 min"),
        ("{order.age: {older_than: 90m}}", "write 90 min"),
        ("{order.age: {older_than: 2 months}}", "such as 60 days"),
        ("{order.age: {older_than: two days}}", "write 2 days"),
        ('{order.age: {older_than: "> 2h"}}', "write {older_than: 2h}"),
        ("{order.created_at: {at_least: 2026-1-5}}", "write 2026-01-05"),
        ("{order.created_at: {at_least: 20261130}}", "write 2026-11-30"),
        ("{order.created_at: {at_least: 05/06/2026}}", "write 2026-06-05 or 2026-05-06"),
        ("{order.created_at: {at_least: 2026-13-01}}", "there is no such day"),
        ("{order.created_at: 2026-11-30}", "{at_least: 2026-11-30, less_than: 2026-12-01}"),
        ("{order.ship_to.po_box: no}", "write false"),
        ('{order.ship_to.po_box: "true"}', "write true, in small letters and without quotes"),
    ],
)
def test_a_value_in_another_form_comes_with_its_own_form(written: str, hint: str) -> None:
    """What is written can mostly be written rightly."""
    assert hint in rule_texts.hint_of(rule_texts.with_condition(written))


@pytest.mark.parametrize(
    ("written", "hint"),
    [("percent: '80%'", "write 80, without"), ("reserve: '2'", "write 2 without quotes"), ("max: five", "write 5")],
)
def test_a_shape_in_another_form_comes_with_its_own_form(written: str, hint: str) -> None:
    """The same for what shapes stock."""
    loaded = rule_texts.with_actions(f"[set_inventory: {{{written}}}]", "availability.differs")
    assert hint in rule_texts.hint_of(loaded)


def test_in_straight_quotes_a_text_may_hold_anything() -> None:
    """Curly quotes and odd blanks that are meant."""
    loaded = rule_texts.with_condition('{order.name: ["\u201ca\u201d", "b\\u00A0c"]}')
    assert loaded.rules is not None


def test_a_file_with_an_empty_list_of_rules_is_warned_of() -> None:
    """As is one that is empty altogether."""
    loaded = loading.load_text("on: order.new\nrules: []\n")
    assert loaded.rules is not None
    assert [problem.summary for problem in loaded.problems] == ["there are no rules in this file"]
