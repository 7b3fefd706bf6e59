"""What stands in a feed: CSV and JSON alike, and never an exception, whatever somebody writes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.stock_feeds import NOON

from reconciler.warehouse import parsing
from reconciler.warehouse.values import Contents, Document


def parse(text: str | bytes, warehouse: str = "") -> Contents:
    """Read a document that has no moment of its own."""
    data = text if isinstance(text, bytes) else text.encode()
    return parsing.parse(Document(data=data, received=len(data)), as_of=NOON, warehouse=warehouse)


@pytest.mark.parametrize(
    "text",
    [
        "warehouse,sku,on_hand,as_of\nmain,MUG,5,2026-11-23T06:00:00Z\n",
        "warehouse;sku;on_hand;as_of\r\nmain;MUG;5;2026-11-23T07:00:00+01:00\r\n# rows: 1\r\n",
        '[{"warehouse": "main", "sku": "MUG", "on_hand": 5, "as_of": "2026-11-23T06:00:00Z"}]',
        ' {"as_of": "2026-11-23T06:00:00", "count": 1, "rows": [{"warehouse": "main", "sku": "MUG", "on_hand": "5"}]}',
    ],
)
def test_csv_and_json_say_the_same(text: str):
    """One row, with when it was counted."""
    contents = parse(text)

    assert contents.problems == ()
    (row,) = contents.rows
    assert (row.warehouse, row.sku, str(row.on_hand)) == ("main", "MUG", "5")
    assert contents.as_of == row.as_of == datetime(2026, 11, 23, 6, tzinfo=UTC)


@pytest.mark.parametrize("text", ["sku,on_hand\nMUG,5\n", '[{"sku": "MUG", "on_hand": 5}]'])
def test_a_feed_of_one_warehouse_need_not_name_it(text: str):
    """The settings do."""
    assert parse(text, "main").rows[0].warehouse == "main"


@pytest.mark.parametrize(
    ("last", "announced"),
    [("# rows: 500", 500), ("#count=500", 500), ('"# rows: 500"', 500), ("# End; 500", 500), ("", None)],
)
def test_the_number_of_rows_at_the_end_is_no_row(last: str, announced: int | None):
    """However it is written."""
    contents = parse(f"warehouse,sku,on_hand\nmain,MUG,5\n{last}\n\n")

    assert (len(contents.rows), contents.problems, contents.announced) == (1, (), announced)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('[{"warehouse": "main", "sku": "MUG", "on_hand": 5}, {"sku": 7, "on_hand": 5}]', 2),
        ('[{"warehouse": "main", "sku": "MUG", "on_hand": 5, "as_off": "x"}]', 1),
        ('[{"warehouse": "main", "sku": "MUG", "on_hand": true}]', 1),
        ('{"rows": [], "cuont": 4}', 1),
        ('{"rows": [{"sku": "A"', 1),
        ("[" * 100_000, 1),
        (b"\xff\xfe\x00", 1),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_its_row(text: str | bytes, row: int):
    """A slip in a name must not look like a value that is not there."""
    assert [problem.row for problem in parse(text).problems] == [row]


@given(st.one_of(st.binary(max_size=300), st.text(alphabet='[]{}",:0159eE+-.# \nrowsuknahd_tfl\\', max_size=200)))
@example(b'[{"sku": "A", "on_hand": 1e999, "as_of": "0001-01-01T00:00:00+14:00"}]')
@example('{"rows": ' + "[" * 5000)
def test_nothing_that_is_sent_breaks_the_reading(data: str | bytes):
    """Rows or problems come out, and moments that can be compared."""
    contents = parse(data, "main")

    assert contents.as_of + timedelta(0) == contents.as_of
    assert all(row.as_of.tzinfo is UTC for row in contents.rows)
