"""What is sent again, what is not, and after how long."""

import asyncio
import socket

import httpx
import pytest
from support import shop_answers
from support.virtual_time import VirtualTime

from reconciler.shopify import client, errors, reading, writing


@pytest.mark.parametrize(
    "fault",
    [
        httpx.ConnectError("refused"),
        httpx.ReadError("reset by peer"),
        httpx.ReadTimeout("too slow"),
        httpx.RemoteProtocolError("peer closed connection without sending complete message body"),
        httpx.Response(502, text="bad gateway"),
        httpx.Response(200, headers=shop_answers.VERSION, text='{"data": {"shop": '),
        shop_answers.failed({"message": "Internal error.", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}),
    ],
    ids=["unreachable", "reset", "timeout", "cut-short", "gateway", "truncated-body", "internal-error"],
)
async def test_a_query_survives_a_fault_that_passes(fault: httpx.Response | Exception):
    """Reading twice does no harm."""
    time, script = VirtualTime(), shop_answers.Script(fault, shop_answers.ok(shop_answers.SHOP))

    async with shop_answers.shop(script, time) as shop:
        info = await time.run(reading.shop_info(shop))

    assert info.name == "Acme"
    assert len(script.requests) == 2
    assert 0.25 <= time.slept[0] <= 0.5


async def test_a_query_gives_up_after_its_attempts_and_keeps_shopifys_text():
    """A shop that is down for long is an error, not a hang."""
    time = VirtualTime()
    script = shop_answers.Script(*[httpx.Response(503, text="maintenance") for _ in range(client.ATTEMPTS)])

    async with shop_answers.shop(script, time) as shop:
        with pytest.raises(errors.ShopUnavailable, match=r"503.*maintenance"):
            await time.run(reading.shop_info(shop))

    assert len(script.requests) == client.ATTEMPTS
    assert time.seconds < 30


@pytest.mark.parametrize(
    "fault",
    [
        httpx.ReadError("reset by peer"),
        httpx.WriteError("broken pipe"),
        httpx.ReadTimeout("too slow"),
        httpx.Response(504, text="gateway timeout"),
        httpx.Response(200, headers=shop_answers.VERSION, text="{"),
        shop_answers.failed({"message": "Internal error.", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}),
        shop_answers.failed({"message": "Access denied for node field."}, data=shop_answers.TAGGED),
        shop_answers.ok({"tagsAdd": {"node": None}}),
    ],
    ids=["reset", "pipe", "timeout", "gateway", "truncated-body", "internal", "errors-beside-data", "odd-form"],
)
async def test_a_mutation_whose_answer_was_lost_is_never_sent_again(fault: httpx.Response | Exception):
    """It may have happened: the caller must look."""
    time, script = VirtualTime(), shop_answers.Script(shop_answers.ok(shop_answers.SHOP), fault)

    async with shop_answers.shop(script, time) as shop:
        with pytest.raises(errors.UnknownOutcomeError):
            await time.run(writing.add_tags(shop, "gid://shopify/Order/1", ["late"]))

    assert script.operations == ["Shop", "AddTags"]


async def test_a_mutation_that_never_left_is_sent_again():
    """A refused connection carries nothing."""
    time = VirtualTime()
    script = shop_answers.Script(
        shop_answers.ok(shop_answers.SHOP), httpx.ConnectError("refused"), shop_answers.ok(shop_answers.TAGGED)
    )

    async with shop_answers.shop(script, time) as shop:
        await time.run(writing.add_tags(shop, "gid://shopify/Order/1", ["late"]))

    assert script.operations == ["Shop", "AddTags", "AddTags"]


async def test_throttled_inside_http_200_is_waited_out_exactly_even_for_a_mutation():
    """(507 - 493) / 50 seconds, and not a moment more."""
    time = VirtualTime()
    script = shop_answers.Script(
        shop_answers.ok(shop_answers.SHOP),
        shop_answers.failed(shop_answers.THROTTLED, extensions=shop_answers.cost(507, None, 493, restore=50)),
        shop_answers.ok(shop_answers.TAGGED),
    )

    async with shop_answers.shop(script, time) as shop:
        await time.run(writing.add_tags(shop, "gid://shopify/Order/1", ["late"]))

    assert time.seconds == pytest.approx(0.28, abs=1e-5)
    assert len(script.requests) == 3


async def test_http_429_waits_as_long_as_it_is_told():
    """Retry-After counts in seconds."""
    time = VirtualTime()
    script = shop_answers.Script(
        httpx.Response(429, headers={"Retry-After": "2.5"}), shop_answers.ok(shop_answers.SHOP)
    )

    async with shop_answers.shop(script, time) as shop:
        await time.run(reading.shop_info(shop))

    assert time.slept == [2.5]


@pytest.mark.parametrize(
    "refusal", [httpx.Response(429), shop_answers.failed(shop_answers.THROTTLED)], ids=["429", "THROTTLED"]
)
async def test_a_refusal_that_does_not_say_how_long_is_waited_out_for_a_second(refusal: httpx.Response):
    """Not hammered."""
    time, script = VirtualTime(), shop_answers.Script(refusal, shop_answers.ok(shop_answers.SHOP))

    async with shop_answers.shop(script, time) as shop:
        await time.run(reading.shop_info(shop))

    assert time.slept == [1.0]


async def test_after_http_429_nobody_else_goes_ahead_either():
    """A shop that asks for fewer requests gets none for a while."""
    time = VirtualTime()
    script = shop_answers.Script(
        shop_answers.ok(shop_answers.SHOP),
        httpx.Response(429, headers={"Retry-After": "3"}),
        *[shop_answers.ok(shop_answers.SHOP) for _ in range(3)],
    )
    arrivals: list[float] = []

    def handle(request: httpx.Request) -> httpx.Response:
        arrivals.append(time.seconds)
        return script(request)

    async def work(shop: client.ShopClient) -> None:
        await reading.shop_info(shop)
        first = asyncio.ensure_future(reading.shop_info(shop))
        await time.pause(1)
        await asyncio.gather(first, reading.shop_info(shop), reading.shop_info(shop))

    async with shop_answers.shop(handle, time) as shop:
        await time.run(work(shop))

    assert arrivals == [0, 0, 3, 3, 3]


async def test_an_endless_storm_of_throttling_ends_in_an_error():
    """Somebody else takes every point: say so in the end."""
    time = VirtualTime()
    storm = shop_answers.failed(shop_answers.THROTTLED, extensions=shop_answers.cost(500, None, 0))

    async with shop_answers.shop(lambda _request: storm, time) as shop:
        with pytest.raises(errors.Throttled):
            await time.run(reading.shop_info(shop))


async def test_an_unknown_host_is_a_wrong_shop_and_not_asked_again():
    """A typo in the domain must not look like bad weather."""
    time = VirtualTime()
    unknown = httpx.ConnectError("Name or service not known")
    unknown.__cause__ = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    script = shop_answers.Script(unknown)

    async with shop_answers.shop(script, time) as shop:
        with pytest.raises(errors.WrongShopError, match=r"acme\.myshopify\.com"):
            await time.run(reading.shop_info(shop))
