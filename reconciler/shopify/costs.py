"""What a request will cost, before Shopify has told it once.

In: a document and its variables. Out: points. `client` uses it for the first request of a form, so that even that
one is not throttled; from then on Shopify's own figure counts.
Source: Shopify API limits (object 1, mutation 10) and recorded responses for connections: 2 + g(n) * node, with
g(n) = max(1, floor(2 ln n)).
"""

import functools
import math
from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    parse,
)

from reconciler.shopify.documents import Document

FREE = frozenset({"pageInfo", "userErrors", "measurement", "weight", "shopMoney"})
"""Fields that cost nothing themselves. Money in sets (`…Set`) is free as well. Source: recorded responses."""

COUNT = 10
"""What counting costs (`…Count`). Source: Shopify API limits; recorded responses."""

MUTATIONS = {"fulfillmentTrackingInfoUpdate": 50}
"""Mutations that cost more than 10. Source: recorded responses since mid-2026."""

Variables = Mapping[str, Any]


def estimate(document: Document, variables: Variables) -> int:
    """Points that this request will ask for; near the truth, and never below it for our own documents."""
    return _Estimate(_parsed(document.text), variables).total()


@functools.cache
def _parsed(text: str) -> DocumentNode:
    return parse(text, no_location=True)


class _Estimate:
    """One walk over one document."""

    def __init__(self, parsed: DocumentNode, variables: Variables) -> None:
        definitions = parsed.definitions
        self._operation = next(item for item in definitions if isinstance(item, OperationDefinitionNode))
        self._fragments = {
            item.name.value: item.selection_set for item in definitions if isinstance(item, FragmentDefinitionNode)
        }
        self._variables = variables

    def total(self) -> int:
        """The whole operation."""
        is_mutation = self._operation.operation.value == "mutation"
        return sum(
            self._mutation(field) if is_mutation else self._field(field)
            for field in self._fields(self._operation.selection_set)
        )

    def _mutation(self, field: FieldNode) -> int:
        """A payload's own objects are free, what hangs below them is not."""
        below = sum(
            self._children(child.selection_set)
            for child in self._fields(field.selection_set)
            if child.selection_set and child.name.value not in FREE
        )
        return MUTATIONS.get(field.name.value, 10) + below

    def _field(self, field: FieldNode) -> int:
        name = field.name.value
        if name.endswith("Count"):
            return COUNT
        if field.selection_set is None or name in FREE or name.endswith("Set"):
            return 0
        nodes = [item for item in self._fields(field.selection_set) if item.name.value == "nodes"]
        if nodes:
            node = max(1 + self._children(item.selection_set) for item in nodes)
            return 2 + growth(self._size(field)) * node
        return 1 + self._children(field.selection_set)

    def _children(self, selection: SelectionSetNode | None) -> int:
        return sum(self._field(field) for field in self._fields(selection))

    def _fields(self, selection: SelectionSetNode | None) -> list[FieldNode]:
        found: list[FieldNode] = []
        for item in selection.selections if selection else ():
            if isinstance(item, FieldNode):
                found.append(item)
            elif isinstance(item, InlineFragmentNode):
                found.extend(self._fields(item.selection_set))
            elif isinstance(item, FragmentSpreadNode):
                found.extend(self._fields(self._fragments[item.name.value]))
        return found

    def _size(self, field: FieldNode) -> int:
        for argument in field.arguments or ():
            if argument.name.value in {"first", "last"}:
                if isinstance(argument.value, IntValueNode):
                    return int(argument.value.value)
                if isinstance(argument.value, VariableNode):
                    return int(self._variables[argument.value.name.value])
        return 0


def growth(size: int) -> int:
    """By how much a page of so many nodes multiplies the cost of one."""
    return max(1, math.floor(2 * math.log(size))) if size > 0 else 0


def fitting(size: int, share: float) -> int:
    """The largest page, smaller than `size`, that costs no more than this share of what `size` costs; at least 1."""
    most = growth(size) * share
    return next((smaller for smaller in range(size - 1, 1, -1) if growth(smaller) <= most), 1)
