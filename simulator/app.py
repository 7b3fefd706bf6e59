"""The simulator as an ASGI app: the GraphQL endpoint and the control API over one world."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from simulator import endpoint, errors, showing
from simulator.control import routes
from simulator.resolvers import binding
from simulator.webhooks import sending
from simulator.worlds import World


def create_app(world: World, *, tell: Callable[[str], None] | None = None) -> Starlette:
    """Return the app that serves a world.

    `POST /admin/api/{version}/graphql.json` and `POST /admin/oauth/access_token` answer as Shopify does; `/_control/`
    holds what a merchant, a customer or a test would do; the results of bulk operations lie under `/_bulk/`. While a
    server runs it, webhooks go out by themselves, and `tell` is told in a line how the shop stands when that changes.
    """
    binding.bound_schema()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with sending.while_served(world), showing.while_served(world, tell):
            yield

    return Starlette(
        lifespan=lifespan,
        routes=[
            Route("/admin/api/{version}/graphql.json", _graphql(world), methods=["POST"]),
            Route("/admin/oauth/access_token", _access_token(world), methods=["POST"]),
            Route("/_bulk/{number:int}/{key}.jsonl", _bulk_file(world), methods=["GET"]),
            Mount("/_control", routes=routes.of(world)),
        ],
    )


def _graphql(world: World) -> Callable[[Request], Awaitable[Response]]:
    async def graphql(request: Request) -> Response:
        world.bulk.origin = str(request.base_url).rstrip("/")
        return await endpoint.answer(request, world)

    return graphql


def _access_token(world: World) -> Callable[[Request], Awaitable[Response]]:
    async def access_token(request: Request) -> Response:
        try:
            grant = world.apps.grant(await request.body(), request.headers.get("Content-Type", ""))
        except errors.OAuthError as refused:
            return JSONResponse({"error": refused.code, "error_description": refused.description}, 400)
        return JSONResponse(msgspec.structs.asdict(grant))

    return access_token


def _bulk_file(world: World) -> Callable[[Request], Awaitable[Response]]:
    """No token is asked for: whoever knows the address may read. Source: Shopify's addresses are signed and expire."""

    async def bulk_file(request: Request) -> Response:
        content = world.bulk.file(request.path_params["number"], request.path_params["key"])
        if content is None:
            return Response("", 404)
        return Response(content, media_type="application/jsonl")

    return bulk_file
