"""What stands when rules meet, and how a decision speaks: the same on either engine."""

from collections.abc import Sequence

import msgspec
import pytest
from support import rulesets
from support.rulesets import action, compare, equals, fact, rule, ruleset

from engine import deciding, decisions, ir
from engine.facts import Fact


@pytest.fixture(params=["plain", "durable"])
def engine(request: pytest.FixtureRequest) -> deciding.Engine:
    """Name each engine in turn."""
    return request.param


def decide(engine: deciding.Engine, rules: Sequence[ir.Rule], *facts: Fact) -> list[decisions.Decision]:
    """Decide about the facts with the rules, on the engine asked for and no other."""
    with deciding.Decider(ruleset(*rules), engine=engine, clock=rulesets.clock) as decider:
        made = decider.decide(facts)
        assert decider.name == {"plain": "plain", "durable": "durable_rules"}[engine]
        assert decider.warnings == ()
    return made


def applied(decision: decisions.Decision) -> list[tuple[str, str]]:
    """Name the rule and the action of all that stands."""
    return [(each.rule, each.action.name) for each in decision.applied]


def test_of_actions_that_exclude_each_other_the_first_stands(engine: deciding.Engine):
    """The later one is recorded as overridden, by name."""
    rules = [
        rule("follow-the-label", rulesets.ALWAYS, action("relocate")),
        rule("be-careful", rulesets.ALWAYS, action("hold", text="look first"), action("notify")),
    ]

    (decision,) = decide(engine, rules, fact({}))

    assert applied(decision) == [("follow-the-label", "relocate"), ("be-careful", "notify")]
    assert [(each.rule, each.action.name, each.by) for each in decision.overridden] == [
        ("be-careful", "hold", "follow-the-label")
    ]


def test_actions_that_add_up_all_stand(engine: deciding.Engine):
    """Two rules tag, both tags stand, in the order of the rules."""
    rules = [
        rule("rush", rulesets.ALWAYS, action("tag", text="rush")),
        rule("gift", rulesets.ALWAYS, action("tag", text="gift")),
    ]

    (decision,) = decide(engine, rules, fact({}))

    assert [each.action.arguments for each in decision.applied] == [{"text": "rush"}, {"text": "gift"}]
    assert decision.overridden == ()


def test_a_rule_that_stops_ends_the_list(engine: deciding.Engine):
    """Rules after a matching `stop: true` neither apply nor count as overridden; without a match it stops nothing."""
    labelled = equals("part.labelled", True)  # noqa: FBT003 - a flag is the operand
    rules = [
        rule("wait", ir.Not(labelled), action("ignore"), stop=True),
        rule("move", rulesets.ALWAYS, action("relocate")),
    ]

    waiting, moving = decide(engine, rules, fact({"part.labelled": False}), fact({"part.labelled": True}))

    assert applied(waiting) == [("wait", "ignore")]
    assert waiting.overridden == ()
    assert applied(moving) == [("move", "relocate")]


def test_a_rule_that_is_switched_off_does_nothing(engine: deciding.Engine):
    """`enabled: false` takes a rule out of the list."""
    off = msgspec.structs.replace(rule("off", rulesets.ALWAYS, action("relocate")), enabled=False)

    (decision,) = decide(engine, [off], fact({}))

    assert (decision.kind, decision.key, decision.applied, decision.overridden) == (rulesets.KIND, "1001", (), ())


def test_a_fact_that_no_rule_answers_gets_an_empty_decision(engine: deciding.Engine):
    """Neither a rule of another kind nor one that does not match answers."""
    rules = [
        rule("other-kind", kind="tracking.missing"),
        rule("no-match", equals("order.channel", "web")),
    ]

    (decision,) = decide(engine, rules, fact({"order.channel": "pos"}))

    assert (decision.kind, decision.key, decision.applied, decision.overridden) == (rulesets.KIND, "1001", (), ())


def test_decisions_come_in_the_order_of_the_facts(engine: deciding.Engine):
    """Facts of several kinds, alike and not, keep their places."""
    rules = [
        rule("move", equals("order.channel", "web"), action("relocate")),
        rule("write", rulesets.ALWAYS, action("write_tracking"), kind="tracking.missing"),
    ]
    facts = [
        fact({"order.channel": ("web", "pos")[number % 2]}, kind=kind, key=f"{kind}/{number}")
        for number in range(40)
        for kind in (rulesets.KIND, "tracking.missing")
    ]

    made = decide(engine, rules, *facts)

    assert [each.key for each in made] == [each.key for each in facts]
    assert [applied(each) for each in made] == [
        [("write", "write_tracking")]
        if each.kind == "tracking.missing"
        else [("move", "relocate")] * (each.values["order.channel"] == "web")
        for each in facts
    ]


def test_no_facts_get_no_decisions(engine: deciding.Engine):
    """An empty round is an ordinary round."""
    assert decide(engine, [rule("any")]) == []


def test_a_decision_says_which_conditions_held_with_the_actual_values(engine: deciding.Engine):
    """Two facts that rules treat alike still show their own values."""
    when = ir.AllOf(
        (
            equals("part.labelled", True),  # noqa: FBT003 - a flag is the operand
            compare("order.ship_to.country", ir.Operator.IN, "US", "CA"),
            ir.Not(equals("order.delivery_method", "pick_up")),
        )
    )
    base = {"part.labelled": True, "order.delivery_method": "shipping"}

    american, canadian = decide(
        engine,
        [rule("follow", when)],
        fact(base | {"order.ship_to.country": "US"}),
        fact(base | {"order.ship_to.country": "CA"}),
    )

    assert american.applied[0].held == (
        "part.labelled is true",
        "order.ship_to.country is US, one of US, CA",
        "order.delivery_method is shipping, not pick_up",
    )
    assert canadian.applied[0].held[1] == "order.ship_to.country is CA, one of US, CA"
