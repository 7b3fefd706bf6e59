"""What a person sees who serves a shop: how to point a client at it, and how the shop stands, in the terminal.

In: a world and its address. Out: lines of text. Called by whoever serves it on a command line.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from simulator import auth, schemas
from simulator.control import views
from simulator.worlds import World

PAUSE_SECONDS = 2.0
"""Between two lines about the state; none comes while nothing changes."""


def pointers(world: World, address: str, token: str) -> str:
    """How any client is pointed at a shop served at an address such as http://127.0.0.1:8765."""
    path = f"/admin/api/{schemas.VERSION}/graphql.json"
    return (
        f"  GraphQL  POST {address}{path}\n"
        f"           X-Shopify-Access-Token: {token}\n"
        f"  OAuth    POST {address}/admin/oauth/access_token\n"
        f"           client_id={auth.CLIENT_ID} client_secret={auth.CLIENT_SECRET} grant_type=client_credentials\n"
        f"  Shop     {world.shop.domain}; webhooks are signed with the client secret\n"
        f"  Control  GET {address}/_control/state, POST {address}/_control/orders, ...\n\n"
        f"  curl {address}{path} -H 'X-Shopify-Access-Token: {token}' \\\n"
        "    -H 'Content-Type: application/json' -d '{\"query\": \"{ shop { name plan { publicDisplayName } } }\"}'\n"
    )


def holds(world: World) -> str:
    """What the shop holds, such as "2 locations, 1 product, 3 orders"; "nothing yet" where it is empty."""
    counts = views.summary(world).items()
    return ", ".join(_counted(name, number) for name, number in counts if number) or "nothing yet"


def state(world: World) -> str:
    """One line: what waits, what was asked, and how many points are left."""
    counts = views.summary(world)
    bucket = world.bucket.status()
    waiting = len(world.webhooks.waiting)
    parts = [
        f"{counts['open orders']:,} of {_counted('orders', counts['orders'])} open",
        _counted("fulfillments", counts["fulfillments"]),
        f"{_counted('requests', counts['requests'])}, {_counted('writes', counts['writes'])}",
        f"{bucket['currentlyAvailable']:,} of {bucket['maximumAvailable']:,} points",
    ]
    parts += [f"{_counted('webhooks', waiting)} waiting"] if waiting else []
    return f"{world.now():%H:%M:%S}  " + " · ".join(parts)


@contextlib.asynccontextmanager
async def while_served(
    world: World, tell: Callable[[str], None] | None, *, pause: float = PAUSE_SECONDS
) -> AsyncIterator[None]:
    """Inside the `async with`, tell the state when it has changed, after a pause in seconds; nobody is told of None."""
    if tell is None:
        yield
        return
    task = asyncio.create_task(_keep_telling(world, tell, pause))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _keep_telling(world: World, tell: Callable[[str], None], pause: float) -> None:
    told = None
    while True:
        now = views.summary(world), len(world.webhooks.waiting)
        if now != told:
            tell(state(world))
            told = now
        await asyncio.sleep(pause)


def _counted(name: str, number: int) -> str:
    return f"{number:,} {name.removesuffix('s') if number == 1 else name}"
