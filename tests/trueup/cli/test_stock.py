"""Importing and showing stock: all of a file or none of it."""

import io
import os
from pathlib import Path

import pytest
from support.command_lines import Run

pytestmark = pytest.mark.usefixtures("project", "warehouse")


@pytest.fixture
def warehouse(trueup: Run) -> None:
    """One warehouse."""
    trueup("warehouses", "add", "warehouse-a", "Warehouse A")


def counts(folder: Path, *rows: str) -> str:
    """A stock file with those rows."""
    file = folder / "counts.csv"
    file.write_text("\n".join(["warehouse,sku,on_hand", *rows, ""]), encoding="utf-8")
    return str(file)


def test_counts_are_taken_over_and_shown(trueup: Run, tmp_path: Path):
    """With when they were counted."""
    taken = trueup("import", "stock", counts(tmp_path, "warehouse-a,MUG,5"), "--as-of", "2026-11-23T06:00:00+01:00")

    assert taken.code == 0, taken.err
    assert ["warehouse-a", "MUG", "5", "0", "5", "2026-11-23", "05:00:00Z"] in [
        line.split() for line in trueup("stock").out.splitlines()
    ]


def test_stock_of_a_name_that_nobody_knows_is_refused_with_the_nearest(trueup: Run, tmp_path: Path):
    """A slip would otherwise read as "nothing was counted"."""
    trueup("import", "stock", counts(tmp_path, "warehouse-a,MUG,5"))

    sku, warehouse = trueup("stock", "--sku", "MUGG"), trueup("stock", "warehouse-b")

    assert (sku.code, warehouse.code) == (1, 1)
    assert 'There is no SKU "MUGG". Did you mean "MUG"?' in sku.err
    assert 'There is no warehouse "warehouse-b". Did you mean "warehouse-a"?' in warehouse.err


def test_a_known_sku_without_a_count_is_no_error(trueup: Run, tmp_path: Path):
    """The other warehouse has it."""
    trueup("warehouses", "add", "warehouse-b", "Warehouse B")
    trueup("import", "stock", counts(tmp_path, "warehouse-a,MUG,5"))

    answer = trueup("stock", "warehouse-b", "--sku", "MUG")

    assert answer.code == 0
    assert 'Nothing of "MUG" was counted in warehouse-b yet.' in answer.out


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("warehouse-a,CUP,-1", "negative"),
        ("warehouse-a,CUP,1.5", "1.5"),
        ("warehouse-b,CUP,1", 'Did you mean "warehouse-a"?'),
        ("warehouse-a,MUG,6", "line 2"),
    ],
)
def test_one_wrong_row_keeps_the_whole_file_out(trueup: Run, tmp_path: Path, row: str, said: str):
    """Half an import is worse than none."""
    answer = trueup("import", "stock", counts(tmp_path, "warehouse-a,MUG,5", row))

    assert answer.code == 1
    assert "line 3" in answer.err
    assert said in answer.err
    assert "Nothing was counted yet" in trueup("stock").out


def test_an_older_count_is_refused_unless_forced(trueup: Run, tmp_path: Path):
    """Yesterday's file, sent again."""
    trueup("import", "stock", counts(tmp_path, "warehouse-a,MUG,5"), "--as-of", "2026-11-23T06:00:00Z")
    older = counts(tmp_path, "warehouse-a,MUG,9")

    refused = trueup("import", "stock", older, "--as-of", "2026-11-22T06:00:00Z")
    forced = trueup("import", "stock", older, "--as-of", "2026-11-22T06:00:00Z", "--force")

    assert (refused.code, forced.code) == (1, 0)
    assert "--force" in refused.err


def test_counts_can_come_from_a_pipe(trueup: Run, monkeypatch: pytest.MonkeyPatch):
    """As scripts like it."""
    monkeypatch.setattr("sys.stdin", io.StringIO("warehouse,sku,on_hand\nwarehouse-a,MUG,5\n"))

    assert "Took over 1 count" in trueup("import", "stock", "-").out


def test_a_moment_that_is_none_is_refused(trueup: Run, tmp_path: Path):
    """With one that is, as an example."""
    answer = trueup("import", "stock", counts(tmp_path, "warehouse-a,MUG,5"), "--as-of", "yesterday")

    assert answer.code == 1
    assert "2026-11-23T06:00:00Z" in answer.err


def test_a_file_that_is_not_text_is_refused(trueup: Run, tmp_path: Path):
    """A spreadsheet saved as itself."""
    (tmp_path / "counts.xlsx").write_bytes(b"PK\x03\x04\xff\xfe")

    assert "not UTF-8 text" in trueup("import", "stock", str(tmp_path / "counts.xlsx")).err


def test_a_file_that_looks_wrong_is_refused_and_taken_once_with_accept(trueup: Run, tmp_path: Path):
    """The numbers are told, and so is the way out."""
    trueup("import", "stock", counts(tmp_path, *(f"warehouse-a,T-{number},10" for number in range(20))))
    zeros = counts(tmp_path, *(f"warehouse-a,T-{number},0" for number in range(20)))

    refused = trueup("import", "stock", zeros)
    kept = trueup("stock", "--sku", "T-7").out
    accepted = trueup("import", "stock", zeros, "--accept")

    assert (refused.code, accepted.code) == (1, 0)
    assert "20 of 20 counts that were above zero are zero now (100%, 200 units)" in refused.err
    assert "--accept" in refused.err
    assert " 10 " in kept
    assert "Took over 20 counts" in accepted.out


def test_a_file_s_counts_are_of_the_moment_it_was_written(trueup: Run, tmp_path: Path):
    """Parcels labelled after that still lie in them; "now" would hide those."""
    file = counts(tmp_path, "warehouse-a,MUG,5")
    os.utime(file, (1_767_225_600, 1_767_225_600))

    trueup("import", "stock", file)

    assert "2026-01-01 00:00:00Z" in trueup("stock").out


def test_json_is_taken_as_csv_is(trueup: Run, tmp_path: Path):
    """By what stands in it, not by its name."""
    file = tmp_path / "counts.txt"
    file.write_text('{"count": 1, "rows": [{"warehouse": "warehouse-a", "sku": "MUG", "on_hand": 5}]}')

    assert "Took over 1 count" in trueup("import", "stock", str(file)).out


@pytest.mark.parametrize(("name", "said"), [("nowhere.csv", "No such file"), (".", "Is a directory")])
def test_a_file_that_cannot_be_read_is_said_so_and_nothing_is_kept_of_it(trueup: Run, name: str, said: str):
    """With the system's own words. A slip in a name is no failed read of a feed."""
    answer = trueup("import", "stock", name)

    assert answer.code == 1
    assert f"{name} can't be read: {said}" in answer.err
    assert "No feed was read yet" in trueup("import", "show").out
