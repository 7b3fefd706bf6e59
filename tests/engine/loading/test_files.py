"""Which files are read and in what order, list files beside them, and what the digest covers."""

from pathlib import Path

import pytest
from support import rule_texts

from engine import loading


def _rule(name: str) -> str:
    return f"on: order.new\nrules:\n  - name: {name}\n    then: [hold]\n"


def _write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name.replace('_', '-')}.yaml").write_text(text)
    return folder


def test_rules_run_in_file_name_order(tmp_path: Path) -> None:
    """The number in front of a file's name says when its rules run."""
    loaded = loading.load([_write(tmp_path, **{"20": _rule("second"), "10": _rule("first"), "9": _rule("third")})])
    assert loaded.rules is not None
    assert [rule.name for rule in loaded.rules.rules] == ["first", "second", "third"]


def test_test_files_are_no_rule_files(tmp_path: Path) -> None:
    """Cases beside the rules are left to the rule tests."""
    _write(tmp_path, **{"10": _rule("only")})
    (tmp_path / "10.test.yaml").write_text("- case: anything")
    assert rule_texts.only_rule(loading.load([tmp_path])).name == "only"


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    """A folder and a file in it may both be named."""
    _write(tmp_path, **{"10": _rule("only")})
    assert rule_texts.only_rule(loading.load([tmp_path, tmp_path / "10.yaml"])).name == "only"


def test_one_bad_file_stops_the_load_and_the_others_are_checked_too(tmp_path: Path) -> None:
    """No half rule set ever runs, and all faults of all files are told."""
    _write(tmp_path, **{"10": _rule("fine"), "20": "on: [", "30": "on: order.nwe\nrules: []"})
    loaded = loading.load([tmp_path])
    assert loaded.rules is None
    assert [Path(problem.place.file).name for problem in loaded.problems] == ["20.yaml", "30.yaml"]


@pytest.mark.parametrize(("name", "said"), [("nowhere", "no such file or folder"), ("", "no rule file in this folder")])
def test_a_path_without_rules_is_an_error(tmp_path: Path, name: str, said: str) -> None:
    """A misspelt folder must not mean that no rule holds."""
    assert said in rule_texts.summary_of(loading.load([tmp_path / name]))


def test_an_empty_file_is_worth_a_warning(tmp_path: Path) -> None:
    """A file of comments alone loads, and says so."""
    _write(tmp_path, **{"10": _rule("only"), "20": "# nothing yet\n"})
    loaded = loading.load([tmp_path])
    assert loaded.rules is not None
    assert [problem.severity for problem in loaded.problems] == ["warning"]


def test_a_definition_serves_all_files(tmp_path: Path) -> None:
    """What one file defines another may name."""
    _write(
        tmp_path,
        **{
            "00": "define: {dear: {order.total: {at_least: 500}}}",
            "10": "on: order.new\nrules: [{name: a, when: {meets: dear}, then: [hold]}]",
        },
    )
    assert rule_texts.only_rule(loading.load([tmp_path])).name == "a"


def test_a_definition_that_no_rule_uses_is_worth_a_warning() -> None:
    """It was not checked, and may be misspelt where it was meant."""
    loaded = loading.load_text("on: order.new\ndefine: {dear: {order.total: 5}}\nrules: [{name: a, then: [hold]}]")
    assert loaded.rules is not None
    assert "no rule uses the condition `dear`" in loaded.problems[0].summary


def test_the_digest_changes_with_rules_and_lists_alone(tmp_path: Path) -> None:
    """Equal files in another folder have one digest; a changed rule or list has another."""
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
        listed = "{any line: {sku: {in_list: fragile.csv}}}"
        _write(folder, **{"10": f"on: order.new\nrules: [{{name: a, when: {listed}, then: [hold]}}]"})
        (folder / "fragile.csv").write_text("MUG-01\n")

    def digest(folder: Path) -> str:
        rules = loading.load([folder]).rules
        assert rules is not None
        return rules.digest

    assert digest(here) == digest(there)
    (there / "fragile.csv").write_text("MUG-02\n")
    assert digest(here) != digest(there)
