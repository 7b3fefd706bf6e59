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
        made[f"fields-{kind.name}"] = {
            "propertyNames": _none_of([*strange, *(() if kind.has_lines else Quantifier)], f"{kind.name} has it not."),
            "properties": {"all": {"items": own}, "any": {"items": own}, "not": own},
        }
        unfit = [spec.name for spec in vocabulary.ACTIONS.values() if kind.name not in spec.kinds]
        none = _none_of(unfit, f"It makes no sense for {kind.name}.")
        made[f"rule-{kind.name}"] = {
            "properties": {
                "when": own,
                "then": {"items": {**none, "propertyNames": none}},
            }
        }
    return made


def _none_of(names: list[str], message: str) -> _Schema:
    """Refuse these names, and leave to others what nobody knows: one underline for each mistake."""
    return {"not": {"enum": names}, "errorMessage": message}


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
