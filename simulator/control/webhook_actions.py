"""What a test does to webhooks: look at them, send what is due, let them go wrong."""

from typing import Any

from starlette.requests import Request

from simulator.control import bodies
from simulator.webhooks import scripts, sending
from simulator.worlds import World


async def show(_: Request, world: World) -> dict[str, Any]:
    """Show who is subscribed, what waits, and what became of every attempt."""
    return {
        "subscriptions": [
            {"id": each.id, "topic": each.topic, "uri": each.uri} for each in world.shop.webhook_subscriptions.values()
        ],
        "waiting": [
            {"webhook_id": each.webhook_id, "topic": each.event.topic, "due": each.due, "failures": each.failures}
            for each in world.webhooks.waiting
        ],
        "attempts": list(world.webhooks.attempts),
    }


async def send(_: Request, world: World) -> dict[str, Any]:
    """Send what is due by the world's clock now; a world that is served does so by itself."""
    world.webhooks.notice(world.shop)
    return {"attempts": await sending.send_due(world)}


async def script(request: Request, world: World) -> dict[str, Any]:
    """Let the next webhooks of a topic go wrong."""
    wish = await bodies.read(request, scripts.Script)
    wish.check()
    world.webhooks.fate.add(wish)
    return {}


async def brew(request: Request, world: World) -> dict[str, Any]:
    """Let webhooks go wrong at random, as a seed decides, until that is cleared."""
    wish = await bodies.read(request, scripts.Weather)
    wish.check()
    world.webhooks.fate.brew(wish)
    return {"seed": wish.seed}


async def clear(_: Request, world: World) -> dict[str, Any]:
    """Let everything go well from now on."""
    world.webhooks.fate.clear()
    return {}
