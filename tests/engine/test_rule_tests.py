"""Cases beside rules: what passes, what fails and how the failure reads, and what is refused."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import ir, testing
from engine.loading import findings, sources
from engine.testing import cases

RULES = """
on: placement.elsewhere
rules:
  - name: follow-the-label
    when: {part.labelled: true, order.age: {younger_than: 1 day}}
    then: [relocate]
  - name: spare
    enabled: false
    then: [hold]
  - name: wait
    then: [ignore]
"""


def _run(folder: Path, cases: str) -> testing.TestReport:
    (folder / "20.yaml").write_text(RULES)
    (folder / "20.test.yaml").write_text(cases)
    return testing.run([folder])


def test_a_case_that_gets_what_it_expects_passes(tmp_path: Path) -> None:
    """The age is counted back from the moment of the case."""
    report = _run(
        tmp_path,
        "- case: fresh\n  given: {kind: placement.elsewhere, part.labelled: true, order.age: 3h}\n"
        "  expect: [relocate]\n"
        "- case: old\n  given: {kind: placement.elsewhere, part.labelled: true, order.age: 2 days}\n"
        "  expect: [ignore]\n",
    )
    assert report.ok
    assert [result.passed for result in report.results] == [True, True]


def test_a_failed_case_shows_the_difference_and_the_reason(tmp_path: Path) -> None:
    """What was expected, what was decided, and the condition that made the difference."""
    report = _run(
        tmp_path,
        "- case: fresh\n  given: {kind: placement.elsewhere, part.labelled: false}\n  expect: [relocate]\n",
    )
    assert not report.ok
    text = testing.as_text(report)
    assert "FAILED: fresh" in text
    assert "- relocate   expected, and not decided" in text
    assert "+ ignore   decided, and not expected" in text
    assert "part.labelled is false; it would have to be true" in text
    assert "0 passed, 1 failed" in text


def test_arguments_count(tmp_path: Path) -> None:
    """`hold` with another text is another action."""
    (tmp_path / "10.yaml").write_text("on: order.new\nrules: [{name: a, then: [hold: one]}]")
    (tmp_path / "10.test.yaml").write_text("- {case: c, given: {kind: order.new}, expect: [hold: two]}")
    assert not testing.run([tmp_path]).ok


def test_nothing_can_be_expected(tmp_path: Path) -> None:
    """An empty list says that no rule answers."""
    (tmp_path / "10.yaml").write_text("on: order.new\nrules: [{name: a, when: {order.channel: x}, then: [hold]}]")
    (tmp_path / "10.test.yaml").write_text("- {case: c, given: {kind: order.new}, expect: []}")
    assert testing.run([tmp_path]).ok


def test_a_rule_without_a_case_is_listed(tmp_path: Path) -> None:
    """Enabled rules that no case exercises are shown; a switched-off one is not missed."""
    report = _run(tmp_path, "- {case: c, given: {kind: placement.elsewhere}, expect: [ignore]}")
    assert [rule.name for rule in report.untested] == ["follow-the-label"]
    assert "no case exercises `follow-the-label`" in testing.as_text(report)


def test_a_switched_off_rule_can_be_tried(tmp_path: Path) -> None:
    """`enable` switches it on for the one case."""
    report = _run(
        tmp_path,
        "- {case: with, enable: [spare], given: {kind: placement.elsewhere}, expect: [hold]}\n"
        "- {case: without, given: {kind: placement.elsewhere}, expect: [ignore]}\n",
    )
    assert report.ok, testing.as_text(report)


def test_a_test_file_can_be_run_by_itself(tmp_path: Path) -> None:
    """The rules beside it are what it is run against."""
    _run(tmp_path, "- {case: c, given: {kind: placement.elsewhere}, expect: [ignore]}")
    assert len(testing.run([tmp_path / "20.test.yaml"]).results) == 1


def test_rules_that_do_not_load_fail_the_run(tmp_path: Path) -> None:
    """No case can pass on rules that never run."""
    (tmp_path / "10.yaml").write_text("on: order.nwe\nrules: []")
    report = testing.run([tmp_path])
    assert not report.ok
    assert "did you mean `order.new`?" in testing.as_text(report)


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("{case: c, given: {kind: order.nwe}, expect: []}", "did you mean `order.new`?"),
        ("{case: c, given: {part.labelled: true}, expect: []}", "`given` needs the `kind`"),
        ("{case: c, given: {kind: order.new, order.totl: 1}, expect: []}", "did you mean `order.total`?"),
        ("{case: c, given: {kind: order.new, order.total: much}, expect: []}", "is a number"),
        ("{case: c, given: {kind: order.new, lines: {sku: a}}, expect: []}", "`lines` is a list of maps"),
        ("{case: c, given: {kind: order.new, lines: [{skuu: a}]}, expect: []}", "did you mean `sku`?"),
        ("{case: c, given: {kind: location.unmapped, lines: []}, expect: []}", "has no lines"),
        ("{case: c, given: {kind: order.new}, expect: [relocate]}", "makes no sense for `order.new`"),
        ("{case: c, given: {kind: order.new}, expects: []}", "did you mean `expect`?"),
        ("{case: c, enable: [spear], given: {kind: order.new}, expect: []}", "did you mean `spare`?"),
        ("just words", "a case is a map"),
    ],
)
def test_a_fault_in_a_case_is_named_with_its_place(tmp_path: Path, case: str, said: str) -> None:
    """Test files are checked as strictly as rules."""
    report = _run(tmp_path, f"- {case}")
    assert not report.ok
    text = testing.as_text(report)
    assert said in text
    assert "20.test.yaml:1:" in text


WORDS = "case: given: expect: enable: kind: lines: order.new order.total order.tags order.age 3h sku 5 hold relocate"
FRAGMENTS = st.sampled_from([*WORDS.split(), *'\n-[]{},:"|&*', "  ", "- ", ": ", "[]", "{}"])


@given(st.lists(FRAGMENTS, max_size=50).map("".join) | st.text(max_size=100))
@settings(max_examples=300, deadline=None)
def test_no_text_makes_reading_cases_fail_with_anything_but_problems(text: str) -> None:
    """Whatever stands in a test file, the answer is cases or problems."""
    source = sources.from_text(text, "a.test.yaml")
    if isinstance(source, sources.Source):
        found = findings.Findings()
        read = cases.read(source, ir.RuleSet(rules=(), digest=""), found)
        assert all(case.given.kind for case in read)
        assert all(problem.summary for problem in found.with_excerpts([source]))
