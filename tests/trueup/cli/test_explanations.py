"""`trueup explain` and `trueup diff` tell one story, also where what the rules say can't be done."""

from pathlib import Path

import pytest
from support.command_lines import Run
from support.served_shops import ServedShop

RULE = """
on: [order.new, order.unassigned]
rules:
  - name: frozen-goods
    when:
      any line: {sku: MUG}
    then:
      - assign_warehouse: warehouse-x
"""


@pytest.fixture
def ordered(imported: ServedShop) -> ServedShop:
    """Order 1002 has come in."""
    imported.control("POST", "orders", lines=[{"sku": "MUG", "quantity": 1}])
    return imported


@pytest.fixture
def misnamed(ordered: ServedShop) -> ServedShop:
    """The first rule for order 1002 names a warehouse that does not exist."""
    Path("rules/05-frozen.yaml").write_text(RULE, encoding="utf-8")
    return ordered


def words(text: str) -> str:
    """The text without its line breaks, which differ with the width."""
    return " ".join(text.split())


@pytest.mark.usefixtures("misnamed")
def test_a_rule_that_names_no_warehouse_leaves_the_order_to_the_next_rule_in_both(trueup: Run):
    """It comes first, it can't be done, and the default comes in its place."""
    shown, told = words(trueup("diff", "--order", "1002").out), words(trueup("explain", "1002").out)

    assert 'frozen-goods comes first, but there is no warehouse "warehouse-x"' in shown
    assert "no warehouse → Warehouse A" in shown
    assert "frozen-goods (rules/05-frozen.yaml:4:5): matches because" in told
    assert 'assign_warehouse: warehouse-x can\'t be done: there is no warehouse "warehouse-x"' in told
    assert 'Did you mean "warehouse-' in told
    assert "so default-warehouse comes in its place" in told
    assert "does assign_warehouse: {default: true}, in place of frozen-goods" in told


@pytest.mark.usefixtures("misnamed")
def test_one_rule_tells_that_it_matches_and_cannot_be_done(trueup: Run):
    """Its author asks about it alone."""
    told = words(trueup("explain", "1002", "--rule", "frozen-goods").out)

    assert told.startswith("frozen-goods (rules/05-frozen.yaml:4:5): matches")
    assert "so default-warehouse comes in its place" in told


@pytest.mark.usefixtures("misnamed")
def test_an_order_with_nothing_left_to_do_is_explained_the_same_way(trueup: Run):
    """What the rules would say to it now."""
    trueup("apply", "--yes")
    trueup("label", "1002", "--carrier", "UPS", "--tracking", "1Z999AA10123456784")
    trueup("apply", "--yes")

    told = words(trueup("explain", "1002").out)

    assert "If the order came in now" in told
    assert "so default-warehouse comes in its place" in told


@pytest.fixture
def without_default(ordered: ServedShop) -> ServedShop:
    """No warehouse is the default: the database is a new one."""
    for file in Path().glob("trueup.db*"):
        file.unlink()
    return ordered


@pytest.mark.usefixtures("without_default")
@pytest.mark.parametrize(
    ("warehouses", "fix"),
    [
        ((), 'Add one: trueup warehouses add WAREHOUSE "NAME" --default'),
        (("warehouse-a",), "Choose one: trueup warehouses default WAREHOUSE"),
    ],
)
def test_a_new_order_without_a_default_warehouse_is_held_once_with_the_fix(
    trueup: Run, warehouses: tuple[str, ...], fix: str
):
    """It is one thing for a person to mend, before the import and after it."""
    for key in warehouses:
        trueup("warehouses", "add", key, key.title())

    new = words(trueup("diff", "--order", "1002").out)
    told = words(trueup("explain", "1002").out)
    trueup("apply", "--yes")
    later = words(trueup("diff", "--order", "1002").out)

    assert (new.count("there is no default warehouse"), new.count(fix)) == (1, 1)
    assert (later.count("there is no default warehouse"), later.count(fix)) == (1, 1)
    assert "1 held" in new
    assert f"there is no default warehouse fix: {fix} so it is held and shown" in told
