"""Orders, labels, explanations and past rounds at the command line, with a simulated shop."""

import pytest
from support.command_lines import Run
from support.served_shops import ServedShop

pytestmark = pytest.mark.usefixtures("imported")

TRACKING = "1Z999AA10123456784"


def test_an_open_order_is_listed_with_its_ship_from(trueup: Run):
    """The rule's decision is seen."""
    (line,) = [line for line in trueup("orders", "list").out.splitlines() if "#1001" in line]

    assert "warehouse-a" in line


def test_an_order_is_shown_with_the_rule_that_decided(trueup: Run):
    """By number or by name."""
    shown = trueup("orders", "show", "1001")

    assert shown == trueup("orders", "show", "#1001")
    assert "rule default-warehouse" in shown.out
    assert "1 x MUG" in shown.out


def test_a_person_decides_where_an_order_ships_from_and_no_rule_undoes_it(trueup: Run):
    """Also not in a later round."""
    decided = trueup("orders", "ship-from", "1001", "warehouse-b")
    trueup("apply", "--yes")

    assert decided.code == 0, decided.err
    shown = trueup("orders", "show", "1001").out
    assert "warehouse-b" in shown
    assert "person" in shown


def test_an_unknown_ship_from_is_refused_with_the_nearest(trueup: Run):
    """Nothing is decided then."""
    answer = trueup("orders", "ship-from", "1001", "warehouse-bb")

    assert answer.code == 1
    assert 'Did you mean "warehouse-b"?' in answer.err


def test_a_label_is_written_to_the_shop_by_the_next_round(trueup: Run, imported: ServedShop):
    """The order moves to where it ships from, and the customer's parcel has a number."""
    labelled = trueup("label", "1001", "--carrier", "UPS", "--tracking", TRACKING)
    applied = trueup("apply", "--yes")

    assert (labelled.code, applied.code) == (0, 0), labelled.err + applied.err
    assert imported.levels("MUG") == {"Lake Jackson": 50, "Austin Office": 47}
    assert "written" in trueup("orders", "show", "1001").out
    assert trueup("diff").code == 0


def test_a_label_without_a_tracking_number_is_refused(trueup: Run):
    """The command line says which word is missing."""
    answer = trueup("label", "1001", "--carrier", "UPS")

    assert answer.code == 1
    assert "--tracking" in answer.err


@pytest.mark.parametrize("line", ["MUG", "MUG=0", "MUG=-1", "MUG=1.5", "=1"])
def test_a_line_that_is_no_sku_and_quantity_is_refused(trueup: Run, line: str):
    """Before anything is written."""
    answer = trueup("label", "1001", "--carrier", "UPS", "--tracking", TRACKING, "--line", line)

    assert answer.code == 1
    assert "SKU=QUANTITY" in answer.err
    assert "no label" in trueup("label", "list", "1001").out


def test_a_label_for_some_of_the_units_leaves_the_rest(trueup: Run, imported: ServedShop):
    """One parcel, not the whole order."""
    imported.control("POST", "orders", lines=[{"sku": "MUG", "quantity": 3}])
    trueup("apply", "--yes")

    first = trueup("label", "1002", "--carrier", "UPS", "--tracking", "ONE", "--line", "MUG=2")
    second = trueup("label", "1002", "--carrier", "UPS", "--tracking", "TWO")
    third = trueup("label", "1002", "--carrier", "UPS", "--tracking", "THREE")

    assert (first.code, second.code, third.code) == (0, 0, 1)


def test_a_label_can_be_replaced_and_voided(trueup: Run):
    """And the list tells all that."""
    trueup("label", "1001", "--carrier", "UPS", "--tracking", TRACKING)
    replaced = trueup("label", "replace", "1001", TRACKING, "--carrier", "FedEx", "--tracking", "7712345")
    voided = trueup("label", "void", "1001", "7712345")

    assert (replaced.code, voided.code) == (0, 0), replaced.err + voided.err
    (line,) = [line for line in trueup("label", "list", "1001").out.splitlines() if "7712345" in line]
    assert "FedEx" in line


def test_an_order_that_no_round_has_imported_is_said_to_be_in_the_shop(trueup: Run, imported: ServedShop):
    """So that nobody looks for a slip in the number."""
    imported.control("POST", "orders", lines=[{"sku": "MUG", "quantity": 1}])

    answer = trueup("label", "1002", "--carrier", "UPS", "--tracking", TRACKING)

    assert answer.code == 1
    assert "no round has imported it yet" in answer.err


def test_an_order_that_is_nowhere_is_unknown(trueup: Run):
    """The shop was asked as well."""
    answer = trueup("label", "2001", "--carrier", "UPS", "--tracking", TRACKING)

    assert answer.code == 1
    assert 'There is no order "2001"' in answer.err
    assert "imported it yet" not in answer.err


def test_a_label_for_a_cancelled_order_is_refused(trueup: Run, imported: ServedShop):
    """Once a round has heard of it."""
    imported.control("POST", "orders/1001/cancel", restock=True)
    trueup("apply", "--yes")

    answer = trueup("label", "1001", "--carrier", "UPS", "--tracking", TRACKING)

    assert answer.code == 1
    assert "cancelled" in answer.err


def test_a_round_is_listed_and_shown_with_what_became_of_its_changes(trueup: Run):
    """The first round imported the order."""
    listed = trueup("rounds", "list").out
    shown = trueup("rounds", "show", "1").out

    assert "done" in listed
    assert "import_order" in shown


def test_an_unknown_round_is_refused(trueup: Run):
    """By its number, and with the latest there is."""
    answer = trueup("rounds", "show", "99")

    assert answer.code == 1
    assert 'There is no round "99". The latest is 1. List them: trueup rounds list' in answer.err


@pytest.mark.parametrize(
    "words",
    [
        ("orders", "show", "1011"),
        ("orders", "ship-from", "1011", "warehouse-b"),
        ("label", "1011", "--carrier", "UPS", "--tracking", TRACKING),
        ("label", "list", "1011"),
        ("explain", "1011"),
    ],
)
def test_an_unknown_order_is_refused_with_the_nearest(trueup: Run, words: tuple[str, ...]):
    """Wherever an order is named."""
    answer = trueup(*words)

    assert (answer.code, answer.out) == (1, "")
    assert 'There is no order "1011". Did you mean "1001"?' in answer.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--sku", "MUGG"), 'There is no SKU "MUGG". Did you mean "MUG"?'),
        (("--sku", "MUG", "--location", "Austn Office"), 'Did you mean "Austin Office"?'),
        (("1001", "--location", "Austin Office"), "with --sku"),
    ],
)
def test_explaining_what_nobody_knows_is_refused(trueup: Run, words: tuple[str, ...], said: str):
    """Silence would read as "all is well"."""
    answer = trueup("explain", *words)

    assert (answer.code, answer.out) == (1, "")
    assert said in answer.err


def test_an_order_is_explained_rule_by_rule(trueup: Run):
    """The rule that matches, the condition with its value, and the one that does not."""
    trueup("label", "1001", "--carrier", "UPS", "--tracking", TRACKING)

    answer = trueup("explain", "1001")

    assert answer.code == 0, answer.err
    assert "follow-the-label" in answer.out
    assert "does relocate" in answer.out
    assert "does not match" in answer.out


def test_one_rule_tells_why_it_did_not_match(trueup: Run):
    """For the author who expected it to."""
    answer = trueup("explain", "1001", "--rule", "follow-the-label")

    assert answer.code == 0, answer.err
    assert "follow-the-label" in answer.out
    assert "part.labelled" in answer.out


def test_an_order_that_is_done_is_explained_from_what_was_decided(trueup: Run):
    """What happened to it, and the rule that chose where it ships from."""
    trueup("label", "1001", "--carrier", "UPS", "--tracking", TRACKING)
    trueup("apply", "--yes")

    answer = trueup("explain", "1001")

    assert answer.code == 0, answer.err
    assert "What happened to order #1001" in answer.out
    assert "default-warehouse" in answer.out


def test_an_unknown_rule_is_refused(trueup: Run):
    """Silence would read as "does nothing"."""
    answer = trueup("explain", "1001", "--rule", "follow-the-lable")

    assert answer.code == 1
    assert "There is no rule follow-the-lable: did you mean `follow-the-label`?" in answer.err


def test_explaining_needs_a_subject(trueup: Run):
    """An order or an item, not both."""
    assert trueup("explain").code == 1
    assert trueup("explain", "1001", "--sku", "MUG").code == 1


def test_a_level_is_explained(trueup: Run, tmp_path_factory: pytest.TempPathFactory):
    """Which rule sets it."""
    counts = tmp_path_factory.mktemp("counts") / "counts.csv"
    counts.write_text("warehouse,sku,on_hand\nwarehouse-a,MUG,20\n", encoding="utf-8")
    trueup("import", "stock", str(counts))
    trueup("shop", "write-inventory", "on")

    answer = trueup("explain", "--sku", "MUG", "--location", "Austin Office")

    assert answer.code == 0, answer.err
    assert "availability.differs" in answer.out
    assert "set_inventory" in answer.out
