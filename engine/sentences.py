"""One action of one rule, said quickly about many facts: what held is remembered by the values it speaks of.

A rule and its action go in once, facts go in, and the action with the conditions that held comes out. The sentences
are those of `wording.held`, which this module asks whenever it has no answer yet. Used by `answering`.
"""

from datetime import datetime
from typing import Any

from engine import decisions, ir, mentions, wording
from engine.facts import Fact

_REMEMBERED = 5_000
"""How many sentences, or combinations of them, are remembered before the remembering starts anew."""


class _Sentence(dict[Any, str]):
    """The sentence of one comparison, by the field's value."""

    def __init__(self, test: ir.Test, *, wanted: bool, now: datetime) -> None:
        super().__init__()
        self._test = test
        self._wanted = wanted
        self._now = now

    def __missing__(self, value: Any) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        sentence = wording.comparison(self._test, {self._test.field: value}, self._now, wanted=self._wanted)
        self[value] = sentence
        return sentence


class Speaker:
    """Says that an action stands, and which conditions of its rule held.

    Sentences about ages are forgotten when the clock moves on; those about lines are never remembered.
    """

    def __init__(self, rule: ir.Rule, action: ir.Action) -> None:
        self._rule = rule
        self._action = action
        looked_at = mentions.mentions(rule.when)
        self._fields = sorted(looked_at.fields)
        self._lines = looked_at.lines
        self._ages = looked_at.ages
        self._leaves = _anded(rule.when, wanted=True)
        self._now: datetime | None = None
        self._sentences: list[tuple[str, _Sentence]] = []
        self._known: dict[Any, decisions.Applied] = {}

    def applied(self, fact: Fact, now: datetime) -> decisions.Applied:
        """Say it of a fact that the rule matches."""
        if self._lines:
            return self._said(wording.held(self._rule.when, fact, now))
        if self._now is None or (self._ages and now != self._now):
            self._begin(now)
        get = fact.values.get
        try:
            values = tuple([get(field) for field in self._fields])
            known = self._known.get(values)
            if known is None:
                known = self._said(self._held(fact, now))
                if len(self._known) >= _REMEMBERED:
                    self._known.clear()
                self._known[values] = known
        except TypeError:  # a value that cannot be a key, such as a list
            return self._said(wording.held(self._rule.when, fact, now))
        return known

    def _said(self, held: tuple[str, ...]) -> decisions.Applied:
        rule = self._rule
        return decisions.Applied(action=self._action, rule=rule.name, why=rule.why, place=rule.place, held=held)

    def _held(self, fact: Fact, now: datetime) -> tuple[str, ...]:
        if self._leaves is None:
            return wording.held(self._rule.when, fact, now)
        get = fact.values.get
        return tuple([sentence[get(field)] for field, sentence in self._sentences])

    def _begin(self, now: datetime) -> None:
        self._now = now
        self._known.clear()
        self._sentences = [(test.field, _Sentence(test, wanted=wanted, now=now)) for test, wanted in self._leaves or ()]


def _anded(condition: ir.Condition, *, wanted: bool) -> list[tuple[ir.Test, bool]] | None:
    """Give the comparisons of a condition that all hold (or, unless wanted, all fail); None where others count."""
    match condition:
        case ir.Test():
            return [(condition, wanted)]
        case ir.Not(part):
            return _anded(part, wanted=not wanted)
        case ir.AllOf(parts) | ir.AnyOf(parts) if isinstance(condition, ir.AllOf) is wanted:
            found = [_anded(part, wanted=wanted) for part in parts]
            return None if None in found else [leaf for leaves in found for leaf in leaves or ()]
        case _:
            return None
