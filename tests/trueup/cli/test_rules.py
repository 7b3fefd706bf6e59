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


def test_a_rule_without_a_case_fails_a_strict_run_alone(trueup: Run, rules: Path):
    """It is named in both."""
    plain, strict = trueup("test", str(rules)), trueup("test", "--strict", str(rules))

    assert (plain.code, strict.code) == (0, 1)
    assert plain.out == strict.out
    assert "no case exercises `default-warehouse`" in plain.out


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_what_cases_came_to_can_be_read_by_programs(trueup: Run, rules: Path, form: str):
    """In either form, with the same exit code."""
    (rules / "10-ship-from.test.yaml").write_text("- {case: c, given: {kind: order.new}, expect: []}", encoding="utf-8")

    answer = trueup("test", "--format", form, str(rules))

    assert answer.code == 1
    assert "10-ship-from.test.yaml" in json.dumps(json.loads(answer.out))


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


COLD = """\
on: order.new
rules:
  - name: frozen-goods
    when:
      any line: {sku: {starts_with: "FRZ-"}}
    then:
      - assign_warehouse: cold-stor
"""


@pytest.fixture
def cold(rules: Path) -> Path:
    """A rule that names a warehouse, with a slip."""
    (rules / "05-cold.yaml").write_text(COLD, encoding="utf-8")
    return rules


@pytest.mark.usefixtures("cold")
def test_without_a_database_names_are_said_not_to_be_checked(trueup: Run):
    """And none is made."""
    answer = trueup("check")

    assert answer.code == 0, answer.err
    assert "2 rules, no errors.\nThe names of warehouses and locations were not checked: " in answer.out
    assert not Path("trueup.db").exists()


def test_outside_a_project_names_are_said_not_to_be_checked(
    trueup: Run, cold: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
):
    """Rule files may lie anywhere."""
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))

    answer = trueup("check", str(cold))

    assert answer.code == 0, answer.err
    assert "were not checked: no project is here." in answer.out


@pytest.mark.usefixtures("cold")
def test_a_warehouse_that_does_not_exist_is_refused_with_its_place_and_the_nearest(trueup: Run):
    """As any other slip in a rule file."""
    trueup("warehouses", "add", "warehouse-a", "Warehouse A", "--default")
    trueup("warehouses", "add", "cold-store", "Cold Store")

    answer = trueup("check")

    assert (answer.code, answer.out) == (1, "")
    assert "rules/05-cold.yaml:7:27: error: there is no warehouse `cold-stor`" in answer.err
    assert "did you mean `cold-store`?" in answer.err
    (row,) = json.loads(trueup("check", "--format", "json").out)
    assert (row["line"], row["column"]) == (7, 27)
    assert trueup("check", "--prove").code == 1


def test_a_warehouse_that_was_added_is_right(trueup: Run, cold: Path):
    """What the hint says is enough."""
    trueup("warehouses", "add", "warehouse-a", "Warehouse A", "--default")
    (cold / "05-cold.yaml").write_text(COLD.replace("cold-stor", "cold-store"), encoding="utf-8")
    before = trueup("check")
    trueup("warehouses", "add", "cold-store", "Cold Store")

    after = trueup("check")

    assert (before.code, "trueup warehouses add" in before.err) == (1, True)
    assert (after.code, after.out, after.err) == (0, "2 rules, no errors.\n", "")
