"""Trying other rules on past rounds at the command line, and asking about levels that are settled."""

import json
from pathlib import Path

import pytest
from support.command_lines import Run

pytestmark = pytest.mark.usefixtures("imported")

OTHER = """\
on: [order.new, order.unassigned]
rules:
  - name: all-from-b
    then:
      - assign_warehouse: warehouse-b
"""


@pytest.fixture
def new_rules(tmp_path: Path) -> Path:
    """A folder with one other rule."""
    folder = tmp_path / "new"
    folder.mkdir()
    (folder / "10-ship-from.yaml").write_text(OTHER, encoding="utf-8")
    return folder


def test_what_new_rules_would_have_done_is_listed(trueup: Run, new_rules: Path):
    """After the word that the record was reproduced."""
    answer = trueup("replay", "--rules", str(new_rules), "--since", "30d")

    assert answer.code == 0, answer.err
    assert "all reproduced exactly by their own rules" in answer.out
    assert "assign_warehouse: warehouse-a" in answer.out
    assert "assign_warehouse: warehouse-b" in answer.out


def test_the_present_rules_would_have_decided_the_same(trueup: Run):
    """Other programs get it as JSON."""
    answer = trueup("replay", "--rules", "rules", "--format", "json")

    found = json.loads(answer.out)
    assert (answer.code, found["differing"], found["refused"]) == (0, [], [])
    assert found["decisions"] > 0


def test_a_wrong_span_is_refused(trueup: Run):
    """It says what a span looks like."""
    answer = trueup("replay", "--rules", "rules", "--since", "a month")

    assert answer.code != 0
    assert "such as 30d" in answer.err


def test_a_settled_level_is_explained(trueup: Run, tmp_path: Path):
    """Its target, the shares of the warehouses, what the shop says, and that nothing differs."""
    counts = tmp_path / "counts.csv"
    counts.write_text("warehouse,sku,on_hand\nwarehouse-b,MUG,49\n", encoding="utf-8")
    trueup("import", "stock", str(counts))
    trueup("shop", "write-inventory", "on")
    trueup("apply", "--yes")

    told = trueup("explain", "--sku", "MUG", "--location", "Lake Jackson").out

    assert "MUG at Lake Jackson:" in told
    assert "Warehouse B has 49 available on hand" in told
    assert "Nothing differs, so no rule is asked." in told
