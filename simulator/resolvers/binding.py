"""Hangs a resolver on every field of the schema, once. Called when the app is made.

A field without a resolver of its own reads the attribute of the same name in snake_case from its record, or the entry
of that name from an `Answer`. A test proves that every field can be answered.
"""

import re
from functools import cache
from typing import Any

from graphql import GraphQLSchema, is_interface_type, is_object_type

from simulator import schemas
from simulator.calls import Call, Resolver
from simulator.resolvers import (
    bulk,
    fulfillment_orders,
    fulfillments,
    inventory,
    inventory_mutations,
    locations,
    mutations,
    nodes,
    order_mutations,
    orders,
    products,
    queries,
    shops,
    webhooks,
)

_MODULES = (
    queries, nodes, shops, locations, products, inventory, orders, fulfillment_orders, fulfillments,
    inventory_mutations, order_mutations, mutations, bulk, webhooks,
)  # fmt: skip


def own_resolvers() -> dict[tuple[str, str], Resolver]:
    """Return the resolvers that were written for a field, by type and field."""
    found: dict[tuple[str, str], Resolver] = {}
    for module in _MODULES:
        for typename, fields in module.RESOLVERS.items():
            for name, resolve in fields.items():
                found[typename, name] = resolve
    return found


@cache
def bound_schema() -> GraphQLSchema:
    """Return the schema with a resolver on every field."""
    schema = schemas.load()
    own = own_resolvers()
    for kind in schema.type_map.values():
        if kind.name.startswith("__") or not (is_object_type(kind) or is_interface_type(kind)):
            continue
        for name, field in kind.fields.items():
            field.resolve = own.get((kind.name, name)) or reader(name)
    return schema


def snake(name: str) -> str:
    """Return a schema name as our records spell it: `totalQuantity` is `total_quantity`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def reader(name: str) -> Resolver:
    """Return the resolver that reads a field of the same name."""
    attribute = snake(name)

    def read(source: Any, _: Call, __: dict[str, Any]) -> Any:
        return source.get(name) if isinstance(source, dict) else getattr(source, attribute)

    return read
