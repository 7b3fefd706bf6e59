"""Stock files as people and programs write them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import seeds

from store import stock_files


def _rows(text: str) -> list[tuple[int, str, str, object]]:
    parsed = stock_files.parse(text, as_of=seeds.NOW)
    assert parsed.problems == ()
    return [(row.row, row.warehouse, row.sku, row.on_hand) for row in parsed.rows]


@pytest.mark.parametrize(
    "text",
    [
        "warehouse,sku,on_hand\na,X,1\n",
        "\ufeffwarehouse;sku;on_hand\r\na;X;1\r\n",
        "Warehouse\tSKU\tOn_Hand\na\tX\t1",
        "\n\n on_hand , sku, warehouse \n1,X,a\n",
        'warehouse,sku,on_hand\n"a","X","1"\n\n,,\n',
    ],
)
def test_common_ways_of_writing_a_table_are_read(text: str):
    """Separators, marks, line ends, order of columns, letter case of the first line, empty lines."""
    assert [row[1:] for row in _rows(text)] == [("a", "X", "1")]


def test_lines_are_counted_as_in_an_editor():
    """Empty lines count; a cell over two lines ends on the later."""
    assert [row[0] for row in _rows('warehouse,sku,on_hand\n\na,X,1\na,"Y\nZ",2\n')] == [3, 5]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "The file is empty"),
        ("\n \n", "The file is empty"),
        ("sku,on_hand\nX,1\n", "lacks warehouse"),
        ("warehouse,sku,quantity\na,X,1\n", "lacks on_hand"),
        ("warehouse,sku,on_hand,colour\na,X,1,red\n", "not known: colour"),
        ("warehouse,sku,on_hand,sku\na,X,1,X\n", "names a column twice"),
    ],
)
def test_a_first_line_that_is_none_refuses_the_file(text: str, complaint: str):
    """One problem, not one for each row."""
    parsed = stock_files.parse(text, as_of=seeds.NOW)

    assert parsed.rows == ()
    assert [complaint in problem.message for problem in parsed.problems] == [True]


def test_a_broken_quote_is_a_problem_with_its_line():
    """Rows before it are read."""
    parsed = stock_files.parse('warehouse,sku,on_hand\na,X,1\na,"Y"Z,2\n', as_of=seeds.NOW)

    assert len(parsed.rows) == 1
    assert [(problem.row, "not CSV" in problem.message) for problem in parsed.problems] == [(3, True)]


@given(st.text())
def test_no_text_makes_the_reader_fail(text: str):
    """Whatever the file holds, there are rows or problems."""
    parsed = stock_files.parse(text, as_of=seeds.NOW)
    assert parsed.rows or parsed.problems or text.strip()


_CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), min_size=1).filter(str.strip)


@given(st.lists(st.tuples(_CELLS, st.integers(0, 10**9)), min_size=1))
def test_what_a_program_writes_is_what_is_read(rows: list[tuple[str, int]]):
    """SKUs keep every character."""
    text = io.StringIO()
    csv.writer(text).writerows([("warehouse", "sku", "on_hand"), *(("a", sku, units) for sku, units in rows)])

    assert [(row[2], row[3]) for row in _rows(text.getvalue())] == [(sku, str(units)) for sku, units in rows]
