"""What a test does to the rules of the world: tokens, faults, throttle, and the record of requests."""

from datetime import timedelta
from typing import Any

import msgspec
from starlette.requests import Request

from simulator import cancellations, errors, faults, idempotency, throttle, worlds
from simulator.control import bodies, views
from simulator.worlds import World


class Token(msgspec.Struct, forbid_unknown_fields=True):
    """A token and what it may do."""

    token: str
    scopes: list[str]


class App(msgspec.Struct, forbid_unknown_fields=True):
    """An app that may ask for tokens, with all scopes unless some are named."""

    client_id: str
    client_secret: str
    scopes: list[str] | None = None


class Rules(msgspec.Struct, forbid_unknown_fields=True):
    """Rules to change: the plan of the bucket, how idempotency keys behave, and how late the search index is."""

    plan: str | None = None
    idempotency: str | None = None
    search_lag_seconds: float | None = None
    cancel_delay_seconds: float | None = None


async def state(_: Request, world: World) -> dict[str, Any]:
    """Show everything."""
    return views.state(world)


async def summary(_: Request, world: World) -> dict[str, int]:
    """Show how much of everything there is."""
    return views.summary(world)


async def show_requests(_: Request, world: World) -> dict[str, Any]:
    """Show what the API was asked."""
    return {"requests": world.requests.all(), "writes": world.requests.writes}


async def forget_requests(_: Request, world: World) -> dict[str, Any]:
    """Forget what the API was asked."""
    world.requests.clear()
    return {}


async def set_token(request: Request, world: World) -> dict[str, Any]:
    """Let a token in; no scopes at all takes it away."""
    wish = await bodies.read(request, Token)
    if wish.scopes:
        world.tokens[wish.token] = frozenset(wish.scopes)
    else:
        world.tokens.pop(wish.token, None)
    return {"token": wish.token, "scopes": wish.scopes}


async def install_app(request: Request, world: World) -> dict[str, Any]:
    """Install an app."""
    wish = await bodies.read(request, App)
    scopes = worlds.ALL_SCOPES if wish.scopes is None else wish.scopes
    world.apps.install(wish.client_id, wish.client_secret, scopes)
    return {"client_id": wish.client_id, "scopes": sorted(scopes)}


async def uninstall_app(request: Request, world: World) -> dict[str, Any]:
    """Take an app away."""
    world.apps.uninstall(request.path_params["client_id"])
    return {}


async def expire_grants(_: Request, world: World) -> dict[str, Any]:
    """End every granted token, as if its day were over."""
    world.apps.expire()
    return {}


async def add_fault(request: Request, world: World) -> dict[str, Any]:
    """Script a fault."""
    fault = await bodies.read(request, faults.Fault)
    fault.check()
    world.faults.add(fault)
    return {"pending": world.faults.pending()}


async def brew_storm(request: Request, world: World) -> dict[str, Any]:
    """Let faults strike at random, as a seed decides, until they are cleared."""
    storm = await bodies.read(request, faults.Storm)
    storm.check()
    world.faults.brew(storm)
    return {"seed": storm.seed}


async def clear_faults(_: Request, world: World) -> dict[str, Any]:
    """Script no faults any more."""
    world.faults.clear()
    return {}


async def set_rules(request: Request, world: World) -> dict[str, Any]:
    """Change plan or idempotency."""
    wish = await bodies.read(request, Rules)
    if wish.plan is not None:
        if wish.plan not in throttle.PLANS:
            raise errors.ControlError(f"plan must be one of {', '.join(throttle.PLANS)}, not {wish.plan!r}")
        world.plan, world.bucket = wish.plan, throttle.Bucket(wish.plan, world.clock)
    if wish.idempotency is not None:
        if wish.idempotency not in idempotency.MODES:
            raise errors.ControlError(f"idempotency must be one of {', '.join(idempotency.MODES)}")
        world.idempotency.mode = wish.idempotency
    if wish.search_lag_seconds is not None:
        if wish.search_lag_seconds < 0:
            raise errors.ControlError("search_lag_seconds must not be negative")
        world.search_lag = timedelta(seconds=wish.search_lag_seconds)
    if wish.cancel_delay_seconds is not None:
        world.cancel_delay = cancellations.delay_of(wish.cancel_delay_seconds)
    return {
        "plan": world.plan,
        "idempotency": world.idempotency.mode,
        "search_lag_seconds": world.search_lag.total_seconds(),
        "cancel_delay_seconds": world.cancel_delay.total_seconds(),
    }
