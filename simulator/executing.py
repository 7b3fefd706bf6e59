"""Runs a compiled operation against the resolvers and returns data and errors. Called by the endpoint.

graphql-core parses and validates; the walk is our own, because answers of thousands of levels must not be what a
round waits for.
"""

import logging
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from graphql import (
    GraphQLObjectType,
    GraphQLOutputType,
    get_location,
    is_enum_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)

from simulator import errors, idempotency, kinds, schemas
from simulator.calls import Answer, Call, Resolver
from simulator.plans import FieldPlan, Plan

_log = logging.getLogger(__name__)

Path = tuple[str | int, ...]
ACCESS_DOCUMENTATION = "https://shopify.dev/api/usage/access-scopes"


class _Null(Exception):  # noqa: N818 - not a failure: carries a null up to the nearest field that allows one
    """A field that must not be null is null; its error is noted already."""


class Run:
    """One walk over one operation."""

    def __init__(self, plan: Plan, call: Call) -> None:
        self._plan = plan
        self._call = call
        self.errors: list[dict[str, Any]] = []

    def query(self, roots: list[FieldPlan]) -> dict[str, Any] | None:
        """Answer the fields of a query."""
        try:
            return self._object(roots, None, (), _resolve)
        except _Null:
            return None

    def mutation(self, roots: list[FieldPlan]) -> dict[str, Any] | None:
        """Carry out the fields of a mutation, one after the other."""
        try:
            return self._object(roots, None, (), self._mutating)
        except _Null:
            return None

    def record(self, fields: Iterable[FieldPlan], source: Any) -> dict[str, Any]:
        """Answer fields of one record. A null that must not be is noted among the errors and leaves nothing."""
        try:
            return self._object(fields, source, (), _resolve)
        except _Null:
            return {}

    def value(self, field: FieldPlan, source: Any, args: dict[str, Any]) -> Any:
        """Resolve one field and return its value as it is, None when that fails; the error is noted."""
        try:
            return _resolve(field)(source, self._call, args)
        except Exception as problem:  # noqa: BLE001 - whatever happens is noted among the errors
            self._note(problem, field, (field.key,))
            return None

    def concrete(self, field: FieldPlan, value: Any) -> GraphQLObjectType:
        """Return the object type of a field's value."""
        found = field.named if is_object_type(field.named) else self._plan.schema.type_map[kinds.typename(value)]
        if not is_object_type(found):
            raise TypeError(f"{field.typename}.{field.name}: {found} is no object type")
        return found

    def _mutating(self, field: FieldPlan) -> Resolver:
        _resolve(field)

        def carry_out(source: Any, call: Call, args: dict[str, Any]) -> Any:
            effect = _refusable(field, source, call, args)
            if field.name not in idempotency.REQUIRED:
                return effect()
            directive = self._plan.directive(field.node, "idempotent")
            if directive is None:
                raise errors.TopLevelError(idempotency.MISSING, "BAD_REQUEST")
            try:
                return call.world.idempotency.run(field.name, directive["key"], args, effect)
            except errors.UserErrors as refused:
                return _refused(field, refused)

        return carry_out

    def _object(
        self,
        fields: Iterable[FieldPlan],
        source: Any,
        path: Path,
        resolver: Callable[[FieldPlan], Resolver],
    ) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for field in fields:
            definition = field.definition
            if definition is None:
                data[field.key] = field.typename
                continue
            here = (*path, field.key)
            try:
                if "query" in field.args:
                    self._call.path = [step for step in here if isinstance(step, str)]
                value = resolver(field)(source, self._call, field.args)
                data[field.key] = self._complete(definition.type, value, field, here)
            except _Null:
                if is_non_null_type(definition.type):
                    raise
                data[field.key] = None
            except Exception as problem:  # whatever happens, Shopify answers JSON
                self._note(problem, field, here)
                if is_non_null_type(definition.type):
                    raise _Null from problem
                data[field.key] = None
        return data

    def _complete(self, kind: GraphQLOutputType, value: Any, field: FieldPlan, path: Path) -> Any:
        if is_non_null_type(kind):
            kind = kind.of_type
            if value is None:
                raise TypeError(f"{field.typename}.{field.name} is null and must not be")
        elif value is None:
            return None
        if is_leaf_type(kind):
            if is_enum_type(kind) and value not in kind.values:
                raise TypeError(f"{field.typename}.{field.name}: {value!r} is no value of {kind.name}")
            return value if type(value) in _PLAIN else kinds.serialize(value)
        if is_list_type(kind):
            return [self._entry(kind.of_type, each, field, (*path, at)) for at, each in enumerate(value)]
        return self._object(self._plan.children(field, self.concrete(field, value)), value, path, _resolve)

    def _entry(self, kind: GraphQLOutputType, value: Any, field: FieldPlan, path: Path) -> Any:
        try:
            return self._complete(kind, value, field, path)
        except _Null:
            if is_non_null_type(kind):
                raise
            return None

    def _note(self, problem: Exception, field: FieldPlan, path: Path) -> None:
        if isinstance(problem, errors.TopLevelError):
            message, extensions = problem.message, problem.extensions
        else:
            _log.exception("resolver of %s.%s failed", field.typename, field.name, exc_info=problem)
            request_id = str(uuid.uuid4())
            message = (
                "Internal error. Looks like something went wrong on our end.\n"
                f"Request ID: {request_id} (include this in support requests)."
            )
            extensions = {"code": "INTERNAL_SERVER_ERROR", "requestId": request_id}
        self.errors.append(
            {
                "message": message,
                "locations": [location_of(field)],
                "path": list(path),
                "extensions": extensions,
            }
        )


_PLAIN = frozenset({str, int, bool, float})


def location_of(field: FieldPlan) -> dict[str, int]:
    """Return line and column of a field in its document."""
    if field.node.loc is None:
        return {"line": 1, "column": 1}
    found = get_location(field.node.loc.source, field.node.loc.start)
    return {"line": found.line, "column": found.column}


def _resolve(field: FieldPlan) -> Resolver:
    if field.definition is None or field.definition.resolve is None:
        raise TypeError(f"{field.typename}.{field.name} has no resolver")
    if field.denied is not None:
        raise _denied(field, field.denied)
    return field.definition.resolve


def _denied(field: FieldPlan, requirement: schemas.Requirement) -> errors.TopLevelError:
    text = requirement.text()
    return errors.TopLevelError(
        f"Access denied for {field.name} field. Required access: {text}",
        "ACCESS_DENIED",
        documentation=ACCESS_DOCUMENTATION,
        requiredAccess=text,
    )


def _refusable(field: FieldPlan, source: Any, call: Call, args: dict[str, Any]) -> Callable[[], Any]:
    def effect() -> Any:
        try:
            return _resolve(field)(source, call, args)
        except errors.UserErrors as refused:
            return _refused(field, refused)

    return effect


def _refused(field: FieldPlan, refused: errors.UserErrors) -> Answer:
    entries = [
        {"message": each.message, "field": None if each.field is None else list(each.field), "code": each.code}
        for each in refused.errors
    ]
    payload = Answer(field.named.name if field.named else "", **refused.payload)
    payload["userErrors"] = entries
    payload[f"{field.name}UserErrors"] = entries
    return payload
