"""The CSV report for spreadsheets."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from support import story_plans

from reconciler.reports import as_csv, building, rendering


def test_the_story_as_a_table():
    """One row for each change, notice, held and ignored difference."""
    rows = csv.DictReader(io.StringIO(as_csv.render(building.build(story_plans.story())), newline=""))
    seen = [(row["what"], row["order"], row["sku"], row["action"], row["before"], row["after"]) for row in rows]

    assert seen == snapshot(
        [
            ("notice", "", "", "notify", "", "warehouse-c has stock and no location"),
            ("change", "1001", "", "relocate", "Lake Jackson", "Austin Office"),
            ("change", "1001", "", "write_tracking", "", "UPS 1Z999AA10123456784"),
            ("change", "1002", "", "tag", "", "Failed Shipment Notification"),
            ("change", "1002", "", "note", "", "warehouse-c is mapped to no location"),
            ("change", "", "LAMP-1", "set_inventory", "48", "47"),
            ("change", "", "LAMP-2", "set_inventory", "5", "0"),
            ("change", "", "LAMP-10", "set_inventory", "1200", "1230"),
            ("held", "1002", "", "", "", ""),
            ("ignored", "", "", "", "", ""),
        ]
    )


@pytest.mark.parametrize("cell", ['=HYPERLINK("x")', "+1+1", "-1+1", "@SUM(1)", " =1", "\t=1", "\r=1", "＝1"])  # noqa: RUF001
def test_a_formula_becomes_text(cell: str):
    """A product's name must not run in somebody's spreadsheet."""
    assert as_csv.guard(cell).startswith("'")


@pytest.mark.parametrize("cell", ["-5", "+30", "12.50", "LAMP-1", "Desk lamp", ""])
def test_numbers_and_names_stay_as_they_are(cell: str):
    """A negative amount is a number that people add up."""
    assert as_csv.guard(cell) == cell


@given(st.text(st.sampled_from("=+-@|%\t\r\n ab1\";,'")))
def test_no_cell_begins_like_a_formula(cell: str):
    """Whatever the text, and whatever a spreadsheet strips."""
    guarded = as_csv.guard(cell).lstrip()

    assert not guarded.startswith(("=", "@", "|", "%"))
    assert not guarded.startswith(("+", "-")) or guarded.lstrip("+-").replace(".", "").isdecimal()


def test_the_file_tells_excel_that_it_is_utf_8(tmp_path: Path):
    """Without a byte order mark Excel shows the arrow as three odd letters."""
    path = tmp_path / "plan.csv"
    rendering.write(building.build(story_plans.story()), "csv", path)

    assert path.read_bytes().startswith(b'\xef\xbb\xbf"what"')
    assert path.read_bytes().count(b"\r\n") == path.read_bytes().count(b"\n")
