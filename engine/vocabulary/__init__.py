"""The vocabulary: the one typed catalogue of everything a rule may name.

Loading checks rule files against it, the reconciler makes facts that fit it, the rule guide and the JSON Schema are
generated from it. Nothing else is legal in a rule.
"""

from engine.vocabulary.actions import ACTIONS, MAIN, SHAPING
from engine.vocabulary.checking import faults
from engine.vocabulary.kinds import KINDS, fields
from engine.vocabulary.order_fields import LINE_FIELDS, ORDER_FIELDS, PERSONAL
from engine.vocabulary.reasons import REASONS
from engine.vocabulary.types import (
    OPERATORS,
    ActionSpec,
    Argument,
    ArgumentType,
    Field,
    FieldType,
    Kind,
    Stage,
    operators_of,
    words_of,
)

__all__ = [
    "ACTIONS",
    "KINDS",
    "LINE_FIELDS",
    "MAIN",
    "OPERATORS",
    "ORDER_FIELDS",
    "PERSONAL",
    "REASONS",
    "SHAPING",
    "ActionSpec",
    "Argument",
    "ArgumentType",
    "Field",
    "FieldType",
    "Kind",
    "Stage",
    "faults",
    "fields",
    "operators_of",
    "words_of",
]
