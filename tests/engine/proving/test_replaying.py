"""A finding that the engine does not confirm is never shown as one."""

import msgspec
from support import rulesets
from support.rulesets import action, rule

from engine import ir, problems
from engine.proving import findings, replaying

RULES = rulesets.ruleset(
    rule("first", rulesets.ALWAYS, action("ignore")), rule("late", rulesets.ALWAYS, action("hold"))
)
TRUE = findings.Step(
    fact=rulesets.fact({}), now=rulesets.NOW, stands=(("first", "ignore"),), overridden=(("late", "hold"),)
)


def replay(step: findings.Step, rules: ir.RuleSet = RULES) -> findings.Results:
    """Replay one finding with this example."""
    finding = findings.Finding(
        code=findings.Code.SHADOWED,
        severity=problems.Severity.WARNING,
        kind=rulesets.KIND,
        rules=("late",),
        summary="`late` never stands",
        hint="",
        place=rulesets.PLACE,
        steps=(step,),
    )
    return replaying.replay(rules, findings.Results(findings=[finding]), rulesets.NOW).results


def test_what_the_engine_confirms_comes_back_with_its_decision():
    """The decision is the one that is shown."""
    (finding,) = replay(TRUE).findings
    decision = finding.steps[0].decision

    assert decision is not None
    assert [each.rule for each in decision.applied] == ["first"]


def test_what_the_engine_decides_otherwise_is_left_undecided():
    """Each sort of expectation is checked."""
    for wrong in (
        msgspec.structs.replace(TRUE, stands=(("late", "hold"),)),
        msgspec.structs.replace(TRUE, overridden=(("first", "ignore"),)),
        msgspec.structs.replace(TRUE, silent=("late",)),
        msgspec.structs.replace(TRUE, unanswered=True),
    ):
        results = replay(wrong)
        assert results.findings == []
        assert "decides otherwise" in results.undecided[0].why
