"""`trueup explain` tells what past rounds decided: with the rules and values of then, whatever has changed since."""

from pathlib import Path

import pytest
from support.command_lines import Run
from support.served_shops import ServedShop

pytestmark = pytest.mark.usefixtures("imported")

SHIP_FROM = """\
on: [order.new, order.unassigned]
rules:
  - name: small-orders
    why: {why}
    when: {{order.total: {{less_than: {total}}}}}
    then: [assign_warehouse: {warehouse}]
  - name: huge-orders
    when: {{order.total: {{at_least: 100000}}}}
    then: [hold]
"""
MUCH, LITTLE = 1_000, 1
FILE = Path("rules/05-small.yaml")


def write_rule(why: str = "b packs small parcels", warehouse: str = "warehouse-b", total: int = MUCH) -> None:
    """A rule for the ship-from, before the shipped ones."""
    FILE.write_text(SHIP_FROM.format(why=why, warehouse=warehouse, total=total), encoding="utf-8")


@pytest.fixture
def decided(imported: ServedShop, trueup: Run) -> ServedShop:
    """Order 1002 came in by the rule above, in round 2."""
    write_rule()
    imported.control("POST", "orders", lines=[{"sku": "MUG", "quantity": 1}])
    assert trueup("apply", "--yes").code == 0
    return imported


def past(text: str) -> str:
    """What is told of the past: from its headline on, up to what is told of now."""
    return text.partition("What was decided so far")[2].partition("\nNow:")[0].partition("Nothing is left to do")[0]


@pytest.mark.usefixtures("decided")
@pytest.mark.parametrize("since", ["other rules", "no rules", "another file", "switched off"])
def test_what_was_decided_stays_true_when_the_rules_change(trueup: Run, since: str):
    """The rule of then, at its place of then, with the reason of then."""
    match since:
        case "other rules":
            write_rule(why="changed my mind", warehouse="warehouse-a", total=LITTLE)
        case "no rules":
            FILE.unlink()
        case "another file":
            FILE.rename("rules/06-renamed.yaml")
        case _:
            FILE.write_text(FILE.read_text(encoding="utf-8").replace("    why", "    enabled: false\n    why"), "utf-8")

    told = past(trueup("explain", "1002").out)

    assert "Round 2, " in told
    assert ("by the rules of then:" in told) is (since != "another file"), "a rule that only moved is the same rule"
    assert "small-orders (rules/05-small.yaml:3:5): does assign_warehouse: warehouse-b" in told
    assert "why: b packs small parcels" in told
    assert "default-warehouse (rules/10-ship-from.yaml" in told
    assert "matches, but small-orders came first" in told
    assert "assign_warehouse: done" in told


@pytest.mark.usefixtures("decided")
def test_what_was_decided_stays_true_when_the_world_changes(trueup: Run):
    """The order has a label by now, and was moved and is on its way."""
    before = past(trueup("explain", "1002").out)
    trueup("label", "1002", "--carrier", "UPS", "--tracking", "1Z999AA10123456784")
    trueup("apply", "--yes")

    after = past(trueup("explain", "1002").out)

    assert before.strip().splitlines()[1:5] == after.strip().splitlines()[1:5]
    assert "write-tracking" in after
    assert "write_tracking: done" in after


def test_a_rule_that_once_decided_tells_why_though_nothing_is_left_to_do(trueup: Run):
    """Where the parcel left from was decided by `follow-the-label`, and nothing of that kind is open any more."""
    trueup("orders", "ship-from", "1001", "warehouse-a")
    trueup("label", "1001", "--carrier", "UPS", "--tracking", "1Z999AA10123456784")
    trueup("apply", "--yes")

    told = trueup("explain", "1001", "--rule", "follow-the-label").out

    assert told.startswith("Round 2, ")
    assert "follow-the-label (rules/20-placement.yaml" in told
    assert "does relocate\n    because part.labelled is true" in told


def test_a_rule_that_was_never_asked_says_for_what_it_is(trueup: Run):
    """There is no why not for another kind of difference."""
    told = trueup("explain", "1001", "--rule", "voided-label").out

    assert told.startswith("voided-label answers tracking.void. ")


@pytest.mark.usefixtures("decided")
def test_an_edit_elsewhere_does_not_part_what_was_decided_alike(trueup: Run):
    """Order 1001 waits for its label in both rounds, whatever a rule for other orders says."""
    write_rule(why="changed my mind", total=LITTLE)
    trueup("apply", "--yes")

    told = past(trueup("explain", "1001").out)

    assert "Rounds 1 to 3, " in told
    assert told.count("wait-for-the-label") == 1


@pytest.mark.usefixtures("decided")
def test_a_rule_that_is_gone_can_still_be_asked_for(trueup: Run):
    """By its name of then; one that never was is refused."""
    FILE.unlink()

    assert "does assign_warehouse: warehouse-b" in trueup("explain", "1002", "--rule", "small-orders").out
    assert "There is no rule smal-orders" in trueup("explain", "1002", "--rule", "smal-orders").err


@pytest.mark.usefixtures("decided")
def test_one_round_tells_of_every_rule_why_it_did_not_match(trueup: Run):
    """With the values of then, and without asking the shop."""
    told = trueup("explain", "1002", "--round", "2").out
    one = trueup("explain", "1002", "--round", "2", "--rule", "follow-the-shop").out

    assert "small-orders (rules/05-small.yaml:3:5): does assign_warehouse: warehouse-b" in told
    assert "huge-orders (rules/05-small.yaml:7:5): does not match" in told
    assert "it would have to be at least 100000" in told
    assert "by the rules of then" not in told
    assert one == "follow-the-shop was for other kinds of difference than round 2 found about order 1002.\n"


def test_rounds_that_are_not_on_record_are_said_to_be(trueup: Run):
    """One that never was, one that had nothing to do with the order, and a rule that it had not."""
    trueup("apply", "--yes")

    assert "There is no round" in trueup("explain", "1001", "--round", "77").err
    assert "Round 1 decided nothing about order 4711" in trueup("explain", "4711", "--round", "1").err
    assert "There was no rule nobody in round 1" in trueup("explain", "1001", "--round", "1", "--rule", "nobody").err


def test_what_could_not_be_done_is_not_said_to_be_done(imported: ServedShop, trueup: Run):
    """The warehouse did not exist then; that it does by now changes nothing about then."""
    write_rule(warehouse="warehouse-x")
    imported.control("POST", "orders", lines=[{"sku": "MUG", "quantity": 1}])
    trueup("apply", "--yes")
    trueup("warehouses", "add", "warehouse-x", "Warehouse X")

    told = past(trueup("explain", "1002").out)

    assert "small-orders (rules/05-small.yaml:3:5): matches\n" in told
    assert 'assign_warehouse: warehouse-x can\'t be done: there is no warehouse "warehouse-x"' in told
    assert "does assign_warehouse: {default: true}, in place of small-orders" in told


def test_a_level_tells_what_its_target_was_made_of(trueup: Run, tmp_path: Path):
    """The stock of then, what the shop offered then, and what was written."""
    counts = tmp_path / "counts.csv"
    counts.write_text("warehouse,sku,on_hand\nwarehouse-b,MUG,30\n", encoding="utf-8")
    trueup("import", "stock", str(counts))
    trueup("shop", "write-inventory", "on")
    trueup("apply", "--yes")
    counts.write_text("warehouse,sku,on_hand\nwarehouse-b,MUG,20\n", encoding="utf-8")
    trueup("import", "stock", str(counts))

    told = trueup("explain", "--sku", "MUG", "--location", "Lake Jackson").out

    assert "warehouse-b has 30 available on hand" in past(told)
    assert "set_inventory: done" in past(told)
    assert "Warehouse B has 20 available on hand" in told.partition("Now:")[2]


def test_a_level_that_is_not_compared_says_how_to_switch_it_on(trueup: Run):
    """Write-back is off in a new shop."""
    assert "trueup shop write-inventory on" in trueup("explain", "--sku", "MUG").out


def test_what_a_limit_holds_is_told_of_now_and_of_then(trueup: Run, monkeypatch: pytest.MonkeyPatch):
    """The rules want it, and it is not done."""
    monkeypatch.setenv("TRUEUP_GUARDS__ORDERS_MOVED", "0")
    trueup("label", "1001", "--carrier", "UPS", "--tracking", "1Z999AA10123456784")
    trueup("apply", "--yes")

    told = trueup("explain", "1001").out

    assert "a limit held the whole plan of round 2" in past(told)
    assert "a limit holds the whole plan" in told.partition("Now:")[2]
