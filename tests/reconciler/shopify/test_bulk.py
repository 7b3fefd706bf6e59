"""Reading by bulk operation: whole results, and every way in which there is none."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import msgspec
import pytest
from support import shop_answers
from support.simulated_shops import silent
from support.slow_shops import SlowShop
from support.virtual_time import VirtualTime

from reconciler.shopify import bulk, errors, paging
from simulator import bulk_jobs


class Line(msgspec.Struct, frozen=True):
    """What is looked at here: the id, and whose child it is."""

    id: str
    parent: str | None = msgspec.field(name="__parentId", default=None)


async def read(shop: SlowShop, *, within: float = 300.0) -> bulk.Result[Line]:
    """All levels of a shop of three items at two locations."""
    return await shop.time.run(bulk.read(shop.client, "levels", Line, within=within, on_progress=silent))


@pytest.fixture
async def shop() -> AsyncIterator[SlowShop]:
    """Three items at two locations."""
    made = SlowShop()
    made.stock(locations=2, items=3)
    async with made.client:
        yield made


def script(shop: SlowShop, kind: str, **more: Any) -> None:
    """Let the next job go wrong."""
    shop.world.bulk.script(bulk_jobs.Fate(kind=kind, **more))


async def test_a_result_is_read_whole_and_children_know_their_parents(shop: SlowShop):
    """Three items and their six levels, whatever the order of lines."""
    result = await read(shop)

    lines = result.lines
    assert not result.missing
    items = {line.id for line in lines if line.parent is None}
    assert len(items) == 3
    assert sorted(line.parent for line in lines if line.parent) == sorted([*items, *items])


async def test_it_costs_a_dozen_points(shop: SlowShop):
    """Ten to begin, one for each look."""
    await read(shop)

    looks = shop.asked("BulkStatus")
    assert looks <= 3
    assert sum(each.cost or 0 for each in shop.world.requests.all() if each.operation != "Shop") == 10 + looks


async def test_a_shop_without_anything_gives_nothing():
    """No file is made, and none is missed."""
    shop = SlowShop()
    async with shop.client:
        assert await read(shop) == bulk.Result([])


@pytest.mark.parametrize(
    ("fate", "kept", "reason"),
    [
        ({"kind": "fail"}, 4, "ended as FAILED: INTERNAL_SERVER_ERROR"),
        ({"kind": "fail", "seconds": 5.0}, 4, "ended as FAILED: INTERNAL_SERVER_ERROR"),
        ({"kind": "drop"}, 4, "holds 4 objects, and Shopify wrote 9"),
        ({"kind": "cut", "share": 0.4}, 5, "can't be read to its end"),
        ({"kind": "slow", "seconds": 1000.0}, 2, "was cancelled"),
        ({"kind": "hang"}, 4, "was cancelled"),
    ],
)
async def test_of_what_is_not_whole_each_line_is_kept_with_the_reason(
    shop: SlowShop, fate: dict[str, Any], kept: int, reason: str
):
    """A part is never taken for the whole, and is not thrown away either."""
    script(shop, **fate)

    result = await read(shop)

    assert reason in result.missing
    assert len(result.lines) == kept
    assert len(set(result.lines)) == kept


@pytest.mark.parametrize(
    ("fate", "reason"),
    [
        ({"kind": "fail", "share": 0.0}, "ended as FAILED: INTERNAL_SERVER_ERROR"),
        ({"kind": "fail", "seconds": 600.0}, "ended as FAILED: INTERNAL_SERVER_ERROR"),
        ({"kind": "hang", "share": 0.0}, "was cancelled"),
        ({"kind": "drop", "share": 0.0}, "holds 0 objects, and Shopify wrote 9"),
        ({"kind": "cut", "share": 0.01}, "can't be read to its end"),
    ],
)
async def test_where_no_line_is_to_be_had_the_reason_is_raised(shop: SlowShop, fate: dict[str, Any], reason: str):
    """Nothing was written, or what was written appears only minutes later: nobody waits for it."""
    script(shop, **fate)

    with pytest.raises(errors.BulkError, match=reason):
        await read(shop)

    assert shop.time.seconds < 2 * bulk.PATIENCE


@pytest.mark.parametrize(("leap_at", "reason"), [(2.7, "ended as EXPIRED"), (4.0, "can't be fetched.*HTTP 404")])
async def test_a_result_that_expired_is_given_up(leap_at: float, reason: str):
    """Its address is good for seven days: gone before it is looked at, or between the look and the fetch."""
    shop = SlowShop(latency=1.0)
    shop.stock(locations=2, items=3)

    async def leap() -> None:
        await shop.time.pause(leap_at)
        shop.time.seconds += 8 * 86_400

    async with shop.client:
        reading = bulk.read(shop.client, "levels", Line, within=300.0, on_progress=silent)
        with pytest.raises(errors.BulkError, match=reason):
            await shop.time.run(paging.together([reading, leap()]))


async def test_a_hanging_job_is_given_up_in_minutes_and_makes_room(shop: SlowShop):
    """It is cancelled, so that it does not take one of the five places."""
    script(shop, "hang")

    await read(shop)

    assert shop.time.seconds < 2 * bulk.PATIENCE
    assert [job.status(shop.time.clock()) for job in shop.world.bulk.all.values()] == ["CANCELED"]


async def test_a_deadline_ends_a_job_that_still_writes(shop: SlowShop):
    """Patience is for progress; the deadline is for all."""
    script(shop, "slow", seconds=100.0)

    assert "cancelled" in (await read(shop, within=20.0)).missing

    assert shop.time.seconds < 35


async def test_five_jobs_of_others_leave_no_room(shop: SlowShop):
    """Shopify's words are kept."""
    for _ in range(5):
        script(shop, "hang")
        shop.world.bulk.begin(shop.world.shop.new_id("BulkOperation"), "", [], 0, None)

    with pytest.raises(errors.BulkError, match="already in progress"):
        await read(shop)


async def test_a_job_is_followed_by_its_own_id(shop: SlowShop):
    """Another that ended long ago is not taken for it."""
    shop.world.bulk.begin(shop.world.shop.new_id("BulkOperation"), "", [b'{"id":"other"}'], 1, None)
    shop.time.seconds += 3600

    assert "other" not in {line.id for line in (await read(shop)).lines}


async def test_the_pace_of_a_shop_is_remembered(shop: SlowShop):
    """By Shopify's own clock: nine objects in a second, however late that was noticed."""
    await read(shop)

    assert shop.client.bulk_pace == 9


class FileServer:
    """A shop whose file comes by a wire that breaks, so many times."""

    def __init__(self, url: str, breaks: int) -> None:
        self._url = url
        self._breaks = breaks
        self.tokens: list[str | None] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of the API or for the file."""
        if request.method == "GET":
            self.tokens.append(request.headers.get("X-Shopify-Access-Token"))
            return httpx.Response(200, stream=Pieces(broken=len(self.tokens) <= self._breaks))
        if shop_answers.operation(request) == "BulkRun":
            job = {"bulkOperation": {"id": "gid://shopify/BulkOperation/1"}, "userErrors": []}
            return shop_answers.ok({"bulkOperationRunQuery": job})
        if shop_answers.operation(request) == "Shop":
            return shop_answers.ok(shop_answers.SHOP)
        done = {"id": "1", "status": "COMPLETED", "objectCount": "2", "url": self._url}
        return shop_answers.ok({"bulkOperation": done})


class Pieces(httpx.AsyncByteStream):
    """A file in pieces that end anywhere."""

    def __init__(self, *, broken: bool) -> None:
        self._broken = broken

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Send."""
        yield b'{"id":"gid:\\/\\/a"}\n{"id"'
        if self._broken:
            raise httpx.ReadError("reset")
        yield b':"b"}'


async def fetch(server: FileServer) -> bulk.Result[Line]:
    """Read by bulk from a shop made by hand."""
    time = VirtualTime()
    async with shop_answers.shop(server, time) as client:
        return await time.run(bulk.read(client, "levels", Line, within=60.0, on_progress=silent))


async def test_a_file_is_asked_for_again_when_the_wire_breaks():
    """It lies still; and it is asked for without the token, for it lies elsewhere."""
    server = FileServer("https://files.example/1", breaks=2)

    assert [line.id for line in (await fetch(server)).lines] == ["gid://a", "b"]
    assert server.tokens == [None, None, None]


async def test_of_a_wire_that_breaks_always_what_came_is_kept():
    """Three times are enough."""
    server = FileServer("https://files.example/1", breaks=99)

    result = await fetch(server)

    assert [line.id for line in result.lines] == ["gid://a"]
    assert "can't be fetched" in result.missing
    assert len(server.tokens) == bulk.DOWNLOADS


async def test_a_file_over_an_open_wire_to_elsewhere_is_not_read():
    """Anybody on the way could write our stock."""
    with pytest.raises(errors.QueryError, match="open wire"):
        await fetch(FileServer("http://files.example/1", breaks=0))
