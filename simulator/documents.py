"""Parsed and validated documents, kept by their text so that a repeated request pays nothing.

Called by the endpoint.
"""

from typing import Any

import msgspec
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
    validate,
)

from simulator import wording
from simulator.resolvers import binding

KEPT = 500
MAX_TOKENS = 10_000
"""Tokens a document may have: keeps a hostile one from taking the machine. (Guessed; ours have fewer than 2,000.)"""


class Document(msgspec.Struct, kw_only=True):
    """A document as far as it could be read: its operations, or what is wrong with it."""

    operations: dict[str | None, OperationDefinitionNode] = {}
    fragments: dict[str, FragmentDefinitionNode] = {}
    node: DocumentNode | None = None
    errors: list[dict[str, Any]] = []


_known: dict[str, Document] = {}


def read(text: str) -> Document:
    """Return the document of a text, with Shopify's errors where it is wrong."""
    known = _known.get(text)
    if known is None:
        known = _read(text)
        if len(_known) >= KEPT:
            _known.clear()
        _known[text] = known
    return known


def _read(text: str) -> Document:
    try:
        node = parse(text, max_tokens=MAX_TOKENS)
    except GraphQLSyntaxError as problem:
        return Document(errors=[wording.syntax(problem)])
    except RecursionError:
        return Document(errors=[wording.plain("Document is nested too deeply", "PARSE_ERROR")])
    operations: dict[str | None, OperationDefinitionNode] = {}
    fragments = {}
    for definition in node.definitions:
        if isinstance(definition, OperationDefinitionNode):
            operations[definition.name.value if definition.name else None] = definition
        elif isinstance(definition, FragmentDefinitionNode):
            fragments[definition.name.value] = definition
    problems = validate(binding.bound_schema(), node, max_errors=50)
    return Document(
        operations=operations,
        fragments=fragments,
        node=node,
        errors=[wording.validation(problem, node) for problem in problems],
    )


def only(
    operation: OperationDefinitionNode, selections: SelectionSetNode, fragments: dict[str, FragmentDefinitionNode]
) -> DocumentNode:
    """Return a document with just some root fields of an operation."""
    reduced = OperationDefinitionNode(
        operation=operation.operation,
        name=operation.name,
        variable_definitions=operation.variable_definitions,
        directives=operation.directives,
        selection_set=selections,
    )
    return DocumentNode(definitions=(reduced, *fragments.values()))
