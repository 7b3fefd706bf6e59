"""A validated operation, made ready to run: fields merged, arguments coerced, access checked.

Compiled by the endpoint for each request, walked by `executing` (to answer) and by `costs` (to price).
"""

from collections.abc import Iterable, Sequence
from typing import Any

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    is_object_type,
)
from graphql.execution.values import VariableValues, get_argument_values, get_directive_values

from simulator import errors, schemas

MAX_INPUT = 250
"""Entries an input array may hold. Source: Shopify docs, API limits; recorded answers."""

HIDING = frozenset({("Order", "fulfillmentOrders"), ("Fulfillment", "fulfillmentOrders")})
"""Lists that a missing scope shortens without an error. Source: Shopify docs, fulfillment orders."""


MOST_FIELDS = 20_000
"""Fields that one operation may come to once its fragments are spread: a few lines of them can stand for billions."""


class FieldPlan:
    """One field to answer: its definition, arguments, what to select below it, and why it may not be seen."""

    __slots__ = ("args", "concrete", "definition", "denied", "key", "name", "named", "node", "selections", "typename")

    def __init__(self, node: FieldNode, typename: str, definition: GraphQLField | None, args: dict[str, Any]) -> None:
        self.key = node.alias.value if node.alias else node.name.value
        self.name = node.name.value
        self.node = node
        self.typename = typename
        self.definition = definition
        self.args = args
        self.denied: schemas.Requirement | None = None
        self.named = get_named_type(definition.type) if definition is not None else None
        self.selections: list[SelectionSetNode] = [node.selection_set] if node.selection_set else []
        self.concrete: dict[str, list[FieldPlan]] = {}


class Plan:
    """Everything needed to run one operation."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: dict[str, FragmentDefinitionNode],
        variables: dict[str, Any],
        scopes: frozenset[str],
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.variables = VariableValues(sources={}, coerced=variables)
        self._scopes = scopes
        self._fields = 0

    def select(self, selections: Sequence[SelectionSetNode], parent: GraphQLObjectType) -> list[FieldPlan]:
        """Return the merged fields that selections ask of an object type.

        Raises TopLevelError when the whole operation comes to too many of them.
        """
        found: dict[str, FieldPlan] = {}
        spread: set[str] = set()
        for selection_set in selections:
            self._collect(selection_set.selections, parent, found, spread)
        self._fields += len(found)
        if self._fields > MOST_FIELDS:
            raise errors.TopLevelError(f"Query has more than {MOST_FIELDS} fields", "BAD_REQUEST")
        return list(found.values())

    def children(self, field: FieldPlan, concrete: GraphQLObjectType) -> list[FieldPlan]:
        """Return what is selected below a field when its value is of a concrete type."""
        known = field.concrete.get(concrete.name)
        if known is None:
            known = field.concrete[concrete.name] = self.select(field.selections, concrete)
        return known

    def possible(self, field: FieldPlan) -> list[GraphQLObjectType]:
        """Return the object types a field's value may have."""
        if is_object_type(field.named):
            return [field.named]
        return list(self.schema.get_possible_types(field.named)) if is_abstract_type(field.named) else []

    def directive(self, node: FieldNode, name: str) -> dict[str, Any] | None:
        """Return the arguments of a directive on a field, None when it is not there."""
        definition = self.schema.get_directive(name)
        return get_directive_values(definition, node, self.variables) if definition is not None else None

    def _collect(
        self,
        nodes: Iterable[SelectionNode],
        parent: GraphQLObjectType,
        found: dict[str, FieldPlan],
        spread: set[str],
    ) -> None:
        for node in nodes:
            if node.directives and not self._included(node):
                continue
            if isinstance(node, FieldNode):
                self._add(node, parent, found)
            elif isinstance(node, InlineFragmentNode):
                if node.type_condition is None or self._applies(node.type_condition.name.value, parent):
                    self._collect(node.selection_set.selections, parent, found, spread)
            elif isinstance(node, FragmentSpreadNode):
                if node.name.value in spread:
                    continue
                spread.add(node.name.value)
                fragment = self.fragments[node.name.value]
                if self._applies(fragment.type_condition.name.value, parent):
                    self._collect(fragment.selection_set.selections, parent, found, spread)

    def _add(self, node: FieldNode, parent: GraphQLObjectType, found: dict[str, FieldPlan]) -> None:
        key = node.alias.value if node.alias else node.name.value
        if key in found:
            if node.selection_set:
                found[key].selections.append(node.selection_set)
            return
        if node.name.value in {"__schema", "__type"}:
            return
        definition = parent.fields.get(node.name.value)
        args = {}
        if definition is not None and definition.args:
            args = get_argument_values(definition, node, self.variables)
        plan = FieldPlan(node, parent.name, definition, args)
        plan.denied = denial(plan, self._scopes)
        found[key] = plan

    def _applies(self, condition: str, parent: GraphQLObjectType) -> bool:
        if condition == parent.name:
            return True
        kind = self.schema.type_map[condition]
        return is_abstract_type(kind) and self.schema.is_sub_type(kind, parent)

    def _included(self, node: SelectionNode) -> bool:
        for directive in node.directives or ():
            truth = self._truth(directive)
            if (directive.name.value == "skip" and truth) or (directive.name.value == "include" and not truth):
                return False
        return True

    def _truth(self, directive: DirectiveNode) -> bool:
        definition = self.schema.get_directive(directive.name.value)
        if definition is None or "if" not in definition.args:
            return False
        return bool(get_argument_values(definition, directive, self.variables)["if"])


def denial(field: FieldPlan, scopes: frozenset[str]) -> schemas.Requirement | None:
    """Return the requirement that the scopes of a token do not meet, None when the field may be seen."""
    needed = schemas.requirements()
    names = [f"{field.typename}.{field.name}"]
    inside = field.typename.endswith(("Connection", "Edge"))
    if field.named is not None and not inside and (field.typename, field.name) not in HIDING:
        names.append(field.named.name.removesuffix("Connection"))
    for name in names:
        requirement = needed.get(name)
        if requirement is not None and scopes.isdisjoint(requirement.any_of):
            return requirement
    return None


def oversized(value: Any) -> int | None:
    """Return the length of the first input array that is longer than allowed, None when all fit."""
    if isinstance(value, list):
        if len(value) > MAX_INPUT:
            return len(value)
        return next((size for each in value if (size := oversized(each)) is not None), None)
    if isinstance(value, dict):
        return next((size for each in value.values() if (size := oversized(each)) is not None), None)
    return None
