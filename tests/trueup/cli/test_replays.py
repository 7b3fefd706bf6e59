"""Trying other rules on past rounds at the command line, and asking about levels that are settled."""

import json
import sqlite3
from pathlib import Path

import pytest
from support.command_lines import Run
from support.served_shops import ServedShop

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


def test_what_would_change_is_counted_before_it_is_listed(imported: ServedShop, trueup: Run, new_rules: Path):
    """A hundred orders that would ship from elsewhere are one line first."""
    for _ in range(3):
        imported.control("POST", "orders", lines=[{"sku": "MUG", "quantity": 1}])
    trueup("apply", "--yes")

    told = trueup("replay", "--rules", str(new_rules)).out

    assert "The new rules would have done differently in 8 cases:" in told
    summary, _, listed = told.partition("Each of them:")
    assert [line.split()[:2] for line in summary.splitlines() if "warehouse-b" in line] == [["4", "order.new"]]
    assert [line.split()[:2] for line in summary.splitlines() if "no rule answers" in line] == [
        ["4", "placement.elsewhere"]
    ]
    assert [line.split()[1] for line in listed.splitlines() if "warehouse-b" in line] == [
        f"order={number}" for number in (1002, 1003, 1004, 1001)
    ]


def test_a_record_that_was_changed_is_refused_with_what_can_be_asked_instead(trueup: Run, new_rules: Path):
    """The round that is not believed is named; explain says that it can't be read."""
    with sqlite3.connect("trueup.db") as database:
        database.execute("UPDATE decided_contents SET content = x'00'")

    refused = trueup("replay", "--rules", str(new_rules))
    told = trueup("explain", "1001")

    assert refused.code != 0
    assert "round 1: what was recorded was changed since, or is damaged" in refused.out
    assert "warehouse-b" not in refused.out
    assert "What round 1 recorded can't be read any more" in told.out
    assert "What round 1 recorded can't be read any more" in trueup("explain", "1001", "--round", "1").err
