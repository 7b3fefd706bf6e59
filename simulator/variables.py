"""Variables of a request, checked against their declared types, in Shopify's words. Called by the endpoint.

A wrong variable is answered before anything runs: no data, no cost. Source: recorded answers, INVALID_VARIABLE.
"""

import re
from collections.abc import Mapping
from typing import Any

from graphql import (
    GraphQLInputType,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableDefinitionNode,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    print_ast,
    type_from_ast,
    value_from_ast,
)

Problems = list[dict[str, Any]]
_MISSING = object()


class WrongVariables(Exception):  # noqa: N818 - carries answers, one for each wrong variable
    """The variables do not fit; `errors` are the answers."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__("wrong variables")
        self.errors = errors


def coerce(schema: GraphQLSchema, operation: OperationDefinitionNode, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the variables of an operation with defaults filled in. Raises WrongVariables."""
    values: dict[str, Any] = {}
    wrong = []
    for definition in operation.variable_definitions or ():
        name = definition.variable.name.value
        kind: Any = type_from_ast(schema, definition.type)
        value = given.get(name, _MISSING)
        if value is _MISSING and definition.default_value is not None:
            values[name] = value_from_ast(definition.default_value, kind)
            continue
        problems: Problems = []
        if value is _MISSING:
            if is_non_null_type(kind):
                problems.append(_problem([], "Expected value to not be null"))
        else:
            values[name] = _value(kind, value, [], problems)
        if problems:
            wrong.append(_answer(definition, None if value is _MISSING else value, problems))
    if wrong:
        raise WrongVariables(wrong)
    return values


def _answer(definition: VariableDefinitionNode, value: Any, problems: Problems) -> dict[str, Any]:
    name, kind = definition.variable.name.value, print_ast(definition.type)
    faults = ", ".join(
        f"{'.'.join(str(step) for step in each['path'])} ({each['explanation']})"
        if each["path"]
        else each["explanation"]
        for each in problems
    )
    message = f"Variable ${name} of type {kind} was provided invalid value"
    if any(each["path"] for each in problems):
        message += f" for {faults}"
    line, column = 1, 1
    if definition.loc is not None:
        line, column = definition.loc.start_token.line, definition.loc.start_token.column
    return {
        "message": message,
        "locations": [{"line": line, "column": column}],
        "extensions": {"code": "INVALID_VARIABLE", "value": value, "problems": problems},
    }


def _problem(path: list[Any], explanation: str) -> dict[str, Any]:
    return {"path": list(path), "explanation": explanation}


def _value(kind: GraphQLInputType, value: Any, path: list[Any], problems: Problems) -> Any:
    if is_non_null_type(kind):
        if value is None:
            problems.append(_problem(path, "Expected value to not be null"))
            return None
        return _value(kind.of_type, value, path, problems)
    if value is None:
        return None
    if is_list_type(kind):
        entries = value if isinstance(value, list) else [value]
        return [_value(kind.of_type, each, [*path, at], problems) for at, each in enumerate(entries)]
    if is_input_object_type(kind):
        return _object(kind, value, path, problems)
    return _leaf(kind, value, path, problems)


def _leaf(kind: Any, value: Any, path: list[Any], problems: Problems) -> Any:
    if not is_enum_type(kind):
        return _scalar(kind.name, value, path, problems)
    if not isinstance(value, str) or value not in kind.values:
        allowed = ", ".join(kind.values)
        problems.append(_problem(path, f'Expected "{value}" to be one of: {allowed}'))
    return value


def _object(kind: Any, value: Any, path: list[Any], problems: Problems) -> dict[str, Any]:
    if not isinstance(value, dict):
        problems.append(_problem(path, f"Expected {value!r} to be a key-value object."))
        return {}
    result = {}
    problems.extend(
        _problem([*path, name], f"Field is not defined on {kind.name}") for name in value if name not in kind.fields
    )
    for name, field in kind.fields.items():
        if name in value:
            result[name] = _value(field.type, value[name], [*path, name], problems)
        elif field.default is not None:
            result[name] = (
                value_from_ast(field.default.literal, field.type) if field.default.literal else field.default.value
            )
        elif is_non_null_type(field.type):
            problems.append(_problem([*path, name], "Expected value to not be null"))
    return result


_INT_LIMIT = 2**31
_CHECKS: dict[str, Any] = {
    "Int": lambda value: isinstance(value, int) and not isinstance(value, bool) and -_INT_LIMIT <= value < _INT_LIMIT,
    "Float": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "String": lambda value: isinstance(value, str),
    "Boolean": lambda value: isinstance(value, bool),
    "ID": lambda value: isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)),
    "URL": lambda value: isinstance(value, str) and re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", value) is not None,
    "DateTime": lambda value: isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d", value) is not None,
}
_EXPLANATIONS = {
    "URL": "Invalid url '{}', missing scheme",
    "DateTime": "invalid DateTime '{}'",
}


def _scalar(name: str, value: Any, path: list[Any], problems: Problems) -> Any:
    check = _CHECKS.get(name)
    if check is not None and not check(value):
        shown = f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else value
        text = _EXPLANATIONS.get(name, "Could not coerce value {} to " + name).format(
            value if name in _EXPLANATIONS else shown
        )
        problems.append(_problem(path, text))
    return str(value) if name == "ID" and isinstance(value, int) else value
