"""The GraphQL endpoint: one HTTP request in, one answer in Shopify's shape out. Called by the app.

Order of events, as at Shopify: token, document, variables, size of inputs, cost limits, then the operation itself.
"""

import re
from typing import Any

import msgspec
from graphql import (
    ExecutionResult,
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    execute,
)
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulator import (
    cancellations,
    costs,
    documents,
    errors,
    executing,
    mishaps,
    plans,
    requests,
    schemas,
    throttle,
    variables,
    wording,
)
from simulator.calls import Call
from simulator.resolvers import binding
from simulator.worlds import World

_VERSION = re.compile(r"20\d\d-(01|04|07|10)\Z")
UNAUTHORIZED = "[API] Invalid API key or access token (unrecognized login or wrong password)"
THROTTLED_DOCUMENTATION = "https://help.shopify.com/api/graphql-admin-api/graphql-admin-api-rate-limits"
COST_DOCUMENTATION = "https://shopify.dev/api/usage/limits#rate-limits"
EXPENSIVE = (
    "Query cost is {cost}, which exceeds the single query max cost limit ({limit}).\n\n"
    "See https://shopify.dev/concepts/about-apis/rate-limits for more information on how the\n"
    "cost of a query is calculated.\n\n"
    "To query larger amounts of data with fewer limits, bulk operations should be used instead.\n"
    "See https://shopify.dev/tutorials/perform-bulk-operations-with-admin-api for usage details.\n"
)


class Asked(msgspec.Struct):
    """The body of a request."""

    query: str | None = None
    variables: dict[str, Any] | None = None
    operationName: str | None = None  # noqa: N815 - the name on the wire


class Prepared(msgspec.Struct):
    """An operation ready to run."""

    operation: OperationDefinitionNode
    plan: plans.Plan
    roots: list[plans.FieldPlan]
    pricer: costs.Pricer
    requested: int

    @property
    def mutation(self) -> bool:
        """Whether it writes."""
        return self.operation.operation is OperationType.MUTATION


class Refused(Exception):  # noqa: N818 - carries an answer
    """The operation is not run; `body` is the answer."""

    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__("refused")
        self.body = body


class HttpRefused(Exception):  # noqa: N818 - carries an answer
    """The request is not even looked at; `response` is the answer."""

    def __init__(self, errors: Any, status: int) -> None:
        super().__init__("refused")
        self.errors = errors
        self.status = status


async def answer(request: Request, world: World) -> Response:
    """Answer one request."""
    version = answering_version(request.path_params["version"])
    if version is None:
        return JSONResponse({"errors": "Not Found"}, 404)
    headers = {"X-Shopify-API-Version": version}
    try:
        scopes = admit(request, world)
        asked = _decode(await request.body())
    except HttpRefused as refused:
        return JSONResponse({"errors": refused.errors}, refused.status, headers)
    cancellations.carry_out(world)
    call = Call(world, scopes)
    try:
        prepared = prepare(asked, call)
    except Refused as refused:
        _remember_refused(asked, world)
        return JSONResponse(refused.body, headers=headers)
    names = tuple(root.name for root in prepared.roots)
    fault = world.faults.next_for(_operation_name(prepared), names)
    debug = request.headers.get("Shopify-GraphQL-Cost-Debug") == "1"

    def effect() -> Response:
        return _json(run(prepared, call, debug=debug), headers)

    def refuse() -> Response:
        world.bucket.drain()
        return _json(throttled(prepared.requested, world), headers)

    return effect() if fault is None else await mishaps.strike(fault, world, effect, refuse)


def _json(body: dict[str, Any], headers: dict[str, str]) -> Response:
    return Response(msgspec.json.encode(body), media_type="application/json", headers=headers)


def admit(request: Request, world: World) -> frozenset[str]:
    """Return the scopes of the token a request carries. Raises HttpRefused 401 when the token is not known."""
    token = request.headers.get("X-Shopify-Access-Token", "")
    scopes = world.tokens.get(token)
    if scopes is None:
        scopes = world.apps.scopes_of(token)
    if scopes is None:
        raise HttpRefused(UNAUTHORIZED, 401)
    return scopes


def _decode(content: bytes) -> Asked:
    try:
        asked = msgspec.json.decode(content, type=Asked)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise HttpRefused({"query": "Required parameter missing or invalid"}, 400) from problem
    if not asked.query:
        raise HttpRefused({"query": "Required parameter missing or invalid"}, 400)
    return asked


def answering_version(asked: str) -> str | None:
    """Return the version that answers: the asked one, or the oldest supported for one that expired.

    None for what never was a version. Source: Shopify docs, API versioning: an expired version falls forward.
    """
    if asked in schemas.VERSIONS or asked == "unstable":
        return asked
    if not _VERSION.match(asked) or asked > schemas.VERSION:
        return None
    return schemas.VERSIONS[0]


def prepare(asked: Asked, call: Call) -> Prepared:
    """Return the operation a request asks for. Raises Refused with Shopify's answer when it cannot run."""
    schema = binding.bound_schema()
    document = documents.read(asked.query or "")
    if document.errors:
        raise Refused({"errors": document.errors})
    operation = _choose(document, asked.operationName)
    try:
        values = variables.coerce(schema, operation, asked.variables or {})
        plan = plans.Plan(schema, document.fragments, values, call.scopes)
        root_type = schema.mutation_type if operation.operation is OperationType.MUTATION else schema.query_type
        if root_type is None:
            raise Refused({"errors": [wording.plain("Schema is not configured for this operation", "BAD_REQUEST")]})
        roots = plan.select([operation.selection_set], root_type)
        pricer = costs.Pricer(plan, roots, mutation=operation.operation is OperationType.MUTATION)
        requested = pricer.requested()
    except variables.WrongVariables as wrong:
        raise Refused({"errors": wrong.errors}) from wrong
    except errors.TopLevelError as problem:
        raise Refused({"errors": [wording.plain(problem.message, problem.code)]}) from problem
    except GraphQLError as problem:
        raise Refused({"errors": [wording.plain(problem.message, "argumentLiteralsIncompatible")]}) from problem
    for root in roots:
        size = plans.oversized(root.args)
        if size is not None:
            text = f"The input array size of {size} is greater than the maximum allowed of {plans.MAX_INPUT}."
            error = wording.plain(text, "MAX_INPUT_SIZE_EXCEEDED")
            raise Refused({"errors": [{**error, "locations": [executing.location_of(root)], "path": [root.key]}]})
    return Prepared(operation, plan, roots, pricer, requested)


def run(prepared: Prepared, call: Call, *, debug: bool = False) -> dict[str, Any]:
    """Run an operation, pay for it, and return the body of the answer."""
    world = call.world
    requested = prepared.requested
    if requested > throttle.SINGLE_QUERY_LIMIT:
        _remember(prepared, None, world)
        return _too_expensive(requested)
    if not world.bucket.take(requested):
        _remember(prepared, None, world)
        return throttled(requested, world)
    walk = executing.Run(prepared.plan, call)
    data = walk.mutation(prepared.roots) if prepared.mutation else walk.query(prepared.roots)
    if data is not None:
        _introspect(prepared, data)
    actual = prepared.pricer.actual(data)
    world.bucket.give_back(requested - actual)
    _remember(prepared, actual, world)
    if prepared.mutation:
        world.save()
    cost: dict[str, Any] = {
        "requestedQueryCost": requested,
        "actualQueryCost": actual,
        "throttleStatus": world.bucket.status(),
    }
    if debug:
        cost["fields"] = prepared.pricer.fields()
    extensions: dict[str, Any] = {"cost": cost}
    if call.search:
        extensions["search"] = call.search
    body: dict[str, Any] = {"data": data, "extensions": extensions}
    return {"data": data, "errors": walk.errors, "extensions": extensions} if walk.errors else body


def throttled(requested: int, world: World) -> dict[str, Any]:
    """Return the answer for an empty bucket: HTTP 200, no data."""
    error = wording.plain("Throttled", "THROTTLED", documentation=THROTTLED_DOCUMENTATION)
    cost = {"requestedQueryCost": requested, "actualQueryCost": None, "throttleStatus": world.bucket.status()}
    return {"errors": [error], "extensions": {"cost": cost}}


def _too_expensive(requested: int) -> dict[str, Any]:
    limit = throttle.SINGLE_QUERY_LIMIT
    text = EXPENSIVE.format(cost=requested, limit=limit)
    extensions = {"cost": requested, "maxCost": limit, "documentation": COST_DOCUMENTATION}
    return {"errors": [wording.plain(text, "MAX_COST_EXCEEDED", **extensions)]}


def _choose(document: documents.Document, name: str | None) -> OperationDefinitionNode:
    if name is not None and name in document.operations:
        return document.operations[name]
    if name is None and len(document.operations) == 1:
        return next(iter(document.operations.values()))
    text = "An operation name is required" if name is None else f'No operation named "{name}"'
    raise Refused({"errors": [wording.plain(text, "BAD_REQUEST")]})


def _introspect(prepared: Prepared, data: dict[str, Any]) -> None:
    """Answer `__schema` and `__type`, which graphql-core knows by itself."""
    meta = [
        each
        for each in prepared.operation.selection_set.selections
        if isinstance(each, FieldNode) and each.name.value in {"__schema", "__type"}
    ]
    if not meta:
        return
    document = documents.only(prepared.operation, SelectionSetNode(selections=tuple(meta)), prepared.plan.fragments)
    result = execute(binding.bound_schema(), document, variable_values=prepared.plan.variables.coerced)
    if isinstance(result, ExecutionResult):
        data.update(result.data or {})


def _operation_name(prepared: Prepared) -> str | None:
    return prepared.operation.name.value if prepared.operation.name else None


def _remember(prepared: Prepared, cost: int | None, world: World) -> None:
    world.requests.add(
        requests.Request(
            operation=_operation_name(prepared),
            kind="mutation" if prepared.mutation else "query",
            fields=tuple(root.name for root in prepared.roots),
            cost=cost,
            at=world.clock(),
        )
    )


def _remember_refused(asked: Asked, world: World) -> None:
    world.requests.add(
        requests.Request(operation=asked.operationName, kind="refused", fields=(), cost=None, at=world.clock())
    )
