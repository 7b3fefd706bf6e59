"""The typed intermediate form of rule files: what loading produces and both evaluators consume.

Conditions are already checked against the vocabulary: a field exists for the rule's kinds and its operand has the
field's type. Nothing here knows YAML, durable_rules, or the shop.
"""

from enum import StrEnum
from typing import TypeAlias

import msgspec

from engine.facts import Scalar


class Place(msgspec.Struct, frozen=True, order=True):
    """Where something stands in a rule file: 1-based line and column."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Operator(StrEnum):
    """The operators of the rule language. `IS` is a bare value, `IN` a bare list or `in_list`."""

    IS = "is"
    IN = "in"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"
    BETWEEN = "between"
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    CONTAINS = "contains"
    MATCHES = "matches"
    EXISTS = "exists"
    OLDER_THAN = "older_than"
    YOUNGER_THAN = "younger_than"

    # An enumeration's own hash is computed in Python each time; members equal their texts, and may hash like them.
    __hash__ = str.__hash__


class Test(msgspec.Struct, frozen=True, kw_only=True, tag=True, weakref=True):
    """One comparison of one field.

    `operands` holds one value for most operators, two (low, high, both included) for BETWEEN, any number for IN,
    a flag for EXISTS, and a number of seconds for the ages. `list_file` names the CSV behind `in_list`.
    A missing field makes every test false, except `exists: false`. On a field of several texts (tags) a test holds
    when it holds for at least one of them.
    """

    field: str
    operator: Operator
    operands: tuple[Scalar, ...]
    place: Place
    ignoring_case: bool = False
    list_file: str | None = None


class AllOf(msgspec.Struct, frozen=True, tag=True):
    """Holds when every part holds; an empty one holds."""

    parts: tuple["Condition", ...]


class AnyOf(msgspec.Struct, frozen=True, tag=True):
    """Holds when at least one part holds."""

    parts: tuple["Condition", ...]


class Not(msgspec.Struct, frozen=True, tag=True):
    """Holds when its part does not: `not: X` on a missing field therefore holds."""

    part: "Condition"


class Quantifier(StrEnum):
    """How many lines must satisfy a condition. `EVERY` of no lines holds."""

    ANY = "any line"
    EVERY = "every line"
    NO = "no line"


class Lines(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A condition on the lines of the order; its tests name line fields (`sku`, not `line.sku`)."""

    quantifier: Quantifier
    condition: "Condition"
    place: Place


Condition: TypeAlias = Test | AllOf | AnyOf | Not | Lines


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """One action of a rule, e.g. `assign_warehouse: {name: cold-store}` -> name and arguments as plain values."""

    name: str
    arguments: dict[str, object]
    place: Place


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule: the kinds of difference it answers, when, and what then."""

    name: str
    kinds: tuple[str, ...]
    when: Condition
    then: tuple[Action, ...]
    place: Place
    why: str = ""
    stop: bool = False
    enabled: bool = True


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """The files that a rule set came from, in their order, by name: rule files as text, lists as bytes."""

    files: tuple[tuple[str, str], ...]
    lists: tuple[tuple[str, bytes], ...] = ()


class RuleSet(msgspec.Struct, frozen=True, kw_only=True):
    """All rules in the order in which they run, and a digest of the files they came from (sha256, hex).

    `origin` is what they came from, for those who keep it; None for one that was put together otherwise.
    """

    rules: tuple[Rule, ...]
    digest: str
    origin: Origin | None = None
