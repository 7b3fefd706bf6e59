"""Cases beside rules: what passes, what fails and how the failure reads, and what is refused."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import ir, testing
from engine.loading import findings, sources
from engine.testing import cases, reports

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
    text = reports.as_text(report)
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
    assert "no case exercises `follow-the-label`" in reports.as_text(report)


def test_a_switched_off_rule_can_be_tried(tmp_path: Path) -> None:
    """`enable` switches it on for the one case."""
    report = _run(
        tmp_path,
        "- {case: with, enable: [spare], given: {kind: placement.elsewhere}, expect: [hold]}\n"
        "- {case: without, given: {kind: placement.elsewhere}, expect: [ignore]}\n",
    )
    assert report.ok, reports.as_text(report)


def test_a_test_file_can_be_run_by_itself(tmp_path: Path) -> None:
    """The rules beside it are what it is run against."""
    _run(tmp_path, "- {case: c, given: {kind: placement.elsewhere}, expect: [ignore]}")
    assert len(testing.run([tmp_path / "20.test.yaml"]).results) == 1


def test_rules_that_do_not_load_fail_the_run(tmp_path: Path) -> None:
    """No case can pass on rules that never run."""
    (tmp_path / "10.yaml").write_text("on: order.nwe\nrules: []")
    report = testing.run([tmp_path])
    assert not report.ok
    assert "did you mean `order.new`?" in reports.as_text(report)


def test_a_failure_is_shown_action_by_action(tmp_path: Path) -> None:
    """What is right as well, in its place, and what was likely meant by an action that no rule takes."""
    (tmp_path / "10.yaml").write_text(
        "on: order.new\nrules:\n  - {name: a, then: [tag: one, tag: two, assign_warehouse: cold-store]}\n"
    )
    (tmp_path / "10.test.yaml").write_text(
        "- {case: c, given: {kind: order.new}, expect: [tag: one, assign_warehouse: cold-stor]}"
    )
    lines = reports.as_text(testing.run([tmp_path])).splitlines()
    assert lines[1:6] == [
        "      tag: one",
        "    - assign_warehouse: cold-stor   expected, and not decided",
        "    + tag: two   decided, and not expected",
        "    + assign_warehouse: cold-store   decided, and not expected",
        "    no rule for this kind does assign_warehouse: cold-stor; one does assign_warehouse: cold-store",
    ]


def test_a_failure_among_many_rules_tells_of_those_that_matter(tmp_path: Path) -> None:
    """Those that did something, and those that would have done what is missing; the rest is counted."""
    rules = "".join(
        f"  - {{name: r{number}, when: {{order.tags: t{number}}}, then: [tag: x{number}]}}\n" for number in range(100)
    )
    (tmp_path / "10.yaml").write_text(f"on: order.new\nrules:\n{rules}")
    (tmp_path / "10.test.yaml").write_text("- {case: c, given: {kind: order.new, order.tags: t1}, expect: [tag: x2]}")
    text = reports.as_text(testing.run([tmp_path]))
    told = [line for line in text.splitlines() if "no case exercises" not in line]
    assert any(line.strip().startswith("r1 (") for line in told)
    assert any(line.strip().startswith("r2 (") for line in told)
    assert "98 other rules for this kind did not match" in text
    assert len(told) < 12


def test_when_files_are_wrong_no_totals_are_told(tmp_path: Path) -> None:
    """`0 failed` would read as if all were well."""
    report = _run(tmp_path, "- {case: c, given: {kind: order.nwe}, expect: []}")
    assert reports.as_text(report).splitlines()[-1] == "no case was run: mend the files first"


def test_cases_of_one_name_and_files_without_cases_are_warned_of(tmp_path: Path) -> None:
    """They run all the same."""
    case = "- {case: c, given: {kind: placement.elsewhere}, expect: [ignore]}\n"
    (tmp_path / "30.test.yaml").write_text("# later\n")
    report = _run(tmp_path, case + case)
    assert report.ok
    assert [problem.summary for problem in report.problems] == [
        "there is a case named `c` already, in line 1",
        "there are no cases in this file",
    ]


def test_a_test_file_that_is_gone_is_told(tmp_path: Path) -> None:
    """Named, or as a link that leads nowhere: its cases would be missed in silence."""
    _run(tmp_path, "[]")
    (tmp_path / "30.test.yaml").symlink_to("nowhere")
    assert not testing.run([tmp_path]).ok
    assert not testing.run([tmp_path / "40.test.yaml"]).ok


def test_all_slips_of_a_test_file_are_told_at_once_and_none_twice(tmp_path: Path) -> None:
    """A misspelt word is read as what was meant."""
    report = _run(tmp_path, "- cas: c\n  givn: {kind: order.nw, order.totl: much}\n  expct: [tga: x]\n")
    assert [(problem.place.line, problem.place.column) for problem in report.problems] == [
        (1, 3),
        (2, 3),
        (2, 16),
        (2, 26),
        (2, 38),
        (3, 3),
        (3, 11),
    ]


def test_json_holds_every_case(tmp_path: Path) -> None:
    """What was expected and decided, and what no case exercises."""
    report = _run(tmp_path, "- {case: c, given: {kind: placement.elsewhere}, expect: [hold]}")
    whole = json.loads(reports.as_json(report))
    assert (whole["passed"], whole["failed"], whole["problems"]) == (0, 1, [])
    (case,) = whole["cases"]
    assert (case["case"], case["line"], case["passed"]) == ("c", 1, False)
    assert (case["expected"], case["decided"]) == (["hold"], ["ignore"])
    assert [each["rule"] for each in whole["untested"]] == ["follow-the-label"]


def test_sarif_points_at_failed_cases_and_at_rules_without_one(tmp_path: Path) -> None:
    """Beside the lines of the change that broke them."""
    report = _run(tmp_path, "- {case: c, given: {kind: placement.elsewhere}, expect: [hold]}")
    (run,) = json.loads(reports.as_sarif(report))["runs"]
    failed, untested = run["results"]
    assert (failed["ruleId"], failed["level"]) == ("failed-case", "error")
    assert "- hold   expected" in failed["message"]["text"]
    assert (untested["ruleId"], untested["level"]) == ("rule-without-a-case", "note")
    assert untested["locations"][0]["physicalLocation"]["region"]["startLine"] == 4


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
        ("{case: c, given: {kind: [order.new]}, expect: []}", "write it without brackets"),
        ("{case: c, given: {kind: order.new, order.age: 2h, order.created_at: 2026-01-01}, expect: []}", "the same"),
        ("{case: c, given: {kind: order.new, order.total: {at_least: 5}}, expect: []}", "stand in rules"),
        ("{case: c, given: {kind: order.new, order.channel: [a, b]}, expect: []}", "write one value"),
        ("{case: c, given: {kind: order.new, order: {total: 5}}, expect: []}", "write each field with its whole name"),
        ("{case: c, given: {kind: order.new, sku: A}, expect: []}", "give the lines themselves"),
        ("{case: c, given: {kind: order.new, any line: {sku: A}}, expect: []}", "give the lines themselves"),
        ("{case: c, given: {kind: order.new, reason: on_hold}, expect: []}", "only `placement.blocked`"),
        ("{case: c, given: order.new, expect: []}", "`given` is a map"),
        ("{case: c, given: {kind: order.new}}", "does not say what is expected"),
        ("{case: c, expect: []}", "does not say what is given"),
        ("{given: {kind: order.new}, expect: []}", "this case has no name"),
        ("{case: [], given: {kind: order.new}, expect: []}", "the name of a case is a text"),
        ("{case: c, given: {kind: order.new}, expect: }", "[] says that no rule answers"),
        ("{case: c, when: {kind: order.new}, then: []}", "did you mean `given`?"),
        ("just words", "a case is a map"),
    ],
)
def test_a_fault_in_a_case_is_named_with_its_place(tmp_path: Path, case: str, said: str) -> None:
    """Test files are checked as strictly as rules."""
    report = _run(tmp_path, f"- {case}")
    assert not report.ok
    text = reports.as_text(report)
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
