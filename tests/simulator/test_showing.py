"""What a person sees who serves a shop: how to point a client at it, and how it stands."""

import asyncio
import itertools
import re
import shlex

from support.admin import TOKEN, Admin

from simulator import showing
from simulator.worlds import World


def test_what_a_shop_holds_is_told_in_numbers(shop: Admin):
    """One thing is one thing."""
    assert showing.holds(World()) == "nothing yet"
    shop.place(("MUG", 1))

    assert showing.holds(shop.world) == "2 locations, 3 products, 5 levels, 1 order, 1 open order"


def test_the_request_that_is_shown_works_as_it_stands(shop: Admin):
    """Copied from the terminal: the address, the headers and the body."""
    shown = showing.pointers(shop.world, "http://shop.test", TOKEN)
    command = shlex.split(shown[shown.index("curl") :].replace("\\\n", " "))
    headers = dict(one.split(": ") for flag, one in itertools.pairwise(command) if flag == "-H")

    answer = shop.request("POST", command[1], content=command[-1], headers=headers)

    assert answer.json()["data"]["shop"]["name"] == "Simulated Shop"


def test_the_credentials_that_are_shown_buy_a_token(shop: Admin):
    """At the address beside them."""
    shown = showing.pointers(shop.world, "http://shop.test", TOKEN)
    fields = dict(re.findall(r"(client_id|client_secret|grant_type)=(\S+)", shown))
    (address,) = re.findall(r"OAuth +POST (\S+)", shown)

    assert shop.request("POST", address, json=fields).json()["access_token"]


async def test_the_state_is_told_when_it_has_changed_and_only_then():
    """First as it is, then once for all that happened since."""
    world, told = World(), list[str]()

    async with showing.while_served(world, told.append, pause=0.01):
        await asyncio.sleep(0.05)
        assert len(told) == 1
        world.requests.writes += 1
        await asyncio.sleep(0.05)

    assert len(told) == 2
    assert "0 of 0 orders open" in told[0]
    assert "1 write " in told[1]
