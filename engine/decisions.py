"""Decisions: what the rules say about one fact. Made by `deciding`, turned into changes by the reconciler.

What stands is settled when a decision is made; the conditions that held are put into words when somebody reads them.
What of a decision can't be done in the world as it is (`Missed`) the reconciler finds out, and `explaining` tells.
Decisions come by the hundred thousand and cannot hold themselves, so that the garbage collector need not look at them
(`gc=False`).
"""

from datetime import datetime

import msgspec

from engine import ir, sentences
from engine.facts import Fact


class Applied(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One action that stands, the rule that asked for it, and the conditions that held, in plain words with values."""

    action: ir.Action
    rule: str
    why: str
    place: ir.Place
    held: tuple[str, ...] = ()


class Overridden(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An action that did not stand because an earlier rule's action excludes it."""

    action: ir.Action
    rule: str
    by: str


class Missed(msgspec.Struct, frozen=True, kw_only=True):
    """An action that rules asked for and that can't be carried out: why, and what a person does about it.

    `instead` is the overridden action that came in its place. None: nothing did, and the difference is held.
    """

    action: ir.Action
    rule: str
    why: str
    fix: str = ""
    instead: Overridden | None = None


class Standing(msgspec.Struct, frozen=True, gc=False):
    """One action that stands, the rule that asks for it with its position, and what says which conditions held."""

    position: int
    rule: ir.Rule
    action: ir.Action
    speaker: sentences.Speaker


class Outline(msgspec.Struct, frozen=True, gc=False):
    """What a set of matching rules comes to: the actions that stand, in rule order, and the overridden ones."""

    standing: tuple[Standing, ...] = ()
    overridden: tuple[Overridden, ...] = ()


class Decision(msgspec.Struct, frozen=True, gc=False):
    """What the rules say about a fact, as at the moment `now`. Nothing applied: no rule answered, the fact is held.

    All facts that match the same rules share one outline.
    """

    fact: Fact
    now: datetime
    outline: Outline = Outline()

    @property
    def kind(self) -> str:
        """Give the fact's kind."""
        return self.fact.kind

    @property
    def key(self) -> str:
        """Give the fact's key."""
        return self.fact.key

    @property
    def applied(self) -> tuple[Applied, ...]:
        """Give the actions that stand, each with its conditions in words; they are found anew with each reading."""
        return tuple(
            [
                Applied(
                    action=one.action,
                    rule=one.rule.name,
                    why=one.rule.why,
                    place=one.rule.place,
                    held=one.speaker.held(self.fact, self.now),
                )
                for one in self.outline.standing
            ]
        )

    @property
    def overridden(self) -> tuple[Overridden, ...]:
        """Give the actions that did not stand, in rule order."""
        return self.outline.overridden


class Words(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A decision with all its words, as a plain value: what is compared and kept."""

    kind: str
    key: str
    applied: tuple[Applied, ...] = ()
    overridden: tuple[Overridden, ...] = ()

    @classmethod
    def of(cls, decision: Decision) -> "Words":
        """Say everything that a decision says."""
        return cls(
            kind=decision.kind, key=decision.key, applied=decision.applied, overridden=decision.outline.overridden
        )
