"""SARIF as code hosts want it: sorts that are described, places that they find, columns that count characters."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from support import rule_texts

from engine import loading, problems, sarif
from engine.proving.findings import Code

WRONG = """\
on: order.nwe
rules:
  - name: a
    when: {order.tags: \U0001f680, order.totl: much, order.age: {older_than: 5}}
    then: [hodl, {tag: }]
  - name: a
    then: [hold]
"""


def _log(found: tuple[problems.Problem, ...]) -> dict[str, Any]:
    log = msgspec.json.decode(sarif.as_text("trueup check", found))
    assert isinstance(log, dict)
    return log


def test_every_sort_of_problem_is_described() -> None:
    """A host shows the words of the sort beside the problem, and mutes one sort at a time."""
    log = _log(loading.load_text(WRONG).problems)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["unknown-name", "wrong-structure", "wrong-value"]
    for rule in rules:
        assert rule["shortDescription"]["text"].endswith(".")
        assert rule["defaultConfiguration"]["level"] == "error"
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] >= 1
        assert region["startColumn"] >= 1


def test_columns_count_characters() -> None:
    """A host counts them as the log says: wide ones as one."""
    (run,) = _log(loading.load_text(WRONG).problems)["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    (unknown,) = [each for each in run["results"] if "order.totl" in each["message"]["text"]]
    column = unknown["locations"][0]["physicalLocation"]["region"]["startColumn"]
    assert WRONG.splitlines()[3][column - 1 :].startswith("order.totl")


@pytest.mark.parametrize("code", sorted({*Code, *problems.Sort}))
def test_every_code_is_known(code: str) -> None:
    """None is shown as another sort."""
    (problem,) = rule_texts.with_condition("{order.totl: 1}").problems
    log = _log((msgspec.structs.replace(problem, code=code),))
    assert log["runs"][0]["results"][0]["ruleId"] == code


def test_places_are_told_from_the_folder_of_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever way the file was named; one elsewhere is told whole."""
    folder = tmp_path / "my rules"
    folder.mkdir()
    (folder / "1#0.yaml").write_text(WRONG, encoding="utf-8")

    def uri(path: Path) -> str:
        place = _log(loading.load([path]).problems)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
        return str(place["artifactLocation"]["uri"])

    monkeypatch.chdir(tmp_path)
    assert uri(folder) == "my%20rules/1%230.yaml"
    assert uri(Path("my rules")) == "my%20rules/1%230.yaml"
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    assert uri(folder) == (folder / "1#0.yaml").as_uri()
