"""What may stand for a value in the JSON Schemas: for each type of field, and for arguments of actions.

`rule_files` and `test_files` put these parts together. Fields of one type share a definition; those of a closed list,
or of codes, have one of their own.
"""

from collections.abc import Iterable, Mapping

from engine import vocabulary
from engine.ir import Operator
from engine.loading import nested, patterns, scalars
from engine.vocabulary import Argument, ArgumentType, Field, FieldType

_Schema = dict[str, object]


def _unit(word: str) -> str:
    """A word in small or large letters; the patterns of editors know no flag for it."""
    return "".join(f"[{letter}{letter.upper()}]" for letter in word)


_UNITS = "|".join(_unit(word) for word in sorted(scalars.SECONDS, key=len, reverse=True))
_DAY = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"

WORDS: _Schema = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
"""A text that says something. `NO`, `012` and `true` are texts to Trueup, whatever an editor takes them for."""

_TEXT: _Schema = {"type": ["string", "number", "boolean"], "minLength": 1}
_NUMBER: _Schema = {"type": "number", "exclusiveMinimum": -1e15, "exclusiveMaximum": 1e15}
_FLAG: _Schema = {"type": "boolean"}
_AGE: _Schema = {
    "type": "string",
    "pattern": rf"^\s*([0-9]{{1,6}}\s*({_UNITS})\s*)+$",
    "patternErrorMessage": "Not an age. Write 30min, 2h, 3 days or 1h 30min.",
}
_DATE: _Schema = {
    "type": "string",
    "pattern": f"^{_DAY}([T ]{_TIME})?$",
    "patternErrorMessage": "Not a date. Write 2026-11-23, or 2026-11-23T08:00:00Z.",
}
_CAPITALS: _Schema = {
    **_TEXT,
    "pattern": "^[^a-z]+$",
    "patternErrorMessage": "Not a code. Write it in capital letters.",
}
_SOME_TEXTS: _Schema = {"type": "array", "minItems": 1, "maxItems": nested.MOST, "uniqueItems": True, "items": WORDS}
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
    ArgumentType.TEXT: WORDS,
    ArgumentType.WHOLE: {"type": "integer", "minimum": 0, "maximum": 999_999_999},
    ArgumentType.PERCENT: {
        "type": ["integer", "string"],
        "minimum": 0,
        "maximum": 100,
        "pattern": "^(0|[1-9][0-9]?|100)%$",
        "patternErrorMessage": "Not a percentage. Write 80, or 80%.",
    },
    ArgumentType.FLAG: _FLAG,
    ArgumentType.TEXTS: _SOME_TEXTS,
    ArgumentType.TRUE_OR_TEXTS: {"anyOf": [{"const": True}, _SOME_TEXTS]},
    ArgumentType.MAP: {
        "type": "object",
        "minProperties": 1,
        "maxProperties": nested.MOST,
        "propertyNames": {"pattern": r"^[^a-z]*[^a-z\s][^a-z]*$"},  # provinces
        "additionalProperties": WORDS,
    },
    ArgumentType.SHAPES: {
        "type": "object",
        "minProperties": 1,
        "maxProperties": nested.MOST,
        "propertyNames": {"pattern": r"\S"},
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


def definitions(fields: Iterable[Field]) -> dict[str, _Schema]:
    """Say of all these fields what may be asked of them, by the names of the definitions."""
    made = {name_of(field): _asked_of(field) for field in fields}
    return {str(FieldType.TEXT): _asked(FieldType.TEXT, _TEXT, vocabulary.OPERATORS[FieldType.TEXT], "text"), **made}


def name_of(field: Field) -> str:
    """Name the definition of what may be asked of a field."""
    is_own = field.choices or field.codes or field.in_capitals
    return f"{field.type}-{field.name}" if is_own else str(field.type)


def named(properties: Mapping[str, object]) -> _Schema:
    """Ask for one word of a map at least, and none but these."""
    return {"additionalProperties": False, "minProperties": 1, "properties": properties}


def types_of(value: _Schema) -> list[str]:
    """Give the types that a plain value may have."""
    asked = value.get("type", "string")
    return [str(each) for each in asked] if isinstance(asked, list) else [str(asked)]


def beside_others(value: _Schema) -> _Schema:
    """Ask of a plain value what its schema asks, where it stands beside lists and maps."""
    if "enum" in value:
        return {"anyOf": [value, {"type": ["array", "object"]}]}
    return {keyword: asked for keyword, asked in value.items() if keyword != "type"}


def argument(argument: Argument) -> _Schema:
    """Say what may stand for an argument of an action."""
    kind: _Schema = {"enum": list(argument.choices)} if argument.choices else dict(_ARGUMENTS[argument.type])
    if argument.type is ArgumentType.TEXT and not argument.choices:
        kind["maxLength"] = argument.longest
    if argument.name == "default":  # `default: false` would name no warehouse
        kind = {"const": True}
    return {"description": argument.meaning, **kind}


def shape() -> _Schema:
    """Say what shapes the stock of one warehouse."""
    words = {name: argument(each) for name, each in vocabulary.SHAPING.items()}
    return {"type": "object", **named(words)}


def plain(field: Field) -> _Schema:
    """Say what may stand for one value of a field."""
    if field.choices or field.codes:
        return {"enum": list(field.choices or field.codes)}
    return _CAPITALS if field.in_capitals else _VALUES[field.type]


def _asked_of(field: Field) -> _Schema:
    return _asked(field.type, plain(field), vocabulary.operators_of(field), name_of(field), is_code=_is_code(field))


def _is_code(field: Field) -> bool:
    return bool(field.codes or field.in_capitals)


def _asked(
    kind: FieldType, value: _Schema, operators: frozenset[Operator], own: str, *, is_code: bool = False
) -> _Schema:
    """Say what may be asked: a value, a list of values, or operators. `own` names the definition that this becomes.

    A whole value is to be a code where the field holds codes; a piece of it, or one without regard to case, is not.
    """
    loose = _TEXT if is_code else value
    forms: _Schema = {}
    types = ["object"]
    if Operator.IN in operators:
        types.insert(0, "array")
        forms |= {"items": value, "minItems": 1}
    if Operator.IS in operators:
        types = [*types_of(value), *types]
        forms |= beside_others(value)
    properties: _Schema = {
        operator: {"description": _OPERATORS[operator], **_operand(operator, loose)}
        for operator in Operator
        if operator in operators
    }
    if Operator.IN in operators:
        properties["in_list"] = {
            "description": "one of the values in this CSV file beside the rule file",
            **WORDS,
            "type": ["string", "number", "boolean", "object"],
            "required": ["file"],
            "additionalProperties": False,
            "properties": {"file": WORDS, "column": WORDS},
        }
    if kind in (FieldType.TEXT, FieldType.TEXTS):
        properties["ignoring_case"] = {"description": "true: large and small letters are alike", **_FLAG}
        forms["not"] = {"type": "object", "required": ["ignoring_case"], "maxProperties": 1}  # it asks for nothing
    opposite = {"$ref": f"#/definitions/{FieldType.TEXT if is_code else own}"}
    properties["not"] = {"description": "the opposite of a value, a list, or operators", "allOf": [opposite]}
    if is_code:
        forms["if"] = {"not": {"type": "object", "required": ["ignoring_case"], "properties": _IGNORING}}
        whole = {Operator.IS: value, Operator.IN: {"items": value}, "not": {"$ref": f"#/definitions/{own}"}}
        forms["then"] = {"properties": whole}
    return {"type": types, **forms, **named(properties)}


_IGNORING: _Schema = {"ignoring_case": {"const": True}}


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
        case Operator.MATCHES:
            return {**_TEXT, "maxLength": patterns.LONGEST}
        case _:
            return value
