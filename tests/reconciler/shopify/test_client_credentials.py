"""An app of the shop's organisation: our client gets its token, and another one when that ends."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from reconciler.shopify import client, errors, reading, tokens
from simulator import auth, worlds
from simulator.app import create_app


class Noting(httpx.ASGITransport):
    """Notes the status of each answer."""

    statuses: list[int]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass on, and note."""
        answer = await super().handle_async_request(request)
        self.statuses.append(answer.status_code)
        return answer


class Organisation:
    """A simulated shop whose clock the test moves, and clients of one app."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
        self.world = worlds.World(clock=lambda: self.time)
        self._transport = Noting(app=create_app(self.world))
        self._transport.statuses = self.statuses = []

    def connect(self, secret: str = auth.CLIENT_SECRET) -> client.ShopClient:
        """A client that has credentials and no token yet."""
        return client.ShopClient(
            "shop.myshopify.com",
            tokens.ClientCredentials(auth.CLIENT_ID, secret),
            transport=self._transport,
            base_url="http://shop.simulator",
            clock=lambda: self.time,
        )


async def test_credentials_open_the_shop():
    """The exchange happens by itself before the first request."""
    async with Organisation().connect() as shop:
        assert (await reading.shop_info(shop)).name == "Simulated Shop"


async def test_a_token_is_replaced_before_its_day_ends():
    """Read again around its end and long after: four reads, three grants, and nothing is refused."""
    organisation = Organisation()
    async with organisation.connect() as shop:
        for hours in (0, 23.95, 24.1, 72):
            organisation.time = datetime(2026, 11, 23, 10, 0, tzinfo=UTC) + timedelta(hours=hours)
            await reading.shop_info(shop)

    assert organisation.statuses == [200] * 7


async def test_a_token_that_ended_too_early_is_replaced_after_one_401():
    """The shop ended it: the client gets another and asks again."""
    organisation = Organisation()
    async with organisation.connect() as shop:
        await reading.shop_info(shop)
        organisation.world.apps.expire()

        assert (await reading.shop_info(shop)).name == "Simulated Shop"


async def test_a_wrong_secret_is_told_without_showing_it():
    """The message says what to check."""
    async with Organisation().connect(secret="very-secret") as shop:
        with pytest.raises(errors.AccessError, match="client id and secret") as caught:
            await reading.shop_info(shop)

    assert "very-secret" not in str(caught.value)
