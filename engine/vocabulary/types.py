"""What the vocabulary is made of: field types, fields, kinds of difference, actions and their arguments."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from engine.ir import Operator


class FieldType(StrEnum):
    """What a field holds. It decides which operators a rule may use on it and how a written value is read."""

    TEXT = "text"
    TEXTS = "texts"
    NUMBER = "number"
    MONEY = "money"
    FLAG = "flag"
    AGE = "age"
    MOMENT = "moment"


_ORDERED = frozenset({Operator.AT_LEAST, Operator.MORE_THAN, Operator.AT_MOST, Operator.LESS_THAN, Operator.BETWEEN})
_EQUAL = frozenset({Operator.IS, Operator.IN, Operator.EXISTS})
_TEXTUAL = _EQUAL | {Operator.STARTS_WITH, Operator.ENDS_WITH, Operator.CONTAINS, Operator.MATCHES}
_AGED = frozenset({Operator.OLDER_THAN, Operator.YOUNGER_THAN, Operator.EXISTS})

OPERATORS: Mapping[FieldType, frozenset[Operator]] = {
    FieldType.TEXT: _TEXTUAL,
    FieldType.TEXTS: _TEXTUAL,
    FieldType.NUMBER: _EQUAL | _ORDERED,
    FieldType.MONEY: _EQUAL | _ORDERED,
    FieldType.FLAG: frozenset({Operator.IS, Operator.EXISTS}),
    FieldType.AGE: _AGED,
    FieldType.MOMENT: _ORDERED | _AGED,
}
"""Which operators each type of field takes."""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One name that a rule may test.

    `unit` says what a number counts ("" for none); `example` is written as in a rule file; `choices` lists all values
    where they are a closed list. Where values are codes, `codes` lists all that there are, and `in_capitals` says that
    they have no small letters: a whole value beside these is refused, a pattern or one `ignoring_case` is not.
    An age is never stored: `stored_as` names the moment it is counted from, and that is
    the field a compiled test names.
    """

    name: str
    type: FieldType
    meaning: str
    example: str
    unit: str = ""
    choices: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    in_capitals: bool = False
    stored_as: str = ""


class Stage(StrEnum):
    """The stages of a round, in order."""

    ORDERS = "orders"
    PLACEMENT = "placement"
    TRACKING = "tracking"
    FAILURES = "failures"
    AVAILABILITY = "availability"
    MAPPINGS = "mappings"


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of difference: what disagrees, and the fields that rules about it may test."""

    name: str
    stage: Stage
    meaning: str
    fields: Mapping[str, Field]
    has_lines: bool


class ArgumentType(StrEnum):
    """What an argument of an action holds."""

    TEXT = "text"
    WHOLE = "whole number"
    PERCENT = "percent"
    FLAG = "flag"
    TEXTS = "list of texts"
    TRUE_OR_TEXTS = "true or a list of texts"
    MAP = "map of texts"
    SHAPES = "map of shapes"


class Argument(msgspec.Struct, frozen=True, kw_only=True):
    """One argument of an action. `choices` lists all values of a closed list; `longest` counts characters.

    Compiled, lists are tuples and maps are tuples of pairs, so that actions can be told apart by their arguments.
    """

    name: str
    type: ArgumentType
    meaning: str
    choices: tuple[str, ...] = ()
    longest: int = 2_000


class ActionSpec(msgspec.Struct, frozen=True, kw_only=True):
    """One action that a rule may take.

    Actions of one `group` exclude each other: per difference the first stands and the rest are overridden. Actions
    with no group add up. `bare` names the argument that a plain value fills (`tag: rush`); `needed` tells that at
    least one argument must be given. `kinds` are the kinds of difference for which the action makes sense.
    """

    name: str
    meaning: str
    example: str
    kinds: frozenset[str]
    arguments: Mapping[str, Argument]
    bare: str = ""
    needed: bool = False
    group: str | None = None

    def excludes(self, other: "ActionSpec") -> bool:
        """Tell whether this action, standing, overrides the other."""
        return self.group is not None and self.group == other.group


def operators_of(field: Field) -> frozenset[Operator]:
    """Give the operators that a rule may use on the field; a closed list of words takes no text patterns."""
    if field.choices:
        return _EQUAL
    return OPERATORS[field.type]


def words_of(field: Field) -> tuple[str, ...]:
    """Give all words that may stand under the field in a rule: its operators, and what goes with them."""
    operators = operators_of(field)
    words = [str(operator) for operator in Operator if operator in operators]
    if Operator.IN in operators:
        words.append("in_list")
    if field.type in (FieldType.TEXT, FieldType.TEXTS):
        words.append("ignoring_case")
    return (*words, "not")
