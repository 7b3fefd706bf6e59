"""What a shop answers, and the files of its bulk jobs: whatever comes is read, or one of our errors says why not."""

import asyncio
import contextlib
import functools
import json
from collections.abc import Callable
from typing import Any

import httpx
import msgspec
from hypothesis import given
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


STATUSES = [*[200] * 12, 301, 401, 404, 429, 500]
AFTER = ["", "1", "nan", "inf", "-1", "1e400", "Mon, 23 Nov 2026 10:00:00 GMT"]


class _Line(msgspec.Struct, frozen=True):
    id: str
    parent: str | None = msgspec.field(name="__parentId", default=None)


@fuzzing.LOOKING
@given(throws=fuzzing.THROWS)
def test_no_file_of_a_bulk_job_breaks_reading(throws: fuzzing.Throws, runner: asyncio.Runner, meter: fuzzing.Meter):
    """It is whole and right, or the caller is told to read page by page."""

    async def read(lines: bytes, status: bytes) -> None:
        time = VirtualTime()
        async with shop_answers.shop(functools.partial(_run_bulk, lines, status), time) as shop:
            await time.run(bulk.read(shop, "items", _Line, within=60, on_progress=silent))

    for dice in throws:
        lines = fuzzing.spoil(dice, [LINES])
        status = STATUS if dice.random() < 0.5 else fuzzing.spoil(dice, [STATUS])
        with meter.each(lines, status), contextlib.suppress(errors.ShopError):
            runner.run(read(lines, status))
            meter.taken += 1


def _run_bulk(lines: bytes, status: bytes, request: httpx.Request) -> httpx.Response:
    """A shop whose job ends like that, and leaves such a file."""
    if request.method == "GET":
        return httpx.Response(200, content=lines)
    match shop_answers.operation(request):
        case "BulkRun":
            return shop_answers.ok({"bulkOperationRunQuery": {"bulkOperation": JOB, "userErrors": []}})
        case "BulkStatus":
            return httpx.Response(200, headers=shop_answers.VERSION, content=b'{"data":%s}' % status)
        case _:
            return shop_answers.ok(shop_answers.SHOP)


@fuzzing.LOOKING
@given(throws=fuzzing.THROWS)
def test_no_answer_of_a_shop_breaks_reading(throws: fuzzing.Throws, runner: asyncio.Runner, meter: fuzzing.Meter):
    """Proxies and outages answer anything."""

    async def read(asked: Any, answer: Callable[[httpx.Request], httpx.Response]) -> None:
        time = VirtualTime()
        async with shop_answers.shop(answer, time) as shop:
            await time.run(asked(shop))

    for dice in throws:
        asked = dice.choice(list(GOOD))
        body = fuzzing.spoil(dice, [GOOD[asked]] * 4 + OTHERS)
        status = dice.choice(STATUSES)
        headers = {**shop_answers.VERSION, "Retry-After": dice.choice(AFTER)}
        answered = functools.partial(httpx.Response, status, headers=headers, content=body)
        with meter.each(body, status, headers), contextlib.suppress(errors.ShopError):
            answers.check_status(status, headers, body, "acme.myshopify.com")
            answers.check_errors(answers.open_envelope(body))
            runner.run(read(asked, lambda _request, answered=answered: answered()))
            meter.taken += 1
