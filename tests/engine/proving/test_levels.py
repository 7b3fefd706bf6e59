"""Levels that tell tests apart: no level answers in a way that was not found."""

from hypothesis import given, settings
from hypothesis import strategies as st
from support import rulesets
from support.rulesets import compare

from engine import evaluating, ir
from engine.proving import domains, levels

SIZES = (ir.Operator.AT_LEAST, ir.Operator.MORE_THAN, ir.Operator.AT_MOST, ir.Operator.LESS_THAN, ir.Operator.IS)
TESTS = st.builds(
    compare, st.sampled_from(sorted(domains.COUPLED_LEVELS)), st.sampled_from(SIZES), st.integers(-12, 60)
)
SMALL = [levels.level(available, target) for available in range(-15, 45) for target in range(60)]


def answers(tests: list[ir.Test], level: dict[str, int]) -> tuple[bool, ...]:
    """Tell of each test whether the level passes."""
    return tuple(evaluating.passes(test, level, rulesets.NOW) for test in tests)


@settings(max_examples=60, deadline=None)
@given(st.lists(TESTS, min_size=1, max_size=4))
def test_no_level_answers_in_a_way_that_was_not_found(tests: list[ir.Test]):
    """Compared with all small levels, right ones included."""
    found, complete = levels.telling_apart(tests, equal_too=True)

    assert complete
    assert {answers(tests, level) for level in SMALL} <= {answers(tests, level) for level in found}
