"""The client's pace: never throttled when alone, near the limit when busy, fair between urgent and bulk."""

import asyncio
import itertools

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import buckets
from support.virtual_time import VirtualTime

from reconciler.shopify import answers, client, documents, paging, throttle, tokens


def connect(time: VirtualTime, shop: buckets.ChargingShop) -> client.ShopClient:
    """A client of that shop."""
    return client.ShopClient(
        "acme.myshopify.com",
        tokens.StaticToken("t"),
        transport=httpx.MockTransport(shop),
        clock=time.clock,
        sleep=time.sleep,
    )


def text(tag: str) -> documents.Document:
    """A document of its own, so that its price is learnt apart."""
    return documents.compose(tag, f"query {tag} {{ shop {{ id name }} }}")


@pytest.mark.parametrize("restore", [100.0, 200.0, 1000.0])
async def test_a_busy_client_that_is_alone_is_never_throttled_and_wastes_under_five_percent(restore: float):
    """Every point that the plan restores is spent, after the bucket it began with."""
    time = VirtualTime()
    shop = buckets.ChargingShop(time, lambda _body: (50, 50), restore=restore)
    requests = int(restore * 60 / 50) + int(restore * 20 / 50)
    async with connect(time, shop) as busy:
        await time.run(paging.together(busy.run("shop", {}) for _ in range(requests)))

    floor = (shop.spent - restore * 20) / restore
    assert shop.throttled == 0
    assert time.seconds <= floor / 0.95


@given(
    prices=st.lists(st.integers(1, 900), min_size=1, max_size=5),
    shares=st.lists(st.floats(0, 1), min_size=1, max_size=7),
    picks=st.lists(st.integers(0, 4), min_size=1, max_size=120),
    latency=st.floats(0.001, 2),
)
@settings(max_examples=60, deadline=None)
def test_known_prices_never_lead_to_throttling_whatever_is_given_back(
    prices: list[int], shares: list[float], picks: list[int], latency: float
):
    """Requests cost less than they asked for, answers come late: the client still never asks for too much."""
    time, turns = VirtualTime(), itertools.cycle(shares)

    def price(body: dict[str, object]) -> tuple[float, float]:
        asked = prices[int(str(body["operationName"])[1:])]
        return asked, max(1.0, asked * next(turns))

    shop = buckets.ChargingShop(time, price, latency=latency)

    async def work() -> int:
        async with connect(time, shop) as busy:
            for number in range(len(prices)):  # the first of each form tells its price
                await busy.ask(text(f"p{number}"), {}, dict[str, object])
            learning = shop.throttled
            picked = [text(f"p{pick % len(prices)}") for pick in picks]
            await paging.together(busy.ask(document, {}, dict[str, object]) for document in picked)
            return shop.throttled - learning

    assert asyncio.run(time.run(work())) == 0


async def test_what_a_request_did_not_use_is_used_by_the_next_one():
    """Asks for 400, uses 10: the bucket of 2,000 lets five go at once, and is never empty."""
    time = VirtualTime()
    shop = buckets.ChargingShop(time, lambda _body: (400, 10), latency=0.05)
    async with connect(time, shop) as busy:
        await time.run(paging.together(busy.run("shop", {}) for _ in range(100)))

    assert shop.throttled == 0
    assert time.seconds < 6


async def test_points_set_aside_for_lost_answers_come_back_with_the_next_answer():
    """Nobody told whether they were charged: Shopify's own figure settles it."""
    time = VirtualTime()
    gate = throttle.Gate(concurrency=8, clock=time.clock, sleep=time.sleep)

    async def work() -> None:
        for answered in (True, *[False] * 19, True):
            cost = await gate.enter(lambda: 100.0, urgent=False)
            status = answers.ThrottleStatus(2000, 1900, 100)
            gate.leave(cost, answers.Cost(100, 100, status) if answered else None)
        before = time.seconds
        gate.leave(await gate.enter(lambda: 1800.0, urgent=False), None)
        assert time.seconds == before

    await time.run(work())


async def test_a_request_that_gave_up_waiting_does_not_hold_up_the_next():
    """It was dear, and first in line."""
    time = VirtualTime()
    gate = throttle.Gate(concurrency=8, clock=time.clock, sleep=time.sleep)

    async def work() -> None:
        cost = await gate.enter(lambda: 1.0, urgent=False)
        gate.leave(cost, answers.Cost(1, 1, answers.ThrottleStatus(2000, 100, 100)))
        dear = asyncio.ensure_future(gate.enter(lambda: 1000.0, urgent=False))
        cheap = asyncio.ensure_future(gate.enter(lambda: 10.0, urgent=False))
        await time.pause(1)
        assert not cheap.done()
        dear.cancel()
        await cheap
        assert time.seconds == 1

    await time.run(work())


async def test_requests_are_sent_concurrently_up_to_the_bound():
    """Many at once, never more than the bound, and a single one until the bucket is known."""
    time = VirtualTime()
    shop = buckets.ChargingShop(time, lambda _body: (1, 1))
    async with connect(time, shop) as busy:
        await time.run(busy.run("shop", {}))
        assert shop.most_under_way == 1
        await time.run(paging.together(busy.run("shop", {}) for _ in range(100)))

    assert shop.most_under_way == client.CONCURRENCY


async def test_urgent_work_goes_before_bulk_work_that_waits_already():
    """A tracking number does not queue behind ten thousand levels."""
    time = VirtualTime()
    shop = buckets.ChargingShop(time, lambda _body: (100, 100))
    async with connect(time, shop) as busy:
        bulk = [busy.ask(text("bulk"), {}, dict[str, object]) for _ in range(60)]
        urgent = [busy.ask(text("urgent"), {}, dict[str, object], urgent=True) for _ in range(3)]
        await time.run(paging.together([*bulk, *urgent]))

    order = [body["operationName"] for body in shop.served]
    assert all(place <= client.CONCURRENCY for place, tag in enumerate(order) if tag == "urgent")


async def test_a_stream_of_urgent_work_does_not_starve_bulk_work():
    """After four urgent requests a waiting bulk request has its turn."""
    time = VirtualTime()
    shop = buckets.ChargingShop(time, lambda _body: (100, 100))
    async with connect(time, shop) as busy:
        urgent = [busy.ask(text("urgent"), {}, dict[str, object], urgent=True) for _ in range(60)]
        bulk = [busy.ask(text("bulk"), {}, dict[str, object]) for _ in range(10)]
        await time.run(paging.together([*urgent, *bulk]))

    order = [body["operationName"] for body in shop.served]
    assert 40 <= max(place for place, tag in enumerate(order) if tag == "bulk") <= 55


async def test_points_that_somebody_else_takes_are_noticed_and_waited_for():
    """Another app's worker shares the bucket: work still ends, with little throttling."""
    time = VirtualTime()
    shop = buckets.ChargingShop(time, lambda _body: (100, 100))

    async def work(busy: client.ShopClient) -> None:
        for number in range(60):
            if number % 10 == 0:
                shop.drain(300)
            await busy.run("shop", {})

    async with connect(time, shop) as busy:
        await time.run(work(busy))

    assert len(shop.served) == 60
    assert shop.throttled <= 6


async def test_a_cancelled_request_leaves_its_place_to_the_next():
    """Stopping a round in the middle must not block the client."""
    time = VirtualTime()
    shop = buckets.ChargingShop(time, lambda _body: (1000, 1000))

    async def work(busy: client.ShopClient) -> None:
        async def fail() -> None:
            await busy.run("shop", {})
            raise RuntimeError("the round was stopped")

        with pytest.raises(RuntimeError, match="stopped"):
            await paging.together([fail(), *[busy.run("shop", {}) for _ in range(20)]])
        await busy.run("shop", {})

    async with connect(time, shop) as busy:
        await time.run(work(busy))

    assert shop.throttled == 0
    assert len(shop.served) < 12
