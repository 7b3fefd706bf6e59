"""What a test does to bulk operations: script how the next ones go wrong."""

from typing import Any

from starlette.requests import Request

from simulator import bulk_jobs
from simulator.control import bodies
from simulator.worlds import World


async def script(request: Request, world: World) -> dict[str, Any]:
    """Let the next bulk operations go wrong in one way."""
    fate = await bodies.read(request, bulk_jobs.Fate)
    fate.check()
    world.bulk.script(fate)
    return {"kind": fate.kind, "times": fate.times}


async def clear(_: Request, world: World) -> dict[str, Any]:
    """Let the next bulk operations go well."""
    world.bulk.clear_fates()
    return {}
