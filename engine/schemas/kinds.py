"""What each kind of difference narrows in the JSON Schemas: the fields it knows and the actions it takes.

`rule_files` and `test_files` say what may stand at all; the parts made here say what may stand given the kind.
"""

from collections.abc import Iterable
from typing import Any

from engine import vocabulary
from engine.ir import Quantifier

_Schema = dict[str, object]


def definitions() -> dict[str, _Schema]:
    """For each kind, what its conditions and its rules may name."""
    made: dict[str, _Schema] = {}
    for kind in vocabulary.KINDS.values():
        own = {"$ref": f"#/definitions/fields-{kind.name}"}
        fields = no_field_but_of(kind, lines=tuple(Quantifier))
        fields["properties"] = {"all": {"items": own}, "any": {"items": own}, "not": own, **fields["properties"]}
        made[f"fields-{kind.name}"] = fields
        made[f"rule-{kind.name}"] = {"properties": {"when": own, "then": {"items": no_action_but_of(kind)}}}
    return made


def no_field_but_of(kind: vocabulary.Kind, lines: Iterable[str]) -> dict[str, Any]:
    """Refuse the fields of other kinds, and `lines`, the words about lines, where the kind has none.

    What nobody knows is left to others: one underline for each mistake.
    """
    every = {name: None for each in vocabulary.KINDS.values() for name in each.fields}
    strange = [*(name for name in every if name not in kind.fields), *(() if kind.has_lines else lines)]
    return {"properties": dict.fromkeys(strange, False), "errorMessage": f"{kind.name} has no such field."}


def no_action_but_of(kind: vocabulary.Kind) -> _Schema:
    """Refuse the actions that are not for a kind, and leave to others what nobody knows.

    Said in keywords for which editors show a message of ours; they have none for a plain `not`.
    """
    names = [spec.name for spec in vocabulary.ACTIONS.values() if kind.name not in spec.kinds]
    message = f"This action is not for {kind.name}."
    return {
        "if": {"enum": names},
        "then": {"type": "object", "errorMessage": message},
        "properties": dict.fromkeys(names, False),
        "errorMessage": message,
    }


def of_rule() -> list[_Schema]:
    """Narrow a rule by its own `on`."""
    return [_when(kind, {"$ref": f"#/definitions/rule-{kind}"}) for kind in vocabulary.KINDS]


def of_file() -> list[_Schema]:
    """Narrow the rules of a file that have no `on` of their own by that of the file."""
    return [
        _when(
            kind,
            {
                "properties": {
                    "rules": {
                        "items": {"if": {"not": {"required": ["on"]}}, "then": {"$ref": f"#/definitions/rule-{kind}"}}
                    }
                }
            },
        )
        for kind in vocabulary.KINDS
    ]


def _when(kind: str, then: _Schema) -> _Schema:
    """Where several kinds are named, each narrows: a rule may name only what all of them know."""
    named = {"anyOf": [{"const": kind}, {"type": "array", "contains": {"const": kind}}]}
    return {"if": {"required": ["on"], "properties": {"on": named}}, "then": then}
