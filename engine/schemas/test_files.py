"""The JSON Schema of test files, generated from the vocabulary: what a case gives and expects.

`rules/test-schema.json` is this, written out; a test keeps it current. Like that of rule files it refuses what the
load of test files refuses, as far as a schema can: which rules there are, for `enable`, it does not know.
"""

from collections.abc import Mapping

import msgspec

from engine import vocabulary
from engine.schemas import kinds, rule_files, values
from engine.vocabulary import Field, FieldType

_Schema = dict[str, object]


def json_schema() -> _Schema:
    """Make the JSON Schema (draft 7) of a test file."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Trueup rule tests",
        "description": "Cases: what is given, and which actions stand.",
        "type": "array",
        "items": {"$ref": "#/definitions/case"},
        "definitions": {
            "case": _case(),
            "given": _given(),
            "line": {
                "type": "object",
                "additionalProperties": False,
                "properties": _properties(vocabulary.LINE_FIELDS),
            },
            "kind": rule_files.kind(),
            "shape": values.shape(),
            "action": rule_files.actions(),
            **{f"case-{name}": _of_kind(kind) for name, kind in vocabulary.KINDS.items()},
        },
    }


def as_text() -> str:
    """Give the schema as the text of `rules/test-schema.json`."""
    return msgspec.json.format(msgspec.json.encode(json_schema()), indent=1).decode() + "\n"


def _case() -> _Schema:
    names: _Schema = {"type": ["string", "number", "boolean", "array"], "items": values.WORDS}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["case", "given", "expect"],
        "allOf": [
            {
                "if": {"properties": {"given": {"required": ["kind"], "properties": {"kind": {"const": name}}}}},
                "then": {"$ref": f"#/definitions/case-{name}"},
            }
            for name in vocabulary.KINDS
        ],
        "properties": {
            "case": {**values.WORDS, "description": "What the case is about, in words; failures are told by it."},
            "enable": {**names, "description": "Rules that are switched off and are on for this case."},
            "given": {"$ref": "#/definitions/given"},
            "expect": {
                "description": "The actions that stand, in the order of the rules; [] for none.",
                "type": "array",
                "items": {"$ref": "#/definitions/action"},
            },
        },
    }


def _given() -> _Schema:
    every = {name: field for kind in vocabulary.KINDS.values() for name, field in kind.fields.items()}
    own: _Schema = {
        "kind": {"description": "The kind of difference.", "allOf": [{"$ref": "#/definitions/kind"}]},
        "lines": {
            "description": "The lines of the order, for `any line` and its kin.",
            "type": "array",
            "items": {"$ref": "#/definitions/line"},
        },
    }
    return {
        "description": "The difference as rules see it. A field that is left out is missing.",
        "type": "object",
        "required": ["kind"],
        "additionalProperties": False,
        "properties": {**own, **_properties(every)},
    }


def _properties(fields: Mapping[str, Field]) -> _Schema:
    return {name: {"description": rule_files.described(field), **_value(field)} for name, field in fields.items()}


def _value(field: Field) -> _Schema:
    value = values.plain(field)
    if field.type is not FieldType.TEXTS:
        return value
    return {"type": [*values.types_of(value), "array"], **values.beside_others(value), "items": value}


def _of_kind(kind: vocabulary.Kind) -> _Schema:
    return {
        "properties": {
            "given": kinds.no_field_but_of(kind, lines=("lines",)),
            "expect": {"items": kinds.no_action_but_of(kind)},
        }
    }
