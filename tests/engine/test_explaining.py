"""Explanations: what each rule did about a difference, and for a rule that did nothing, why not."""

from collections.abc import Sequence

import pytest
from support import rule_texts

from engine import decisions, explaining, failing, loading
from engine.facts import Fact, Value

RULES = """
on: order.new
rules:
  - name: tag-far
    when: {order.ship_to.country: {not: US}}
    then: [tag: far]
  - name: frozen
    why: only the cold store can keep them
    when:
      order.ship_to.country: [US, CA]
      any line: {sku: {starts_with: "FRZ-"}}
    then: [assign_warehouse: cold-store, tag: frozen]
  - name: switched-off
    enabled: false
    then: [hold]
  - name: by-default
    then: [assign_warehouse: default]
  - name: the-end
    when: {order.total: {at_least: 100}}
    stop: true
    then: [notify]
  - name: after-the-end
    then: [tag: late]
  - name: for-placement
    on: placement.elsewhere
    then: [relocate]
"""


def _explain(
    values: dict[str, Value], *lines: dict[str, Value], text: str = RULES, missed: Sequence[decisions.Missed] = ()
) -> explaining.Explanation:
    loaded = loading.load_text(text)
    assert loaded.rules is not None, loaded.problems
    fact = Fact(kind="order.new", key="#1001", values=values, lines=lines)
    return explaining.explain(loaded.rules, fact, rule_texts.NOW, missed)


def test_each_rule_has_its_verdict() -> None:
    """Applied, overridden, stopped, not matched, switched off, for another kind: all are told apart."""
    explanation = _explain({"order.ship_to.country": "CA", "order.total": 100}, {"sku": "FRZ-1"})
    assert {story.rule: str(story.verdict) for story in explanation.rules} == {
        "tag-far": "applied",
        "frozen": "applied",
        "switched-off": "disabled",
        "by-default": "overridden",
        "the-end": "applied",
        "after-the-end": "stopped",
        "for-placement": "other kind",
    }


def test_the_explanation_reads_in_plain_words() -> None:
    """What a person sees: the rule, what it does, because of which values, why, and who came first."""
    text = explaining.as_text(_explain({"order.ship_to.country": "US", "order.total": 5}, {"sku": "FRZ-1"}))
    assert text.splitlines()[:10] == [
        "order.new #1001",
        "  tag-far (rules.yaml:4:5): does not match",
        "      order.ship_to.country is US; it must not be US  (rules.yaml:5:12)",
        "      it would match with: order.ship_to.country FR",
        "  frozen (rules.yaml:7:5): does assign_warehouse: cold-store, tag: frozen",
        "      because order.ship_to.country is US, one of US, CA",
        "      because any line: 1 of 1 lines, such as sku is FRZ-1, starting with FRZ-",
        "      why: only the cold store can keep them",
        "  switched-off (rules.yaml:13:5): is switched off (enabled: false)",
        "  by-default (rules.yaml:16:5): matches, but frozen came first, so not assign_warehouse: {default: true}",
    ]


def _missed(rule: str, *, instead: str | None = "by-default") -> decisions.Missed:
    """The first action of a rule of RULES can't be done, and the first of another comes in its place."""
    loaded = loading.load_text(RULES)
    assert loaded.rules is not None
    actions = {one.name: one.then[0] for one in loaded.rules.rules}
    other = decisions.Overridden(action=actions[instead], rule=instead, by=rule) if instead else None
    return decisions.Missed(action=actions[rule], rule=rule, why="it burnt down", fix="Build it.", instead=other)


def test_an_action_that_cannot_be_done_is_told_with_what_comes_in_its_place() -> None:
    """The rule that is done is not called overridden, nor the other done: the plan says the same."""
    text = explaining.as_text(_explain({"order.ship_to.country": "US"}, {"sku": "FRZ-1"}, missed=[_missed("frozen")]))

    assert "frozen (rules.yaml:7:5): does tag: frozen\n" in text
    assert "assign_warehouse: cold-store can't be done: it burnt down\n" in text
    assert "fix: Build it.\n      so by-default comes in its place\n" in text
    assert "by-default (rules.yaml:16:5): does assign_warehouse: {default: true}, in place of frozen\n" in text


def test_a_rule_of_which_nothing_can_be_done_only_matches() -> None:
    """It answers the difference, which is held all the same."""
    explanation = _explain({"order.ship_to.country": "DE"}, missed=[_missed("by-default", instead=None)])

    story = explanation.about("by-default")
    assert story is not None
    assert story.verdict is explaining.Verdict.MISSED
    text = explaining.as_text(explanation)
    assert "by-default (rules.yaml:16:5): matches\n" in text
    assert "so it is held and shown" in text
    assert "no rule answers this" not in text


def test_the_kind_is_said_once() -> None:
    """The reconciler's keys start with it."""
    fact = Fact(kind="order.new", key="order.new order=1001", values={})
    loaded = loading.load_text(RULES)
    assert loaded.rules is not None

    text = explaining.as_text(explaining.explain(loaded.rules, fact, rule_texts.NOW))

    assert text.splitlines()[0] == "order.new order=1001"


def test_a_difference_that_no_rule_answers_is_said_to_be_held() -> None:
    """Silence is told as well."""
    text = "on: order.new\nrules: [{name: a, when: {order.channel: x}, then: [hold]}]"
    explanation = _explain({}, text=text)
    assert not explanation.answered
    assert "no rule answers this: it is held and shown" in explaining.as_text(explanation)


def test_one_rule_can_be_asked_for() -> None:
    """`why not` for a named rule, whatever kind it is for."""
    explanation = _explain({"order.ship_to.country": "DE"})
    assert "it would have to be one of US, CA" in explaining.as_text(explanation, "frozen")
    assert "is for other kinds of difference" in explaining.as_text(explanation, "for-placement")
    assert explaining.as_text(explanation, "nobody") == "There is no rule named nobody."


NOT_A = "order.channel is B; it would have to be A"
NOT_C = "order.channel is B; it would have to be C"


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("{order.channel: A}", NOT_A),
        ("{order.total: {at_least: 5}}", "order.total is missing; it would have to be at least 5"),
        ("{order.total: {exists: true}}", "order.total is missing; it would have to be present"),
        ("{order.channel: {not: B}}", "order.channel is B; it must not be B"),
        ("{not: {all: [{order.channel: B}]}}", "order.channel is B; it must not be B"),
        ("{any: [{order.channel: A}, {order.channel: C}]}", f"no alternative is met: {NOT_A}; or {NOT_C}"),
        ("{not: {any: [{order.channel: A}, {order.channel: B}]}}", "order.channel is B; it must not be B"),
        ("{any line: {sku: X}}", "any line: of 1, line 1: sku is MUG; it would have to be X"),
        ("{every line: {sku: X}}", "every line: of 1, line 1: sku is MUG; it would have to be X"),
        ("{no line: {sku: MUG}}", "no line: of 1, line 1: sku is MUG; it must not be MUG"),
        ("{not: {no line: {sku: X}}}", "no line: of 1, line 1: sku is MUG; it would have to be X"),
        ("{not: {any line: {sku: MUG}}}", "any line: of 1, line 1: sku is MUG; it must not be MUG"),
        ("{order.channel: B, order.total: 5}", "order.total is missing; it would have to be 5"),
    ],
)
def test_the_first_failed_condition_says_what_would_have_met_it(when: str, said: str) -> None:
    """However conditions nest, the sentence names the field, its value, and the value that was asked for."""
    rule = rule_texts.only_rule(rule_texts.with_condition(when))
    fact = Fact(kind="order.new", key="1", values={"order.channel": "B"}, lines=({"sku": "MUG"},))
    assert next(failing.failures(rule.when, fact, rule_texts.NOW)).sentence == said


def test_a_line_condition_on_an_order_without_lines_says_so() -> None:
    """There is no value to show, so the absence is named."""
    rule = rule_texts.only_rule(rule_texts.with_condition("{any line: {sku: X}}"))
    fact = Fact(kind="order.new", key="1", values={})
    assert next(failing.failures(rule.when, fact, rule_texts.NOW)).sentence == "any line: there are no lines"
