"""Explanations tell what a decision comes to in the end: the warehouse that was chosen and why, the quantity."""

from pathlib import Path

import pytest
from support import served_shops
from support.command_lines import Run

NEAR = """\
on: [order.new, order.unassigned]
rules:
  - name: near
    why: it is nearer
    then:
      - assign_warehouse: {first_with_stock: [warehouse-b, warehouse-a]}
"""


def _count(trueup: Run, folder: Path, rows: str) -> None:
    counts = folder / "counts.csv"
    counts.write_text(f"warehouse,sku,on_hand\n{rows}\n", encoding="utf-8")
    assert trueup("import", "stock", str(counts)).code == 0


def test_the_warehouse_that_a_rule_chose_is_named_with_the_reason(
    trueup: Run, imported: served_shops.ServedShop, tmp_path: Path
) -> None:
    """After what each rule said."""
    _count(trueup, tmp_path, "warehouse-b,MUG,49")
    (Path("rules") / "05-near.yaml").write_text(NEAR, encoding="utf-8")

    imported.control("POST", "orders", lines=[{"sku": "MUG", "quantity": 1}])

    told = trueup("explain", "1002").out

    assert "near (rules/05-near.yaml:3:5): does assign_warehouse: {first_with_stock" in told
    assert "in the end: assign_warehouse: warehouse-b, because it is nearer; it is the first of warehouse-b" in told


@pytest.mark.usefixtures("imported")
def test_the_quantity_of_a_level_is_told_with_its_sum(trueup: Run, tmp_path: Path) -> None:
    """What the warehouses have, the target, what the shop offers, and what will be."""
    _count(trueup, tmp_path, "warehouse-b,MUG,20")
    trueup("shop", "write-inventory", "on")

    told = trueup("explain", "--sku", "MUG", "--location", "Lake Jackson").out

    assert "Warehouse B has 20 available on hand" in told
    assert "less 1 that a move will free, or that orders not imported yet hold: target 19" in told
    assert "the shop offers 49" in told
    assert "in the end: set_inventory: 19" in told
