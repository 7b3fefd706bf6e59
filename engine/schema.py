"""The JSON Schema of rule files, generated from the vocabulary: editors complete, explain and underline by it.

`rules/schema.json` is this, written out; a test keeps it current. The schema is a help while writing; `loading` is
what decides, and is stricter where a schema cannot be.

What may stand in several forms, such as a value, a list or operators, is one flat schema and no `anyOf`: keywords speak
only of their own type, so an editor underlines the very word that is wrong and need not guess which form was meant.
"""

from collections.abc import Mapping

import msgspec

from engine import vocabulary
from engine.ir import Operator, Quantifier
from engine.vocabulary import ActionSpec, Argument, ArgumentType, Field, FieldType

_Schema = dict[str, object]

_NUMBER: _Schema = {"type": "number"}
_TEXT: _Schema = {"type": ["string", "number", "boolean"]}
_FLAG: _Schema = {"type": "boolean"}
_AGE: _Schema = {
    "type": "string",
    "pattern": "^([0-9]+ ?(s|sec|seconds?|min|minutes?|h|hours?|d|days?|w|weeks?) ?)+$",
    "patternErrorMessage": "Not an age. Write 30min, 2h, 3 days or 1h 30min.",
}
_DATE: _Schema = {
    "type": "string",
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "patternErrorMessage": "Not a date. Write 2026-11-23, or 2026-11-23T08:00:00Z.",
}
_SOME_TEXTS: _Schema = {"type": "array", "minItems": 1, "items": _TEXT}
_VALUES: Mapping[FieldType, _Schema] = {
    FieldType.TEXT: _TEXT,
    FieldType.TEXTS: _TEXT,
    FieldType.NUMBER: _NUMBER,
    FieldType.MONEY: _NUMBER,
    FieldType.FLAG: _FLAG,
    FieldType.AGE: _AGE,
    FieldType.MOMENT: _DATE,
}
_ARGUMENTS: Mapping[ArgumentType, _Schema] = {
    ArgumentType.TEXT: {"type": ["string", "number", "boolean"]},
    ArgumentType.WHOLE: {"type": "integer", "minimum": 0},
    ArgumentType.PERCENT: {
        "anyOf": [{"type": "integer", "minimum": 0, "maximum": 100}, {"type": "string", "pattern": "^[0-9]+%$"}]
    },
    ArgumentType.FLAG: {"type": "boolean"},
    ArgumentType.TEXTS: _SOME_TEXTS,
    ArgumentType.TRUE_OR_TEXTS: {"anyOf": [{"const": True}, _SOME_TEXTS]},
    ArgumentType.MAP: {"type": "object", "minProperties": 1, "additionalProperties": _TEXT},
    ArgumentType.SHAPES: {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {"$ref": "#/definitions/shape"},
    },
}
_OPERATORS: Mapping[Operator, str] = {
    Operator.IS: "exactly this value",
    Operator.IN: "one of these values",
    Operator.AT_LEAST: "this or more",
    Operator.MORE_THAN: "more than this",
    Operator.AT_MOST: "this or less",
    Operator.LESS_THAN: "less than this",
    Operator.BETWEEN: "from the first to the second, both included",
    Operator.STARTS_WITH: "begins with this",
    Operator.ENDS_WITH: "ends with this",
    Operator.CONTAINS: "has this somewhere in it",
    Operator.MATCHES: "the whole text fits this regular expression",
    Operator.EXISTS: "whether there is a value at all",
    Operator.OLDER_THAN: "longer ago than this, such as 2h or 3 days",
    Operator.YOUNGER_THAN: "less long ago than this, such as 2h or 3 days",
}


def json_schema() -> dict[str, object]:
    """Make the JSON Schema (draft 7, which editors know best) of a rule file."""
    fields: dict[str, Field] = {}
    for kind in vocabulary.KINDS.values():
        fields.update(kind.fields)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Trueup rules",
        "description": "What to do about each kind of difference between the warehouses and the shop.",
        "type": "object",
        "additionalProperties": False,
        "required": ["rules"],
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
            "kind": {"oneOf": [_constant(kind.name, kind.meaning) for kind in vocabulary.KINDS.values()]},
            "on": _one_or_several("#/definitions/kind", "The kinds of difference that the rules answer."),
            "rule": _rule(),
            "condition": _condition(fields, quantified=True),
            "line": _condition(vocabulary.LINE_FIELDS, quantified=False),
            "shape": {
                "type": "object",
                "additionalProperties": False,
                "minProperties": 1,
                "properties": {name: _argument(argument) for name, argument in vocabulary.SHAPING.items()},
            },
            "action": _actions(),
            **{_shared(field): _tests(field) for field in (*fields.values(), *vocabulary.LINE_FIELDS.values())},
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
        "properties": {
            "name": {"type": "string", "description": "A short name; reports show it.", "maxLength": 80},
            "why": {"type": "string", "description": "The reason, for the people who see what the rule did."},
            "on": {"$ref": "#/definitions/on"},
            "when": {"$ref": "#/definitions/condition", "description": "Leave it out for a rule without conditions."},
            "then": {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/action"}},
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
            "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
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
    return {"type": "object", **_named(properties)}


def _field(field: Field) -> _Schema:
    unit = f", in {field.unit}" if field.unit else ""
    description = f"{field.meaning} ({field.type}{unit}). Example: {field.name}: {field.example}"
    return {"description": description, "allOf": [{"$ref": f"#/definitions/{_shared(field)}"}]}


def _shared(field: Field) -> str:
    """Name what may be asked of a field: fields of one type share it, those of a closed list have their own."""
    return f"asked_of_{field.name if field.choices else field.type}"


def _tests(field: Field) -> _Schema:
    """Say what may be asked of a field: a value, a list of values, or operators."""
    value: _Schema = {"enum": list(field.choices)} if field.choices else _VALUES[field.type]
    operators = vocabulary.operators_of(field)
    forms: _Schema = {}
    types = ["object"]
    if Operator.IN in operators:
        types.insert(0, "array")
        forms |= {"items": value, "minItems": 1}
    if Operator.IS in operators:
        types = [*_types(value), *types]
        forms |= _own(value)
    properties: _Schema = {
        operator: {"description": _OPERATORS[operator], **_operand(operator, value)}
        for operator in Operator
        if operator in operators
    }
    if Operator.IN in operators:
        properties["in_list"] = {
            "description": "one of the values in this CSV file beside the rule file",
            "type": ["string", "object"],
            "required": ["file"],
            "additionalProperties": False,
            "properties": {"file": _TEXT, "column": _TEXT},
        }
    if field.type in (FieldType.TEXT, FieldType.TEXTS):
        properties["ignoring_case"] = {"description": "true: large and small letters are alike", **_FLAG}
    properties["not"] = {
        "description": "the opposite of a value, a list, or operators",
        "allOf": [{"$ref": f"#/definitions/{_shared(field)}"}],
    }
    return {"type": types, **forms, **_named(properties)}


def _types(value: _Schema) -> list[str]:
    """Give the types that a plain value may have."""
    asked = value.get("type", "string")
    return [str(each) for each in asked] if isinstance(asked, list) else [str(asked)]


def _own(value: _Schema) -> _Schema:
    """Ask of a plain value what its schema asks, where it stands beside lists and operators."""
    if "enum" in value:
        return {"anyOf": [value, {"type": ["array", "object"]}]}
    return {keyword: asked for keyword, asked in value.items() if keyword != "type"}


def _named(properties: Mapping[str, object]) -> _Schema:
    return {"additionalProperties": False, "minProperties": 1, "properties": properties}


def _operand(operator: Operator, value: _Schema) -> _Schema:
    match operator:
        case Operator.IN:
            return {"type": "array", "minItems": 1, "items": value}
        case Operator.BETWEEN:
            return {"type": "array", "minItems": 2, "maxItems": 2, "items": value}
        case Operator.EXISTS:
            return _FLAG
        case Operator.OLDER_THAN | Operator.YOUNGER_THAN:
            return _AGE
        case Operator.STARTS_WITH | Operator.ENDS_WITH | Operator.CONTAINS | Operator.MATCHES:
            return _TEXT
        case _:
            return value


def _actions() -> _Schema:
    """Say what stands in `then`: the word of an action alone, or with what it is about."""
    specs = vocabulary.ACTIONS.values()
    alone = [_constant(spec.name, _described(spec)) for spec in specs if not spec.needed]
    about = {spec.name: {"description": _described(spec), **_about(spec)} for spec in specs if spec.arguments}
    return {
        "type": ["string", "object"],
        "anyOf": [*alone, {"type": "object"}],
        "maxProperties": 1,
        **_named(about),
    }


def _about(spec: ActionSpec) -> _Schema:
    """Say what an action is about: a bare value, or arguments by name."""
    named: _Schema = {name: _argument(argument) for name, argument in spec.arguments.items()}
    forms: _Schema = {"additionalProperties": False, "properties": named}
    if spec.needed:
        forms["minProperties"] = 1
    if not spec.bare:
        return {"type": "object", **forms}
    bare = {
        keyword: asked for keyword, asked in _argument(spec.arguments[spec.bare]).items() if keyword != "description"
    }
    return {"type": [*_types(bare), "object"], **_own(bare), **forms}


def _described(spec: ActionSpec) -> str:
    return f"{spec.meaning}. Example: {spec.example}"


def _argument(argument: Argument) -> _Schema:
    kind: _Schema = {"enum": list(argument.choices)} if argument.choices else _ARGUMENTS[argument.type]
    return {"description": argument.meaning, **kind}


def _constant(name: str, description: str) -> _Schema:
    return {"const": name, "description": description}


def _one_or_several(reference: str, description: str) -> _Schema:
    one: _Schema = {"$ref": reference}
    return {"description": description, "anyOf": [one, {"type": "array", "minItems": 1, "items": one}]}
