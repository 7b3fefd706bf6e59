"""Stock feeds, CSV and JSON: whatever stands in one, it is taken or refused as a report, never an exception."""

import asyncio
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from support import fuzzing

from reconciler.warehouse import bounds, files, parsing, taking
from reconciler.warehouse.values import ALL_KINDS, Document, Feed
from store import databases, warehouses

CSV = b"warehouse,sku,on_hand,as_of\nwarehouse-a,MUG,5,2026-11-23T06:00:00Z\nWarehouse B,CUP,0,\n# rows: 2\n"
ROWS = [{"warehouse": "warehouse-a", "sku": "MUG", "on_hand": 5, "as_of": "2026-11-23T06:00:00Z"}]
SEEDS = [
    CSV,
    CSV.replace(b",", b";"),
    CSV.replace(b",", b"\t"),
    "\ufeffwarehouse,sku,on_hand\r\nwarehouse-a,TÄ-1,5.0\r\n".encode(),
    b'sku,on_hand\n"MUG, blue",12\n',
    json.dumps(ROWS).encode(),
    json.dumps({"as_of": "2026-11-23T06:00:00Z", "count": 1, "rows": ROWS}).encode(),
]
WORDS = [
    b"warehouse-a",
    b"1e3",
    b"5.5",
    b"-1",
    b"1000000001",
    b"\xc2\xa05",
    "٣".encode(),
    b'"on_hand":true',
    b'"count":1e3',
]
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


async def _go_on(_seconds: float) -> None:
    """No time to wait."""


@pytest.fixture
def desk(sqlite_database: databases.Database) -> taking.Desk:
    """Two warehouses without counts."""
    with sqlite_database.session() as session:
        warehouses.add(session, "warehouse-a", "Warehouse A")
        warehouses.add(session, "warehouse-b", "Warehouse B")
    return taking.Desk(sqlite_database, bounds.Limits(), lambda: NOW, _go_on)


@fuzzing.LOOKING
@given(throws=fuzzing.THROWS)
def test_no_stock_feed_breaks_taking(
    throws: fuzzing.Throws, desk: taking.Desk, runner: asyncio.Runner, meter: fuzzing.Meter
):
    """Read, judged and written, with everything accepted that a person may accept.

    What can't be read at all is only read, most of the time: refusing it takes longer than anything else.
    """
    for dice in throws:
        data = fuzzing.spoil(dice, SEEDS, WORDS)
        feed = Feed(name="erp", source=files.TextSource(data), warehouse="warehouse-b")
        with meter.each(data):
            contents = parsing.parse(Document(data=data), as_of=NOW, warehouse="warehouse-b")
            if not contents.rows and meter.inputs % 10:
                continue
            report = runner.run(taking.take(desk, feed, accept=ALL_KINDS, anew=True))
            meter.taken += report.is_well
            assert report.is_well or report.warning
