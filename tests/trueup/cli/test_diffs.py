"""`trueup diff` and `trueup apply`: exit codes, formats, saved plans, and nothing written by looking."""

import csv
import io
import json
from pathlib import Path

import pytest
from support.command_lines import Run
from support.served_shops import ServedShop

TRACKING = "1Z999AA10123456784"


@pytest.fixture
def labelled(trueup: Run, imported: ServedShop) -> ServedShop:
    """Order 1001 has a label at Austin; Shopify has it at Lake Jackson and knows of no parcel."""
    assert trueup("label", "1001", "--carrier", "UPS", "--tracking", TRACKING).code == 0
    imported.control("DELETE", "requests")
    return imported


def writes(shop: ServedShop) -> int:
    """How many write requests the shop has had since the label."""
    return int(shop.control("GET", "requests")["writes"])


@pytest.mark.usefixtures("imported")
def test_diff_ends_with_0_when_nothing_would_change(trueup: Run):
    """Scripts tell by it that all is well."""
    assert trueup("diff").code == 0


def test_diff_ends_with_2_when_something_would_change_and_writes_nothing(trueup: Run, labelled: ServedShop):
    """It is a look."""
    answer = trueup("diff")

    assert answer.code == 2
    assert "Lake Jackson → Austin Office" in answer.out
    assert writes(labelled) == 0


@pytest.mark.usefixtures("labelled")
def test_diff_ends_with_1_on_an_error(trueup: Run, monkeypatch: pytest.MonkeyPatch):
    """A wrong token is neither "nothing" nor "something"."""
    monkeypatch.setenv("TRUEUP_SHOP_TOKEN", "shpat_wrong")

    answer = trueup("diff")

    assert (answer.code, answer.out) == (1, "")


@pytest.mark.parametrize("words", [("diff",), ("apply", "--yes"), ("run", "--once")])
def test_a_shop_that_is_not_the_one_of_the_settings_is_refused(
    trueup: Run, labelled: ServedShop, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
):
    """The address leads to another one: nothing of it is read, and nothing is written there."""
    monkeypatch.setenv("TRUEUP_SHOP__DOMAIN", "another.myshopify.com")

    answer = trueup(*words)

    assert answer.code == 1
    assert "the shop demo.myshopify.com answers, not another.myshopify.com" in answer.err + answer.out
    assert {request["operation"] for request in labelled.control("GET", "requests")["requests"]} == {"Shop"}


@pytest.mark.usefixtures("labelled")
def test_a_rule_with_an_error_is_told_before_the_shop_is_asked(trueup: Run):
    """With its place, and exit code 1."""
    Path("rules/10-ship-from.yaml").write_text("on: order.new\nrules:\n  - nam: x\n", encoding="utf-8")

    answer = trueup("diff")

    assert answer.code == 1
    assert "10-ship-from.yaml:3:" in answer.err


@pytest.mark.usefixtures("labelled")
def test_json_is_one_document(trueup: Run):
    """Nothing else is on stdout."""
    assert json.loads(trueup("diff", "--format", "json").out)


@pytest.mark.usefixtures("labelled")
def test_csv_has_a_row_for_each_change(trueup: Run):
    """For spreadsheets."""
    rows = list(csv.reader(io.StringIO(trueup("diff", "--format", "csv").out)))

    assert len(rows) > 2
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.usefixtures("labelled")
def test_an_unknown_format_is_refused(trueup: Run):
    """The formats are named."""
    answer = trueup("diff", "--format", "xml")

    assert answer.code == 1
    assert "markdown" in answer.err


def test_looking_at_another_order_shows_nothing_of_this_one(trueup: Run, labelled: ServedShop):
    """Narrowed is narrowed, and an order with nothing to do is no error."""
    labelled.control("POST", "orders", lines=[{"sku": "MUG", "quantity": 1}])
    assert trueup("apply", "--yes", "--order", "1002").code == 0

    answer = trueup("diff", "--order", "1002")

    assert (answer.code, "Nothing to do" in answer.out) == (0, True), answer.out + answer.err
    assert trueup("diff", "--order", "#1001").code == 2


@pytest.mark.parametrize("command", [("diff",), ("apply",), ("apply", "--yes")])
@pytest.mark.parametrize(
    ("narrowed", "said"),
    [
        (("--order", "1011"), 'There is no order "1011". Did you mean "1001"?'),
        (("--sku", "MUGG"), 'There is no SKU "MUGG". Did you mean "MUG"?'),
        (("--location", "Austn Office"), 'There is no location "Austn Office". Did you mean "Austin Office"?'),
    ],
)
def test_a_name_that_nobody_knows_is_refused_with_the_nearest(
    trueup: Run, labelled: ServedShop, command: tuple[str, ...], narrowed: tuple[str, ...], said: str
):
    """A slip would otherwise read as "nothing to do"; and a round that was never meant leaves no trace."""
    before = trueup("rounds", "list").out

    answer = trueup(*command, *narrowed)

    assert (answer.code, answer.out) == (1, "")
    assert said in answer.err
    assert writes(labelled) == 0
    assert trueup("rounds", "list").out == before


@pytest.mark.parametrize("narrowed", [("--sku", "CUP"), ("--location", "Dallas"), ("--order", "1002")])
def test_what_only_the_shop_knows_is_known(trueup: Run, labelled: ServedShop, narrowed: tuple[str, ...]):
    """It is new there, and no round has seen it yet."""
    labelled.control("POST", "locations", name="Dallas")
    labelled.control("POST", "products", title="Cup", sku="CUP", stock={"Dallas": 5})
    labelled.control("POST", "orders", lines=[{"sku": "CUP", "quantity": 1}])

    assert trueup("diff", *narrowed).code in {0, 2}


@pytest.mark.usefixtures("imported")
def test_before_the_first_round_the_nearest_name_is_one_of_the_shop_s(trueup: Run):
    """The database is empty then."""
    for file in Path().glob("trueup.db*"):
        file.unlink()

    said = [
        trueup("diff", option, word).err
        for option, word in (("--order", "1011"), ("--sku", "MUGG"), ("--location", "Austn Office"))
    ]

    assert [line.split("Did you mean ")[1].split("?")[0] for line in said] == ['"1001"', '"MUG"', '"Austin Office"']


def test_a_saved_plan_is_applied_exactly(trueup: Run, labelled: ServedShop):
    """And not a second time."""
    assert trueup("diff", "--out", "plan.json").code == 2

    first = trueup("apply", "plan.json")
    written = writes(labelled)
    trueup("apply", "plan.json")

    assert first.code == 0, first.err
    assert labelled.levels("MUG") == {"Lake Jackson": 50, "Austin Office": 47}
    assert writes(labelled) == written > 0


def test_a_saved_plan_that_no_longer_fits_is_refused_whole(trueup: Run, labelled: ServedShop):
    """What a person said yes to is not what would happen."""
    trueup("diff", "--out", "plan.json")
    trueup("label", "void", "1001", TRACKING)

    answer = trueup("apply", "plan.json")

    assert answer.code == 1
    assert "Nothing was applied" in answer.err
    assert writes(labelled) == 0


def test_a_saved_plan_that_was_edited_is_refused(trueup: Run, labelled: ServedShop):
    """It carries a hash of itself."""
    trueup("diff", "--out", "plan.json")
    plan = Path("plan.json")
    plan.write_text(plan.read_text(encoding="utf-8").replace(TRACKING, "OTHER"), encoding="utf-8")

    answer = trueup("apply", "plan.json")

    assert answer.code == 1
    assert "plan.json" in answer.err
    assert writes(labelled) == 0


@pytest.mark.usefixtures("labelled")
def test_a_plan_that_is_not_there_is_refused(trueup: Run):
    """By its name."""
    answer = trueup("apply", "nowhere.json")

    assert answer.code == 1
    assert "nowhere.json" in answer.err


def test_a_plan_beyond_a_limit_is_held_until_it_is_allowed(
    trueup: Run, labelled: ServedShop, monkeypatch: pytest.MonkeyPatch
):
    """The report tells the words that allow it."""
    monkeypatch.setenv("TRUEUP_GUARDS__ORDERS_MOVED", "0")

    held = trueup("apply", "--yes")
    held_writes = writes(labelled)
    allowed = trueup("apply", "--yes", "--allow", "orders_moved=1")

    assert (held.code, held_writes) == (1, 0)
    assert "--allow orders_moved=1" in held.out
    assert allowed.code == 0, allowed.err


@pytest.mark.usefixtures("labelled")
def test_an_unknown_limit_is_refused_with_the_nearest(trueup: Run):
    """Before anything is asked of the shop."""
    assert "Did you mean orders_moved?" in trueup("diff", "--allow", "order_moved=1").err


def test_without_a_terminal_nobody_is_asked_and_nothing_applied(trueup: Run, labelled: ServedShop):
    """A script says --yes, or applies a saved plan."""
    answer = trueup("apply")

    assert answer.code == 1
    assert "--yes" in answer.err
    assert writes(labelled) == 0
