"""The JSON Schema of rule files, generated from the vocabulary.

`rules/schema.json` is this, written out; a test keeps it current. It accepts whatever `loading` accepts and
refuses what that refuses, as far as a schema can: it sees numbers and not their digits, and no other file.

What may stand in several forms, such as a value, a list or operators, is one flat schema and no `anyOf`: keywords speak
only of their own type, so an editor underlines the very word that is wrong and need not guess which form was meant.
"""

from collections.abc import Mapping

import msgspec

from engine import vocabulary
from engine.ir import Quantifier
from engine.schemas import kinds, values
from engine.vocabulary import ActionSpec, Field

_Schema = dict[str, object]


def json_schema() -> dict[str, object]:
    """Make the JSON Schema (draft 7, which editors know best) of a rule file."""
    fields: dict[str, Field] = {}
    for each in vocabulary.KINDS.values():
        fields.update(each.fields)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Trueup rules",
        "description": "What to do about each kind of difference between the warehouses and the shop.",
        "type": "object",
        "additionalProperties": False,
        "anyOf": [{"required": ["rules"]}, {"required": ["define"]}],
        "if": {"not": {"required": ["on"]}},
        "then": {"properties": {"rules": {"items": {"required": ["on"]}}}},
        "allOf": kinds.of_file(),
        "properties": {
            "on": {"$ref": "#/definitions/on"},
            "define": {
                "description": "Named conditions, for `meets` in any rule file.",
                "type": "object",
                "additionalProperties": {"$ref": "#/definitions/condition"},
            },
            "rules": {"type": "array", "items": {"$ref": "#/definitions/rule"}},
        },
        "definitions": {
            "kind": kind(),
            "on": _one_or_several("#/definitions/kind", "The kinds of difference that the rules answer."),
            "rule": _rule(),
            "condition": _condition(fields, quantified=True),
            "line": _condition(vocabulary.LINE_FIELDS, quantified=False),
            "shape": values.shape(),
            "action": actions(),
            **kinds.definitions(),
            **values.definitions([*fields.values(), *vocabulary.LINE_FIELDS.values()]),
        },
    }


def as_text() -> str:
    """Give the schema as the text of `rules/schema.json`."""
    return msgspec.json.format(msgspec.json.encode(json_schema()), indent=1).decode() + "\n"


def _rule() -> _Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["name", "then"],
        "allOf": kinds.of_rule(),
        "properties": {
            "name": {**values.WORDS, "maxLength": 80, "description": "A short name; reports show it."},
            "why": {**values.WORDS, "description": "The reason, for the people who see what the rule did."},
            "on": {"$ref": "#/definitions/on"},
            "when": {"$ref": "#/definitions/condition", "description": "Leave it out for a rule without conditions."},
            "then": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"$ref": "#/definitions/action"}},
            "stop": {"type": "boolean", "description": "true: later rules are not looked at when this one matches."},
            "enabled": {"type": "boolean", "description": "false switches the rule off."},
        },
    }


def _condition(fields: Mapping[str, Field], *, quantified: bool) -> _Schema:
    own = {"$ref": "#/definitions/condition" if quantified else "#/definitions/line"}
    several = {"type": "array", "minItems": 1, "items": own}
    properties: _Schema = {
        "all": {"description": "Every condition of the list holds.", **several},
        "any": {"description": "At least one condition of the list holds.", **several},
        "not": {"description": "The condition does not hold.", "allOf": [own]},
        "meets": {
            "description": "The named condition holds; several names: all of them.",
            "anyOf": [values.WORDS, {"type": "array", "items": values.WORDS}],
        },
    }
    if quantified:
        counts = {
            Quantifier.ANY: "At least one line fits.",
            Quantifier.EVERY: "All lines fit.",
            Quantifier.NO: "No line fits.",
        }
        for quantifier, meaning in counts.items():
            properties[quantifier] = {"description": meaning, "allOf": [{"$ref": "#/definitions/line"}]}
    properties.update({field.name: _field(field) for field in fields.values()})
    return {"type": "object", **values.named(properties)}


def _field(field: Field) -> _Schema:
    description = f"{described(field)}. Example: {field.name}: {field.example}"
    return {"description": description, "allOf": [{"$ref": f"#/definitions/{values.name_of(field)}"}]}


def described(field: Field) -> str:
    """Say what a field means, with its type and unit."""
    unit = f", in {field.unit}" if field.unit else ""
    return f"{field.meaning} ({field.type}{unit})"


def kind() -> _Schema:
    """Name the kinds of difference."""
    return {"oneOf": [_constant(each.name, each.meaning) for each in vocabulary.KINDS.values()]}


def actions() -> _Schema:
    """Say what stands in `then`: the word of an action alone, or with what it is about."""
    specs = vocabulary.ACTIONS.values()
    alone = [_constant(spec.name, _described(spec)) for spec in specs if not spec.needed]
    about = {spec.name: {"description": _described(spec), **_about(spec)} for spec in specs if spec.arguments}
    return {
        "type": ["string", "object"],
        "anyOf": [*alone, {"type": "object"}],
        "maxProperties": 1,
        **values.named(about),
    }


def _about(spec: ActionSpec) -> _Schema:
    """Say what an action is about: a bare value, or arguments by name."""
    named: _Schema = {name: values.argument(argument) for name, argument in spec.arguments.items()}
    forms: _Schema = {"additionalProperties": False, "properties": named}
    if spec.needed:
        forms["minProperties"] = 1
    if spec.name == "assign_warehouse":  # one way to choose
        forms["maxProperties"] = 1
    if not spec.bare:
        return {"type": "object", **forms}
    bare = values.argument(spec.arguments[spec.bare])
    del bare["description"]
    return {"type": [*values.types_of(bare), "object"], **values.beside_others(bare), **forms}


def _described(spec: ActionSpec) -> str:
    return f"{spec.meaning}. Example: {spec.example}"


def _constant(name: str, description: str) -> _Schema:
    return {"const": name, "description": description}


def _one_or_several(reference: str, description: str) -> _Schema:
    one: _Schema = {"$ref": reference}
    several = {"type": "array", "minItems": 1, "uniqueItems": True, "items": one}
    return {"description": description, "anyOf": [one, several]}
