"""Which files are read and in what order, list files beside them, and what the digest covers."""

import os
from pathlib import Path

import pytest
from support import rule_texts

from engine import loading, problems, sarif


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


def test_what_only_looks_like_a_rule_file_is_told(tmp_path: Path) -> None:
    """A rule file that is gone must not be missed in silence, though others are there."""
    _write(tmp_path, **{"10": _rule("only")})
    (tmp_path / "20.yaml").symlink_to("nowhere")
    (tmp_path / "30.yaml").symlink_to("30.yaml")
    os.mkfifo(tmp_path / "40.yaml")
    loaded = loading.load([tmp_path])
    assert loaded.rules is None
    assert [(Path(problem.place.file).name, problem.summary) for problem in loaded.problems] == [
        ("20.yaml", "this link leads to no file"),
        ("30.yaml", "this link leads to no file"),
        ("40.yaml", "this is neither a file nor a folder"),
    ]


def test_a_name_in_large_letters_is_a_rule_file_and_one_with_a_dot_in_front_is_none(tmp_path: Path) -> None:
    """Some systems write .YAML; others put ._10.yaml or .#10.yaml beside a file, which is for them alone."""
    (tmp_path / "10.YAML").write_text(_rule("only"))
    (tmp_path / "10.Test.YAML").write_text("- case: anything")
    (tmp_path / "._10.yaml").write_bytes(b"\x00\x05\x16\x07")
    (tmp_path / ".#10.yaml").symlink_to("someone@somewhere.4711")
    assert rule_texts.only_rule(loading.load([tmp_path])).name == "only"


def test_a_file_whose_name_is_no_text_is_refused(tmp_path: Path) -> None:
    """Its name could neither be recorded nor shown; it can be told all the same."""
    (tmp_path / os.fsdecode(b"10-f\xfcr.yaml")).write_text(_rule("only"))
    loaded = loading.load([tmp_path])
    assert "is not text in UTF-8" in rule_texts.summary_of(loaded)
    assert "10-f\\udcfcr.yaml:1:1: error" in problems.as_text(loaded.problems)
    assert "10-f\\\\udcfcr.yaml" in problems.as_json(loaded.problems)
    assert "10-f%FCr.yaml" in sarif.as_text("trueup check", loaded.problems)


def test_a_path_that_cannot_be_looked_at_is_a_problem_like_any_other(tmp_path: Path) -> None:
    """Not an error of the system that leaves out what is wrong with the rest."""
    loaded = loading.load([tmp_path / ("x" * 300), tmp_path / "nowhere"])
    assert [problem.summary.partition(":")[0] for problem in loaded.problems] == [
        "there is no such file or folder",
        "this cannot be read",
    ]


def test_test_files_alone_are_no_rules(tmp_path: Path) -> None:
    """Beside rule files they are passed over: a shell may have put all names of a folder on the line."""
    _write(tmp_path, **{"10": _rule("only"), "10.test": "- case: anything"})
    tests = tmp_path / "10.test.yaml"
    loaded = loading.load([tests])
    assert "this is a test file" in rule_texts.summary_of(loaded)
    assert f"trueup test {tests}" in rule_texts.hint_of(loaded)
    assert rule_texts.only_rule(loading.load([tests, tmp_path / "10.yaml"])).name == "only"


@pytest.mark.parametrize(
    ("content", "said", "column"),
    [
        ("on: x".encode("utf-16"), "UTF-16 text", 1),
        ("on: x".encode("utf-16-le"), "UTF-16 text", 1),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not a text file", 1),
        ("on: f\xfcr".encode("latin-1"), "the byte FC (perhaps `\xfc`)", 6),
        ("on: \u201cx".encode("cp1252"), "the byte 93 (perhaps `\u201c`)", 5),
        (b"\xef\xbb\xbfon: \xff", "the byte FF", 5),
    ],
)
def test_a_file_in_another_encoding_is_told_for_what_it_is(
    tmp_path: Path, content: bytes, said: str, column: int
) -> None:
    """With the line, as far as it can be read, and the place of the first byte that can't."""
    (tmp_path / "10.yaml").write_bytes(content)
    (problem,) = loading.load([tmp_path]).problems
    assert said in problem.summary
    assert "UTF-8" in problem.hint
    assert problem.place.column == column
    assert (problem.excerpt[column - 1 :][:1] == "\ufffd") == ("byte" in said)


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
