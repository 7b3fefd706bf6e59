"""Top-level errors in the words of graphql-ruby, which Shopify runs. Called by documents and variables.

graphql-core finds the mistakes; its sentences are turned into the ones a Shopify client meets. Source: recorded
answers.
"""

import re
from collections.abc import Callable
from typing import Any, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLInputObjectType,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionNode,
)

from simulator import schemas

Found = re.Match[str]
Rendered = tuple[str, dict[str, Any]]


def _undefined_field(found: Found) -> Rendered:
    name, kind = found[1], found[2]
    text = f"Field '{name}' doesn't exist on type '{kind}'"
    return text, {"code": "undefinedField", "typeName": kind, "fieldName": name}


def _unknown_argument(found: Found) -> Rendered:
    argument, field = found[1], found[3]
    text = f"Field '{field}' doesn't accept argument '{argument}'"
    return text, {"code": "argumentNotAccepted", "name": field, "typeName": "Field", "argumentName": argument}


def _unknown_directive_argument(found: Found) -> Rendered:
    argument, name = found[1], found[2]
    text = f"Directive '{name}' doesn't accept argument '{argument}'"
    return text, {"code": "argumentNotAccepted", "name": name, "typeName": "Directive", "argumentName": argument}


def _missing_argument(found: Found) -> Rendered:
    field, argument = found[1].rpartition(".")[2], found[2]
    text = f"Field '{field}' is missing required arguments: {argument}"
    return text, {"code": "missingRequiredArguments", "className": "Field", "name": field, "arguments": argument}


def _missing_directive_argument(found: Found) -> Rendered:
    name, argument = found[1], found[2]
    text = f"Directive '{name}' is missing required arguments: {argument}"
    return text, {"code": "missingRequiredArguments", "className": "Directive", "name": name, "arguments": argument}


def _missing_input_field(found: Found) -> Rendered:
    kind, field = found[1], found[2]
    wanted = str(cast("GraphQLInputObjectType", schemas.load().type_map[kind]).fields[field].type)
    text = f"Argument '{field}' on InputObject '{kind}' is required. Expected type {wanted}"
    extensions = {"argumentName": field, "argumentType": wanted, "inputObjectType": kind}
    return text, {"code": "missingRequiredInputObjectAttribute", **extensions}


def _unknown_input_field(found: Found) -> Rendered:
    kind, field = found[1], found[2]
    text = f"InputObject '{kind}' doesn't accept argument '{field}'"
    return text, {"code": "argumentNotAccepted", "name": kind, "typeName": "InputObject", "argumentName": field}


def _no_selection(found: Found) -> Rendered:
    field, kind = found[1], found[2].strip("[]!")
    advice = f"Did you mean '{field} {{ ... }}'?"
    text = f"Field must have selections (field '{field}' returns {kind} but has no selections. {advice})"
    return text, {"code": "selectionMismatch", "nodeName": f"field '{field}'", "typeName": kind}


def _needless_selection(found: Found) -> Rendered:
    field, kind = found[1], found[2].strip("[]!")
    text = f"Selections can't be made on scalars (field '{field}' returns {kind} but has selections)"
    return text, {"code": "selectionMismatch", "nodeName": f"field '{field}'", "typeName": kind}


def _unknown_directive(found: Found) -> Rendered:
    return f"Directive @{found[1]} is not defined", {"code": "undefinedDirective", "directiveName": found[1]}


def _misplaced_directive(found: Found) -> Rendered:
    places = {"MUTATION": "mutations", "QUERY": "queries", "FRAGMENT_SPREAD": "fragment spreads"}
    place = places.get(found[2], found[2].lower().replace("_", " ") + "s")
    text = f"'@{found[1]}' can't be applied to {place} (allowed: fields)"
    return text, {"code": "directiveCannotBeApplied", "targetName": place, "name": found[1]}


def _repeated_directive(found: Found) -> Rendered:
    name = found[1]
    return f'The directive "{name}" can only be used once at this location.', {"code": "directiveNotUniqueForLocation"}


def _undeclared_variable(found: Found) -> Rendered:
    where = found[2] or "anonymous query"
    return f"Variable ${found[1]} is used by {where} but not declared", {
        "code": "variableNotDefined", "variableName": found[1],
    }  # fmt: skip


def _unused_variable(found: Found) -> Rendered:
    where = found[2] or "anonymous query"
    return f"Variable ${found[1]} is declared by {where} but not used", {
        "code": "variableNotUsed", "variableName": found[1],
    }  # fmt: skip


def _wrong_variable(found: Found) -> Rendered:
    name, kind, wanted = found[1], found[2], found[3]
    mismatch = "Nullability mismatch" if wanted.replace("!", "") == kind.replace("!", "") else "Type mismatch"
    text = f"{mismatch} on variable ${name} ({kind} / {wanted})"
    return text, {"code": "variableMismatch", "variableName": name, "typeName": kind, "errorMessage": mismatch}


def _unknown_type(found: Found) -> Rendered:
    return f"{found[1]} isn't a defined input type", {"code": "variableRequiresValidType", "typeName": found[1]}


def _unknown_fragment(found: Found) -> Rendered:
    text = f"Fragment {found[1]} was used, but not defined"
    return text, {"code": "useAndDefineFragment", "fragmentName": found[1]}


def _unused_fragment(found: Found) -> Rendered:
    text = f"Fragment {found[1]} was defined, but not used"
    return text, {"code": "useAndDefineFragment", "fragmentName": found[1]}


_RULES: tuple[tuple[re.Pattern[str], Callable[[Found], Rendered]], ...] = (
    (re.compile(r"Cannot query field '(.+?)' on type '(.+?)'\."), _undefined_field),
    (re.compile(r"Unknown argument '(.+?)' on field '(.+?)\.(.+?)'\."), _unknown_argument),
    (re.compile(r"Unknown argument '(.+?)' on directive '@(.+?)'\."), _unknown_directive_argument),
    (re.compile(r"Argument '(.+?)\((.+?):\)' of type '.+?' is required"), _missing_argument),
    (re.compile(r"Field '(.+?)' argument '(.+?)' of type '.+?' is required"), _missing_argument),
    (re.compile(r"Directive '@(.+?)' argument '(.+?)' of type '.+?' is required"), _missing_directive_argument),
    (re.compile(r"Argument '@(.+?)\((.+?):\)' of type '.+?' is required"), _missing_directive_argument),
    (re.compile(r"Expected value of type '(.+?)' to include required field '(.+?)',"), _missing_input_field),
    (re.compile(r"Expected value of type '(.+?)' not to include unknown field '(.+?)'[.,]"), _unknown_input_field),
    (re.compile(r"Field '(.+?)' of type '(.+?)' must have a selection of subfields"), _no_selection),
    (re.compile(r"Field '(.+?)' must not have a selection since type '(.+?)' has no subfields\."), _needless_selection),
    (re.compile(r"Unknown directive '@(.+?)'\."), _unknown_directive),
    (re.compile(r"Directive '@(.+?)' may not be used on (\w+)\."), _misplaced_directive),
    (re.compile(r"The directive '@(.+?)' can only be used once"), _repeated_directive),
    (re.compile(r"Variable '\$(.+?)' is not defined(?: by operation '(.+?)')?\."), _undeclared_variable),
    (re.compile(r"Variable '\$(.+?)' is never used(?: in operation '(.+?)')?\."), _unused_variable),
    (re.compile(r"Variable '\$(.+?)' of type '(.+?)' used in position expecting type '(.+?)'\."), _wrong_variable),
    (re.compile(r"Unknown type '(.+?)'\."), _unknown_type),
    (re.compile(r"Unknown fragment '(.+?)'\."), _unknown_fragment),
    (re.compile(r"Fragment '(.+?)' is never used\."), _unused_fragment),
)
_LITERAL = re.compile(
    r"cannot represent|Expected value of type|does not exist in|Enum '|Value '|must not be null|not found"
)


def validation(problem: GraphQLError, document: DocumentNode) -> dict[str, Any]:
    """Return a validation error as Shopify answers it."""
    message, extensions = _render(problem)
    return {
        "message": message,
        "locations": [{"line": each.line, "column": each.column} for each in (problem.locations or [])[:1]],
        "path": _path(problem, document),
        "extensions": extensions,
    }


def _render(problem: GraphQLError) -> Rendered:
    for pattern, rendered in _RULES:
        found = pattern.search(problem.message)
        if found is not None:
            return rendered(found)
    if _LITERAL.search(problem.message):
        return problem.message, {"code": "argumentLiteralsIncompatible", "typeName": "CoercionError"}
    return problem.message, {"code": "invalidDocument"}


def syntax(problem: GraphQLError) -> dict[str, Any]:
    """Return a syntax error as Shopify answers it."""
    locations = [{"line": each.line, "column": each.column} for each in problem.locations or []]
    where = f" at [{locations[0]['line']}, {locations[0]['column']}]" if locations else ""
    text = problem.message.removeprefix("Syntax Error: ").rstrip(".")
    return {"message": f"syntax error: {text}{where}", "locations": locations, "extensions": {"code": "PARSE_ERROR"}}


def plain(message: str, code: str, **extensions: Any) -> dict[str, Any]:
    """Return an error that points at no place."""
    return {"message": message, "extensions": {"code": code, **extensions}}


def _path(problem: GraphQLError, document: DocumentNode) -> list[str]:
    """Return the way from the operation down to the mistake, as graphql-ruby names it.

    `query Name`, field, argument.
    """
    if not problem.nodes or problem.nodes[0].loc is None:
        return []
    place = problem.nodes[0].loc.start
    for definition in document.definitions:
        if definition.loc is not None and definition.loc.start <= place < definition.loc.end:
            return _descend(definition, place)
    return []


def _descend(definition: Node, place: int) -> list[str]:
    path = []
    node: Node | None = definition
    while node is not None:
        if isinstance(node, OperationDefinitionNode):
            path.append(f"{node.operation.value} {node.name.value}" if node.name else node.operation.value)
        elif isinstance(node, FragmentDefinitionNode):
            path.append(f"fragment {node.name.value}")
        elif isinstance(node, InlineFragmentNode):
            path.append(f"... on {node.type_condition.name.value}" if node.type_condition else "...")
        elif isinstance(node, FieldNode):
            path.append(node.alias.value if node.alias else node.name.value)
        node = _inner(node, place, path)
    return path


def _inner(node: Node, place: int, path: list[str]) -> Node | None:
    for argument in getattr(node, "arguments", None) or ():
        if argument.loc is not None and argument.loc.start <= place < argument.loc.end:
            path.append(argument.name.value)
            return None
    selection_set = getattr(node, "selection_set", None)
    selections: tuple[SelectionNode, ...] = selection_set.selections if selection_set else ()
    for each in selections:
        if each.loc is not None and each.loc.start <= place < each.loc.end:
            return each
    return None
