"""Where tokens come from, when they are renewed, and that they stay secret."""

import json

import httpx
import pytest
from support import shop_answers
from support.virtual_time import VirtualTime

from reconciler.shopify import errors, reading, tokens

DAY = 86399


def granting(revoked: set[str]) -> tuple[shop_answers.Handler, list[str]]:
    """A shop that grants tokens t1, t2, ... and refuses the revoked ones. The list keeps what it was asked."""
    log: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/admin/oauth/access_token":
            assert json.loads(request.content)["grant_type"] == "client_credentials"
            log.append("grant")
            token = f"t{log.count('grant')}"
            return httpx.Response(200, json={"access_token": token, "scope": "read_orders", "expires_in": DAY})
        token = request.headers["X-Shopify-Access-Token"]
        log.append(token)
        return httpx.Response(401) if token in revoked else shop_answers.ok(shop_answers.SHOP)

    return handle, log


async def test_a_granted_token_is_used_until_it_is_about_to_end():
    """One grant serves a day; five minutes before the end another is asked for."""
    time, (handle, log) = VirtualTime(), granting(set())
    async with shop_answers.shop(handle, time, tokens.ClientCredentials("id", "secret")) as shop:
        await time.run(reading.shop_info(shop))
        time.seconds += DAY - 301
        await time.run(reading.shop_info(shop))
        time.seconds += 2
        await time.run(reading.shop_info(shop))

    assert log == ["grant", "t1", "t1", "grant", "t2"]


async def test_a_refused_token_is_renewed_once():
    """The app was installed anew meanwhile."""
    time, (handle, log) = VirtualTime(), granting({"t1"})
    async with shop_answers.shop(handle, time, tokens.ClientCredentials("id", "secret")) as shop:
        await time.run(reading.shop_info(shop))

    assert log == ["grant", "t1", "grant", "t2"]


async def test_a_token_refused_twice_is_an_access_error():
    """Renewing does not go in circles."""
    time, (handle, log) = VirtualTime(), granting({"t1", "t2"})
    async with shop_answers.shop(handle, time, tokens.ClientCredentials("id", "secret")) as shop:
        with pytest.raises(errors.AccessError, match="401"):
            await time.run(reading.shop_info(shop))

    assert log == ["grant", "t1", "grant", "t2"]


async def test_refused_credentials_say_what_to_check_and_not_the_secret():
    """A wrong secret is named, never shown."""
    time = VirtualTime()
    script = shop_answers.Script(
        httpx.Response(400, text="<html><style>p {}</style><p>Oauth error: no s3cret</p></html>")
    )
    async with shop_answers.shop(script, time, tokens.ClientCredentials("id", "s3cret")) as shop:
        with pytest.raises(errors.AccessError, match="Oauth error: no …; check the client id and secret") as caught:
            await time.run(reading.shop_info(shop))

    assert "s3cret" not in repr(caught.value)


@pytest.mark.parametrize("token", ["", "  ", "shpat_a\nb", "shpat_ä", "two words"])
def test_a_token_that_can_not_travel_in_a_header_is_refused_without_quoting_it(token: str):
    """Libraries quote a bad header in their error; ours must not get that far."""
    with pytest.raises(errors.AccessError) as caught:
        tokens.StaticToken(token)

    assert token.strip() == "" or token not in str(caught.value)


def test_no_repr_shows_a_secret():
    """Reprs end up in logs."""
    time = VirtualTime()
    shop = shop_answers.shop(shop_answers.Script(), time)

    shown = repr([shop, tokens.StaticToken(shop_answers.TOKEN), tokens.ClientCredentials("id", shop_answers.TOKEN)])

    assert shop_answers.TOKEN not in shown
