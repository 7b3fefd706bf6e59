"""Proofs for people and for other programs: each finding has its place and its example in every form."""

import json
from pathlib import Path

import pytest
from support import rulesets

from engine import loading
from engine.proving import proofs, reporting

RULES = """\
on: [order.new]
rules:
  - name: dear
    when: {order.total: {at_least: 100}}
    then: [assign_warehouse: a]
  - name: far
    when: {order.ship_to.country: NZ}
    then: [assign_warehouse: b]
  - name: rest
    then: [assign_warehouse: {default: true}]
"""


@pytest.fixture
def proof(tmp_path: Path) -> proofs.Proof:
    """Prove a file with one disagreement."""
    file = tmp_path / "rules.yaml"
    file.write_text(RULES, encoding="utf-8")
    loaded = loading.load([file])
    assert loaded.rules is not None
    return proofs.prove(loaded.rules, rulesets.NOW)


def test_text_shows_the_line_and_the_example(proof: proofs.Proof):
    """With what the engine decided about it."""
    shown = reporting.as_text(proof)

    assert "rules.yaml:6:5: warning: `dear` (" in shown
    assert "    6 |   - name: far" in shown
    assert "for example order.new of order 1001 with order.ship_to.country NZ, order.total 100" in shown
    assert "`dear` does assign_warehouse: a and `far` does not assign_warehouse: b" in shown
    assert shown.endswith("Every example was tried on plain and durable_rules.")


def test_json_holds_the_whole_example(proof: proofs.Proof):
    """Another program can try it again."""
    whole = json.loads(reporting.as_json(proof))
    (finding,) = (each for each in whole["findings"] if each["code"] == "disagreement")

    assert (finding["line"], finding["rules"]) == (6, ["far", "dear"])
    (example,) = finding["examples"]
    assert example["values"]["order.ship_to.country"] == "NZ"
    assert example["overridden"][:1] == [{"rule": "far", "action": "assign_warehouse: b", "by": "dear"}]


def test_sarif_tells_sorts_of_findings_apart(proof: proofs.Proof):
    """A code host can mute one sort and show another."""
    (run,) = json.loads(reporting.as_sarif(proof))["runs"]

    assert {each["ruleId"] for each in run["results"]} == {"disagreement", "gap"}
    assert {each["id"] for each in run["tool"]["driver"]["rules"]} == {"disagreement", "gap"}
    assert all(each["locations"][0]["physicalLocation"]["region"]["startLine"] >= 1 for each in run["results"])


def test_a_proof_fails_by_warnings_alone(proof: proofs.Proof):
    """Remarks and open questions let it pass."""
    assert reporting.failed(proof)

    loaded = loading.load([Path(__file__).parents[3] / "rules"])
    assert loaded.rules is not None
    assert not reporting.failed(proofs.prove(loaded.rules, rulesets.NOW))
