"""durable_rules' answers, compared with the plain evaluator's: at the edges, all new ones to a bound, then by sample.

Facts go in, the positions of the matching rules come out. A difference raises `DisagreementError` with everything
needed to reproduce it; `deciding` then runs plain.
"""

from collections.abc import Sequence
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
        answers: list[tuple[int, ...]] = []
        for fact, match in zip(facts, self._matcher.matching(facts, now), strict=True):
            if match.positions is None:
                answers.append(tuple(evaluating.matching(self._ruleset, fact, now)))
                continue
            if self._due(new=match.new):
                self._compare(fact, match.positions, now)
            answers.append(match.positions)
        return answers

    def check_edges(self, now: datetime) -> None:
        """Compare both evaluators about facts at the edges of the rules; raises DurableError."""
        facts = list(edges.facts(self._ruleset, now))
        for fact, match in zip(facts, self._matcher.matching(facts, now), strict=True):
            if match.positions is not None:
                self._compare(fact, match.positions, now)

    def _compare(self, fact: Fact, positions: tuple[int, ...], now: datetime) -> None:
        plain = tuple(evaluating.matching(self._ruleset, fact, now))
        if plain != positions:
            raise DisagreementError(fact, now, positions, plain)

    def _due(self, *, new: bool) -> bool:
        if new:
            self._new += 1
            return self._new <= _ALL_NEW_UP_TO or self._new % _NEW_ONE_IN == 0
        self._known += 1
        return self._known % _KNOWN_ONE_IN == 0
