"""One action of one rule, said quickly about many facts: sentences are remembered by the values they speak of.

A rule and its action go in once, facts go in by the batch, and the action with the conditions that held comes out, for
each. The sentences are those of `wording.held`, which this module asks where it has no answer. Used by `answering`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import repeat
from operator import itemgetter
from typing import Any

from engine import decisions, ir, wording
from engine.facts import Fact, Value

_REMEMBERED = 5_000
"""How many sentences about one comparison are remembered before the remembering starts anew."""


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

    Sentences are forgotten when the clock moves on; those about lines and alternatives are never remembered.
    """

    def __init__(self, rule: ir.Rule, action: ir.Action) -> None:
        self._rule = rule
        self._action = action
        self._leaves = _anded(rule.when, wanted=True)
        self._now: datetime | None = None
        self._sentences: list[tuple[str, _Sentence]] = []

    def applied(self, facts: Sequence[Fact], now: datetime) -> list[decisions.Applied]:
        """Say it of facts that the rule matches."""
        rule, action = self._rule, self._action
        return [
            decisions.Applied(action=action, rule=rule.name, why=rule.why, place=rule.place, held=held)
            for held in self._held(facts, now)
        ]

    def _held(self, facts: Sequence[Fact], now: datetime) -> Iterable[tuple[str, ...]]:
        if self._leaves is not None:
            if not self._leaves:
                return repeat((), len(facts))
            if now != self._now:
                self._now = now
                self._sentences = [
                    (test.field, _Sentence(test, wanted=wanted, now=now)) for test, wanted in self._leaves
                ]
            values = [fact.values for fact in facts]
            try:
                columns = [map(said.__getitem__, _column(field, values)) for field, said in self._sentences]
                return list(zip(*columns, strict=True))
            except TypeError:  # a value cannot be a key, such as a list
                pass
        return [wording.held(self._rule.when, fact, now) for fact in facts]


def _column(field: str, values: Sequence[Mapping[str, Value]]) -> list[Value | None]:
    try:
        return list(map(itemgetter(field), values))
    except KeyError:  # it is missing somewhere
        return [each.get(field) for each in values]


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
