"""durable_rules' answers, compared with the plain evaluator's: at the edges, all new ones to a bound, then by sample.

Facts go in, the positions of the matching rules come out. A difference raises `DisagreementError` with everything
needed to reproduce it; `deciding` then runs plain.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from engine import edges, evaluating, ir
from engine.durable import errors, matchers
from engine.facts import Fact

_ALL_NEW_UP_TO = 500
"""Every new code tuple up to this many is checked: some 20 to 50 ms on a set of 50 rules."""
_NEW_ONE_IN = 200
"""Later, one in this many new code tuples is checked."""
_KNOWN_ONE_IN = 2_000
"""One in this many facts with known codes is checked: two facts coded alike, which rules treat differently, show so."""


class DisagreementError(errors.WrongAnswerError):
    """The two evaluators answer differently about one fact. The plain one is right by definition."""

    def __init__(self, fact: Fact, now: datetime, durable: Sequence[int], plain: Sequence[int]) -> None:
        super().__init__(f"durable_rules and the plain evaluator disagree about a fact of {fact.kind}")
        self.fact = fact
        self.now = now
        self.durable = tuple(durable)
        self.plain = tuple(plain)


class Checker:
    """Matches facts by durable_rules and checks the answers; counts on from call to call."""

    def __init__(self, ruleset: ir.RuleSet, matcher: matchers.Matcher) -> None:
        self._ruleset = ruleset
        self._matcher = matcher
        self._new = 0
        self._known = 0

    def matching(self, facts: Sequence[Fact], now: datetime) -> list[tuple[int, ...]]:
        """Give the positions of the matching rules for each fact; raises DurableError, DisagreementError among them."""
        found = self._matcher.matching(facts, now)
        answers = found.positions
        for place in found.uncodable:
            answers[place] = tuple(evaluating.matching(self._ruleset, facts[place], now))
        for place in self._due(found.new, len(facts)):
            self._compare(facts[place], answers[place], now)
        return answers

    def check_edges(self, now: datetime) -> None:
        """Compare both evaluators about facts at the edges of the rules; raises DurableError."""
        facts = list(edges.facts(self._ruleset, now))
        found = self._matcher.matching(facts, now)
        for place in set(range(len(facts))).difference(found.uncodable):
            self._compare(facts[place], found.positions[place], now)

    def _compare(self, fact: Fact, positions: tuple[int, ...], now: datetime) -> None:
        plain = tuple(evaluating.matching(self._ruleset, fact, now))
        if plain != positions:
            raise DisagreementError(fact, now, positions, plain)

    def _due(self, new: Sequence[int], facts: int) -> Iterable[int]:
        """Choose the places of the facts to be checked, counting on from the facts before."""
        spared = max(0, min(len(new), _ALL_NEW_UP_TO - self._new))
        due = [*new[:spared], *new[spared::_NEW_ONE_IN]]
        self._new += len(new)
        due.extend(range(-self._known % _KNOWN_ONE_IN, facts, _KNOWN_ONE_IN))
        self._known += facts
        return due
