"""Stock: counts, what is on hand and committed, imports that take all or nothing."""

import unicodedata
from decimal import Decimal

import pytest
from sqlmodel import Session
from support import seeds

from store import errors, labels, orders, parts, quantities, shops, stock, stock_files, stock_imports


def _figures(session: Session, warehouse: str = "warehouse-a", sku: str = "LAMP") -> tuple[int, int, int]:
    (figure,) = stock.list_all(session, warehouse, sku)
    return figure.on_hand, figure.committed, figure.available


def test_an_order_commits_and_its_label_lowers_what_is_on_hand(session: Session):
    """Available on hand falls once, when the order is assigned, not again when its parcel leaves."""
    assert _figures(session) == (48, 0, 48)

    order = seeds.place(session, LAMP=2)
    assert _figures(session) == (48, 0, 48)
    parts.assign(session, order, 1, "warehouse-a", by="rule")
    assert _figures(session) == (48, 2, 46)
    seeds.label(session, lines={"LAMP": 1})
    assert _figures(session) == (47, 1, 46)
    label = seeds.label(session, tracking="1Z2")
    assert _figures(session) == (46, 0, 46)

    orders.close(session, order, seeds.after(2))
    assert _figures(session) == (46, 0, 46)
    labels.void(session, label.id, now=seeds.after(3))
    assert _figures(session) == (47, 1, 46)
    assert stock.on_hand(session, "warehouse-b", "LAMP") == 50


def test_a_count_made_after_the_parcel_left_no_longer_contains_it(session: Session):
    """The same count made before it left still does."""
    parts.assign(session, seeds.place(session), 1, "warehouse-a", by="rule")
    seeds.label(session)

    stock.count(session, "warehouse-a", "LAMP", 48, as_of=seeds.NOW)
    assert _figures(session) == (47, 0, 47)
    stock.count(session, "warehouse-a", "LAMP", 47, as_of=seeds.after(2))
    assert _figures(session) == (47, 0, 47)


def test_cancelled_and_closed_orders_commit_nothing(session: Session):
    """Nothing of them is to be shipped."""
    for number in (1001, 1002):
        parts.assign(session, seeds.place(session, number), 1, "warehouse-a", by="rule")
    assert _figures(session) == (48, 2, 46)

    orders.cancel(session, orders.find(session, seeds.SHOP, "1001"), seeds.NOW)
    orders.close(session, orders.find(session, seeds.SHOP, "1002"), seeds.NOW)
    assert _figures(session) == (48, 0, 48)


def test_orders_of_every_shop_commit_the_same_shelf(session: Session):
    """A warehouse ships for all of them."""
    shops.ensure(session, "other.myshopify.com")
    parts.assign(session, seeds.place(session), 1, "warehouse-a", by="rule")
    parts.assign(session, seeds.place(session, shop="other.myshopify.com"), 1, "warehouse-a", by="rule")

    assert _figures(session) == (48, 2, 46)


def test_more_may_be_committed_than_there_is(session: Session):
    """The figure says so instead of hiding it."""
    parts.assign(session, seeds.place(session, LAMP=50), 1, "warehouse-a", by="rule")
    assert _figures(session) == (48, 50, -2)


def test_skus_and_warehouses_are_compared_exactly(session: Session):
    """Letter case and spaces are part of an SKU."""
    wide = unicodedata.lookup("FULLWIDTH LATIN CAPITAL LETTER L") + "AMP"
    for sku, units in (("lamp", 1), ("LAMP ", 2), (wide, 3)):
        stock.count(session, "warehouse-a", sku, units, as_of=seeds.NOW)

    assert {figure.sku: figure.on_hand for figure in stock.list_all(session, "warehouse-a")} == {
        "LAMP": 48,
        "lamp": 1,
        "LAMP ": 2,
        wide: 3,
    }


@pytest.mark.parametrize("units", [5, 5.0, "5", " 5 ", "5.00", Decimal("5.0"), "+5"])
def test_whole_units_may_be_written_in_several_ways(units: float | Decimal | str):
    """Feeds and people write what they like, as long as it is a whole number."""
    assert quantities.read_whole(units) == 5


@pytest.mark.parametrize(
    ("units", "complaint"),
    [
        (-1, "negative"),
        ("-3", "negative"),
        (1.5, "not a whole number"),
        ("1,5", "not a whole number"),
        ("1e3", "not a whole number"),
        ("", "not a whole number"),
        ("five", "not a whole number"),
        (float("nan"), "not a whole number"),
        (float("inf"), "not a whole number"),
        (True, "not a whole number"),
        ("\N{ARABIC-INDIC DIGIT FIVE}", "not a whole number"),
        (1_000_000_001, "more than 1,000,000,000"),
    ],
)
def test_anything_else_is_no_quantity(units: float | str, complaint: str):
    """A wrong figure would sell what does not exist."""
    with pytest.raises(errors.QuantityError, match=complaint):
        quantities.read_whole(units)


def test_a_wrong_count_changes_nothing(session: Session):
    """Negative or fractional, the figure we had stays."""
    for units in (-1, 1.5):
        with pytest.raises(errors.QuantityError):
            stock.count(session, "warehouse-a", "LAMP", units, as_of=seeds.NOW)
    assert stock.on_hand(session, "warehouse-a", "LAMP") == 48


@pytest.mark.parametrize("sku", ["", " ", "A\0B"])
def test_an_sku_that_cannot_be_is_refused(session: Session, sku: str):
    """Empty, or with a character that no database keeps."""
    with pytest.raises(errors.QuantityError, match="The SKU"):
        stock.count(session, "warehouse-a", sku, 1, as_of=seeds.NOW)


def test_an_older_count_is_refused_unless_forced(session: Session):
    """It would bring back parcels that have left."""
    with pytest.raises(errors.StaleCountError, match=r"older than the one we have.*--force"):
        stock.count(session, "warehouse-a", "LAMP", 40, as_of=seeds.after(-1))

    stock.count(session, "warehouse-a", "LAMP", 40, as_of=seeds.after(-1), force=True)
    assert stock.on_hand(session, "warehouse-a", "LAMP") == 40


def test_an_unknown_warehouse_is_named_with_the_nearest(session: Session):
    """Counting and listing alike."""
    with pytest.raises(errors.UnknownWarehouseError, match="warehouse-a"):
        stock.count(session, "warehouse_a", "LAMP", 1, as_of=seeds.NOW)
    with pytest.raises(errors.UnknownWarehouseError):
        stock.list_all(session, "warehouse_a")


def _import(session: Session, text: str, *, force: bool = False) -> int:
    parsed = stock_files.parse(text, as_of=seeds.after(10))
    return stock_imports.import_rows(session, parsed.rows, found=parsed.problems, force=force)


def test_a_file_sets_counts_and_leaves_others(session: Session):
    """Key or name, and a moment of their own for rows that tell one."""
    taken = _import(
        session, "warehouse,sku,on_hand,as_of\nwarehouse-a,LAMP,7,\nWarehouse B,SHADE,9,2026-11-23T13:00:00+01:00\n"
    )

    assert taken == 2
    assert {(one.warehouse, one.sku, one.counted, one.as_of) for one in stock.list_all(session)} == {
        ("warehouse-a", "LAMP", 7, seeds.after(10)),
        ("warehouse-b", "LAMP", 50, seeds.NOW),
        ("warehouse-b", "SHADE", 9, seeds.NOW),
    }


def test_a_file_with_problems_lists_them_all_and_takes_nothing(session: Session):
    """By line, as an editor counts them."""
    text = (
        "warehouse,sku,on_hand,as_of\n"
        "warehouse-a,LAMP,1,\n"
        "warehouse-a,LAMP,2,\n"
        "warehose-a,SHADE,3,\n"
        "warehouse-b,SHADE,-4,\n"
        "warehouse-b,BULB,1.5,\n"
        "warehouse-b,,6,yesterday\n"
        "warehouse-b,LAMP,7,2026-11-23T11:00:00Z\n"
        "warehouse-b,CORD\n"
    )

    with pytest.raises(errors.ImportRefusedError, match="Nothing was imported: 7 problems") as caught:
        _import(session, text)

    found = {problem.row: problem.message for problem in caught.value.problems}
    assert found[3] == 'SKU "LAMP" stands for warehouse-a on line 2 already. Keep one of them.'
    assert found[4] == 'There is no warehouse "warehose-a". Did you mean "warehouse-a"?'
    assert found[5].startswith('"-4" is negative')
    assert found[6].startswith('"1.5" is not a whole number')
    assert found[7].startswith('"yesterday" is no moment')
    assert "is older than the one we have" in found[8]
    assert found[9] == "2 columns instead of 4."
    assert [figure.counted for figure in stock.list_all(session)] == [48, 50]


def test_older_rows_are_taken_when_forced(session: Session):
    """Only that; everything else is still checked."""
    text = "warehouse,sku,on_hand,as_of\nwarehouse-b,LAMP,7,2026-11-23T11:00:00Z\n"

    assert _import(session, text, force=True) == 1
    assert stock.on_hand(session, "warehouse-b", "LAMP") == 7


def test_a_text_of_thousands_of_problems_ends_somewhere(session: Session):
    """The error still carries every one."""
    rows = "".join(f"nowhere,SKU-{number},1\n" for number in range(1000))
    with pytest.raises(errors.ImportRefusedError) as caught:
        _import(session, "warehouse,sku,on_hand\n" + rows)

    assert len(caught.value.problems) == 1000
    assert str(caught.value).endswith("and 900 more")
