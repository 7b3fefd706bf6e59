"""Findings: what a proof found out about a rule set, each with facts that show it.

The analyses make findings, `replaying` tries them in the real engine, `reporting` shows them.
"""

from datetime import datetime
from enum import StrEnum

import msgspec

from engine import decisions, ir
from engine.facts import Fact
from engine.problems import Severity


class Code(StrEnum):
    """What a finding is about."""

    NEVER_MATCHES = "never-matches"
    SHADOWED = "shadowed"
    DISAGREEMENT = "disagreement"
    BY_ORDER = "decided-by-order"
    GAP = "gap"
    TAGS_UNDONE = "tag-undone"
    ASSIGNMENT_UNDONE = "assignment-undone"
    STOCK_FLAPS = "stock-flaps"


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One fact, and what must be decided about it if the finding is right.

    `stands` and `overridden` pair rules with actions, `silent` are rules of which nothing stands or is overridden,
    `missed` are rules whose choice finds no warehouse, so that the next rule is asked.
    `unanswered`: no action stands that says what becomes of the difference. `decision` is what the engine really said;
    None before it was asked.
    """

    fact: Fact
    now: datetime
    stands: tuple[tuple[str, str], ...] = ()
    overridden: tuple[tuple[str, str], ...] = ()
    silent: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    unanswered: bool = False
    decision: decisions.Decision | None = None


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing found: what (`summary`), how to mend it (`hint`), where, for which kind, and the facts that show it.

    `rules` names the rules concerned, the one at `place` first. `shown` are the fields worth showing of the facts.
    """

    code: Code
    severity: Severity
    kind: str
    rules: tuple[str, ...]
    summary: str
    hint: str
    place: ir.Place
    steps: tuple[Step, ...]
    shown: frozenset[str] = frozenset()


class Undecided(msgspec.Struct, frozen=True, kw_only=True):
    """A question that was not answered, and why."""

    question: str
    why: str
    place: ir.Place


class Results(msgspec.Struct, kw_only=True):
    """Where analyses put what they find."""

    findings: list[Finding] = []
    undecided: list[Undecided] = []
