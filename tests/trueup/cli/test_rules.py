"""Checking and testing rules at the command line."""

import json
from pathlib import Path

import pytest
from support.command_lines import Run

from trueup import projects

RULE = """\
on: order.new
rules:
  - name: default-warehouse
    why: somebody has to ship it
    then:
      - assign_warehouse: {default: true}
"""


@pytest.fixture
def rules(project: Path) -> Path:
    """A rule folder with one good rule."""
    folder = project / "rules"
    folder.mkdir()
    (folder / "10-ship-from.yaml").write_text(RULE, encoding="utf-8")
    return folder


@pytest.mark.usefixtures("rules")
def test_good_rules_are_counted(trueup: Run):
    """And the exit code is 0."""
    answer = trueup("check")

    assert (answer.code, answer.out) == (0, "1 rule, no errors.\n")


def test_a_wrong_rule_is_shown_with_its_place_and_what_was_meant(trueup: Run, rules: Path):
    """On stderr, with exit code 1."""
    (rules / "20-more.yaml").write_text(RULE.replace("then:", "whenn: {}\n    then:"), encoding="utf-8")

    answer = trueup("check")

    assert (answer.code, answer.out) == (1, "")
    assert "20-more.yaml:5:" in answer.err


@pytest.mark.usefixtures("project")
def test_a_project_without_rules_is_told(trueup: Run):
    """Not taken for a project that decides nothing."""
    assert trueup("check").code == 1


def test_the_shipped_rules_are_right_and_their_cases_pass(trueup: Run):
    """Without any project around them."""
    shipped = str(projects.shipped_rules())

    assert trueup("check", shipped).code == 0
    tested = trueup("test", shipped)
    assert tested.code == 0, tested.out
    assert "0 failed" in tested.out


def test_a_case_that_fails_ends_with_1(trueup: Run, rules: Path):
    """With what was expected."""
    (rules / "10-ship-from.test.yaml").write_text(
        "- case: goes to the cold store\n"
        "  given: {kind: order.new, order.number: '1001'}\n"
        "  expect: [assign_warehouse: cold-store]\n",
        encoding="utf-8",
    )

    answer = trueup("test")

    assert answer.code == 1
    assert "cold-store" in answer.out + answer.err


def test_the_shipped_rules_are_proved_without_an_alarm(trueup: Run):
    """With exit code 0."""
    answer = trueup("check", "--prove", str(projects.shipped_rules()))

    assert answer.code == 0, answer.out
    assert "no warnings" in answer.out


def test_a_rule_that_never_stands_fails_the_proof(trueup: Run, rules: Path):
    """With its place, an order that shows it, and exit code 1."""
    (rules / "20-late.yaml").write_text(RULE.replace("default-warehouse", "late").replace("{default: true}", "b"))

    answer = trueup("check", "--prove", str(rules))

    assert answer.code == 1
    assert "20-late.yaml:3:5: warning: `assign_warehouse: b` of `late` never stands" in answer.out
    assert "for example order.new of order 1001" in answer.out


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_problems_and_proofs_can_be_read_by_programs(trueup: Run, rules: Path, form: str):
    """In either form, before and after the files are in order."""
    proved = trueup("check", "--prove", "--format", form, str(rules))
    (rules / "20-wrong.yaml").write_text("on: order.new\nrules: [{}]\n", encoding="utf-8")
    checked = trueup("check", "--prove", "--format", form, str(rules))

    assert (proved.code, checked.code) == (1, 1)
    assert "order.unassigned" in json.dumps(json.loads(proved.out))
    assert "20-wrong.yaml" in json.dumps(json.loads(checked.out))
