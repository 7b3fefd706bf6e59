"""What a query must look like to be run in bulk. Called by the bulk resolvers before a job begins.

In: the text of a query. Out: the query ready to walk, or UserErrors in Shopify's words. Source: recorded answers; where
it says inferred, only the rule is documented and the words are ours.
"""

from collections.abc import Iterator

import msgspec
from graphql import GraphQLError, OperationType, is_list_type, is_non_null_type

from simulator import documents, errors, plans, variables
from simulator.resolvers import binding

MAX_BYTES = 65_535
MAX_CONNECTIONS = 5
MAX_DEPTH = 2

TOO_LARGE = "Query is too large ({size} bytes; maximum is {limit} bytes)"
NO_CONNECTION = "Bulk queries must contain at least one connection."
TOO_MANY = "Bulk queries cannot contain more than {limit} connections."
TOO_DEEP = "Bulk queries cannot contain connections with a nesting depth greater than {limit}."
NODES = (
    "All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: "
    "'products {{ edges {{ node {{'. Selecting via 'nodes' is not supported. Invalid connection fields: {names}."
)
ROOT_NODE = "Bulk queries cannot use the top-level fields 'node' and 'nodes'."
NO_ID = (
    "The parent 'node' field for a nested connection must select the 'id' field without an alias. "
    "Connection fields without 'id': {names}."
)
IN_LIST = "Queries that contain a connection field within a list field are not currently supported."
INVALID = "Invalid bulk query: {reason}"
"""These last four are inferred."""


class Query(msgspec.Struct):
    """A query that may run in bulk."""

    plan: plans.Plan
    roots: list[plans.FieldPlan]


class _Found(msgspec.Struct):
    connections: int = 0
    depth: int = 0
    by_nodes: list[str] = []
    without_id: list[str] = []
    in_list: bool = False


def read(text: str, scopes: frozenset[str]) -> Query:
    """Return a query that fits the rules. Raises UserErrors INVALID."""
    size = len(text.encode())
    if size > MAX_BYTES:
        raise _invalid(TOO_LARGE.format(size=size, limit=MAX_BYTES))
    query = _planned(text, scopes)
    if any(root.name in {"node", "nodes"} for root in query.roots):
        raise _invalid(ROOT_NODE)
    found = _Found()
    for root in query.roots:
        _look(query.plan, root, found, depth=0, owner=None)
    if not found.connections:
        raise _invalid(NO_CONNECTION)
    if found.by_nodes:
        raise _invalid(NODES.format(names=", ".join(f"'{name}'" for name in found.by_nodes)))
    if found.in_list:
        raise _invalid(IN_LIST)
    if found.connections > MAX_CONNECTIONS:
        raise _invalid(TOO_MANY.format(limit=MAX_CONNECTIONS))
    if found.depth > MAX_DEPTH:
        raise _invalid(TOO_DEEP.format(limit=MAX_DEPTH))
    if found.without_id:
        raise _invalid(NO_ID.format(names=", ".join(found.without_id)))
    return query


def is_connection(field: plans.FieldPlan) -> bool:
    """Tell whether a field is a list of pages."""
    return field.named is not None and field.named.name.endswith("Connection")


def holds_connection(plan: plans.Plan, field: plans.FieldPlan) -> bool:
    """Tell whether there is a connection somewhere below a field."""
    return any(
        is_connection(child) or holds_connection(plan, child)
        for kind in plan.possible(field)
        for child in plan.children(field, kind)
    )


def node_of(plan: plans.Plan, connection: plans.FieldPlan) -> plans.FieldPlan | None:
    """Return what is selected as `edges { node }` of a connection."""
    for edges in _named(plan, connection, "edges"):
        return next(_named(plan, edges, "node"), None)
    return None


def _named(plan: plans.Plan, field: plans.FieldPlan, name: str) -> Iterator[plans.FieldPlan]:
    return (child for kind in plan.possible(field) for child in plan.children(field, kind) if child.name == name)


def _planned(text: str, scopes: frozenset[str]) -> Query:
    document = documents.read(text)
    if document.errors:
        raise _invalid(INVALID.format(reason=document.errors[0]["message"]))
    operations = list(document.operations.values())
    schema = binding.bound_schema()
    if len(operations) != 1 or operations[0].operation is not OperationType.QUERY or schema.query_type is None:
        raise _invalid(INVALID.format(reason="it must be one query"))
    try:
        plan = plans.Plan(schema, document.fragments, variables.coerce(schema, operations[0], {}), scopes)
        return Query(plan, plan.select([operations[0].selection_set], schema.query_type))
    except variables.WrongVariables as wrong:
        raise _invalid(INVALID.format(reason="it can have no variables")) from wrong
    except (GraphQLError, errors.TopLevelError) as problem:
        raise _invalid(INVALID.format(reason=problem.message)) from problem


def _look(
    plan: plans.Plan, field: plans.FieldPlan, found: _Found, *, depth: int, owner: plans.FieldPlan | None
) -> None:
    """Note what stands below a field; `owner` is the node that its lines would belong to."""
    if is_connection(field):
        depth += 1
        found.connections += 1
        found.depth = max(found.depth, depth)
        if next(_named(plan, field, "nodes"), None) is not None:
            found.by_nodes.append(field.name)
        if owner is not None and not any(child.key == "id" for child in _named(plan, owner, "id")):
            found.without_id.append(field.name)
        owner = node_of(plan, field)
        below = [owner] if owner is not None else []
    else:
        below = [field]
    for each in below:
        for kind in plan.possible(each):
            for child in plan.children(each, kind):
                if child.selections:
                    _look(plan, child, found, depth=depth, owner=owner)
    if not is_connection(field) and _is_list(field) and holds_connection(plan, field):
        found.in_list = True


def _is_list(field: plans.FieldPlan) -> bool:
    kind = field.definition.type if field.definition is not None else None
    return is_list_type(kind.of_type if is_non_null_type(kind) else kind)


def _invalid(text: str) -> errors.UserErrors:
    return errors.refusal(text, ["query"], "INVALID")
