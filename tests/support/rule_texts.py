"""Rule files said in few words, for tests of loading: what is under `when` or `then` goes in."""

from datetime import UTC, datetime

from engine import evaluating, ir, loading
from engine.facts import Fact, Value

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def with_condition(when: str, on: str = "order.new") -> loading.Loaded:
    """Load one rule with this condition, written in flow style: `{order.total: 5}`."""
    return loading.load_text(f"on: {on}\nrules:\n  - name: only\n    when: {when}\n    then: [hold]\n")


def with_actions(then: str, on: str) -> loading.Loaded:
    """Load one rule with these actions, written in flow style: `[hold]`."""
    return loading.load_text(f"on: {on}\nrules:\n  - name: only\n    then: {then}\n")


def only_rule(loaded: loading.Loaded) -> ir.Rule:
    """Give the single rule of a load that went well."""
    assert loaded.rules is not None, loaded.problems
    (rule,) = loaded.rules.rules
    return rule


def holds(when: str, values: dict[str, Value], *lines: dict[str, Value], on: str = "order.new") -> bool:
    """Load a condition and ask whether it holds for these values and lines."""
    rule = only_rule(with_condition(when, on))
    return evaluating.holds(rule.when, Fact(kind=on, key="1001", values=values, lines=lines), NOW)


def hint_of(loaded: loading.Loaded) -> str:
    """Give the hint of the single problem of a load that failed."""
    assert loaded.rules is None
    (problem,) = loaded.problems
    return problem.hint


def summary_of(loaded: loading.Loaded) -> str:
    """Give what the single problem of a load that failed says."""
    assert loaded.rules is None
    (problem,) = loaded.problems
    return problem.summary
