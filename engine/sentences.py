"""The conditions of one rule that held for a fact, said quickly: sentences are remembered by the values they speak of.

A rule's condition goes in once, then a fact that it matches at a time, and the sentences come out. They are those of
`wording.held`, which this module asks where it has no answer. Used by `decisions`.
"""

from datetime import UTC, datetime
from typing import Any

from engine import ir, wording
from engine.facts import Fact

_REMEMBERED = 100_000
"""How many sentences of one rule set are remembered before the remembering starts anew: some 25 MB."""
_AGES = frozenset({ir.Operator.OLDER_THAN, ir.Operator.YOUNGER_THAN})
_ANY_MOMENT = datetime.min.replace(tzinfo=UTC)
"""Stands where no moment is looked at."""


class Memory:
    """Keeps all that the speakers of one rule set remember within a bound."""

    def __init__(self) -> None:
        self._count = 0
        self._every: list[_Sentence] = []

    def add(self, sentence: "_Sentence") -> None:
        """Take one more comparison under the bound."""
        self._every.append(sentence)

    def note(self) -> None:
        """Count one more sentence; forget all where they are too many."""
        self._count += 1
        if self._count > _REMEMBERED:
            self._count = 0
            for sentence in self._every:
                sentence.clear()


class _Sentence(dict[Any, str]):
    """The sentence of one comparison, by the field's value."""

    def __init__(self, test: ir.Test, memory: Memory, *, wanted: bool) -> None:
        super().__init__()
        self._test = test
        self._memory = memory
        self._wanted = wanted
        memory.add(self)

    def __missing__(self, value: Any) -> str:
        self._memory.note()
        sentence = self[value] = self.anew(value, _ANY_MOMENT)
        return sentence

    def anew(self, value: Any, now: datetime) -> str:
        """Make the sentence without remembering it."""
        return wording.comparison(self._test, {self._test.field: value}, now, wanted=self._wanted)


class Speaker:
    """Says which conditions of a rule held. Several threads may share it; two of one condition are equal.

    Sentences about ages, lines and alternatives are never remembered.
    """

    __slots__ = ("_sentences", "_when")

    def __init__(self, when: ir.Condition, memory: Memory) -> None:
        self._when = when
        leaves = _anded(when, wanted=True)
        self._sentences: list[tuple[str, _Sentence, bool]] | None = None
        if leaves is not None:
            self._sentences = [
                (test.field, _Sentence(test, memory, wanted=wanted), test.operator in _AGES) for test, wanted in leaves
            ]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Speaker) and self._when == other._when

    def __hash__(self) -> int:
        return hash(self._when)

    def held(self, fact: Fact, now: datetime) -> tuple[str, ...]:
        """Say it of a fact that the rule matches, as at the moment `now`; empty for a rule without conditions."""
        if self._sentences is not None:
            get = fact.values.get
            try:
                return tuple(
                    [said.anew(get(field), now) if aged else said[get(field)] for field, said, aged in self._sentences]
                )
            except TypeError:  # a value cannot be a key, such as a list
                pass
        return wording.held(self._when, fact, now)


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
