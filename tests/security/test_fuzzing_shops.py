"""What a shop answers, and the files of its bulk jobs: whatever comes is read, or one of our errors says why not."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import fuzzing, shop_answers
from support.simulated_shops import silent
from support.virtual_time import VirtualTime

from reconciler.shopify import answers, bulk, errors, reading

ITEM = {
    "id": "gid://shopify/ProductVariant/1",
    "displayName": "Mug - Default Title",
    "sku": "MUG",
    "inventoryItem": {"id": "gid://shopify/InventoryItem/1", "tracked": True},
}
LINES = b"\n".join(json.dumps(each).encode() for each in (ITEM, ITEM | {"sku": None}, ITEM | {"id": "2"})) + b"\n"
JOB = {
    "id": "gid://shopify/BulkOperation/1",
    "status": "COMPLETED",
    "errorCode": None,
    "objectCount": "3",
    "url": "https://acme.myshopify.com/file.jsonl",
    "createdAt": "2026-11-23T10:00:00Z",
    "completedAt": "2026-11-23T10:00:01Z",
}
STATUS = json.dumps({"bulkOperation": JOB}).encode()
LOCATION = {"id": "gid://shopify/Location/1", "name": "Austin", "isActive": True, "isFulfillmentService": False}
EXTENSIONS = {"extensions": shop_answers.cost(2, 2, 1998)}
END = {"hasNextPage": False, "endCursor": None}
ASKED = {
    bulk.catalogue_size: {"productVariantsCount": {"count": 3}},
    reading.locations: {"locations": {"nodes": [LOCATION], "pageInfo": END}},
    reading.shop_info: shop_answers.SHOP,
}
GOOD = {asked: json.dumps({"data": data} | EXTENSIONS).encode() for asked, data in ASKED.items()}
FAILED = json.dumps({"errors": [shop_answers.THROTTLED], "extensions": shop_answers.cost(2, None, 0)}).encode()
OTHERS = [FAILED, b"<html><style>a</style><p>Bad gateway"]


class _Line(msgspec.Struct, frozen=True):
    id: str
    parent: str | None = msgspec.field(name="__parentId", default=None)


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """An event loop that lasts."""
    with asyncio.Runner() as made:
        yield made


@fuzzing.LOOKING
@given(lines=fuzzing.spoilt([LINES]), status=st.just(STATUS) | fuzzing.spoilt([STATUS]))
def test_no_file_of_a_bulk_job_breaks_reading(
    lines: bytes, status: bytes, runner: asyncio.Runner, meter: fuzzing.Meter
):
    """It is whole and right, or the caller is told to read page by page."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, content=lines)
        match shop_answers.operation(request):
            case "BulkRun":
                return shop_answers.ok({"bulkOperationRunQuery": {"bulkOperation": JOB, "userErrors": []}})
            case "BulkStatus":
                return httpx.Response(200, headers=shop_answers.VERSION, content=b'{"data":%s}' % status)
            case _:
                return shop_answers.ok(shop_answers.SHOP)

    async def read() -> list[_Line]:
        time = VirtualTime()
        async with shop_answers.shop(answer, time) as shop:
            return await time.run(bulk.read(shop, "items", _Line, within=60, on_progress=silent))

    with meter.each(lines, status):
        try:
            runner.run(read())
        except errors.ShopError:
            return
        meter.taken += 1


@fuzzing.LOOKING
@given(
    asked_and_body=st.sampled_from(list(GOOD)).flatmap(
        lambda asked: st.tuples(st.just(asked), fuzzing.spoilt([GOOD[asked]] * 4 + OTHERS))
    ),
    status=st.sampled_from([*[200] * 12, 301, 401, 404, 429, 500]),
    after=st.none() | st.sampled_from(["1", "nan", "inf", "-1", "1e400", "Mon, 23 Nov 2026 10:00:00 GMT"]),
)
def test_no_answer_of_a_shop_breaks_reading(
    *, asked_and_body: tuple[Any, bytes], status: int, after: str | None, runner: asyncio.Runner, meter: fuzzing.Meter
):
    """Proxies and outages answer anything."""
    asked, body = asked_and_body
    headers = {**shop_answers.VERSION, **({"Retry-After": after} if after else {})}

    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, headers=headers, content=body)

    async def read() -> Any:
        time = VirtualTime()
        async with shop_answers.shop(answer, time) as shop:
            return await time.run(asked(shop))

    with meter.each(body, status, after):
        try:
            answers.check_status(status, headers, body, "acme.myshopify.com")
            envelope = answers.open_envelope(body)
            answers.check_errors(envelope)
            runner.run(read())
        except errors.ShopError:
            return
        meter.taken += 1
