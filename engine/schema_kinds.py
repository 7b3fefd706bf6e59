"""What each kind of difference narrows in the JSON Schema of rule files: the fields it knows and the actions it takes.

`schema` says what a rule may hold at all; the parts made here say what it may hold given its `on`.
"""

from engine import vocabulary
from engine.ir import Quantifier

_Schema = dict[str, object]


def definitions() -> dict[str, _Schema]:
    """For each kind, what its conditions and its rules may name."""
    made: dict[str, _Schema] = {}
    every = {name: None for kind in vocabulary.KINDS.values() for name in kind.fields}
    for kind in vocabulary.KINDS.values():
        own = {"$ref": f"#/definitions/fields-{kind.name}"}
        strange = [name for name in every if name not in kind.fields]
        strange += () if kind.has_lines else Quantifier
        made[f"fields-{kind.name}"] = {
            "properties": {"all": {"items": own}, "any": {"items": own}, "not": own, **dict.fromkeys(strange, False)},
            "errorMessage": f"{kind.name} has no such field.",
        }
        unfit = [spec.name for spec in vocabulary.ACTIONS.values() if kind.name not in spec.kinds]
        made[f"rule-{kind.name}"] = {
            "properties": {
                "when": own,
                "then": {"items": _none_of(unfit, f"This action is not for {kind.name}.")},
            }
        }
    return made


def _none_of(actions: list[str], message: str) -> _Schema:
    """Refuse these actions, and leave to others what nobody knows: one underline for each mistake.

    Said in keywords for which editors show a message of ours; they have none for a plain `not`.
    """
    refused = {"type": "object", "errorMessage": message}
    return {
        "if": {"enum": actions},
        "then": refused,
        "properties": dict.fromkeys(actions, False),
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
