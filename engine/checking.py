"""durable_rules' answers, compared with the plain evaluator's: at the edges, all new ones to a bound, then by sample.

Facts go in, the positions of the matching rules come out. A difference raises `DisagreementError` with everything
needed to reproduce it; `deciding` then runs plain.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from engine import edges, evaluating, ir
from engine.durable import errors, matchers
from engine.facts import Fact

_TRIALS_OF_NEW = 20_000
"""All facts with new codes are checked until rules have met facts so many times, some 20 ms of work for any rules..."""
_FEWEST_NEW = 50
"""...but never fewer facts than these."""
_NEW_ONE_IN = 200
"""Later, one in this many facts with new codes is checked."""
_ANY_ONE_IN = 2_000
"""One in this many facts of all is checked: two facts coded alike, which rules treat differently, show so."""
_ANY_PER_RULE = 10
"""Where there are many rules, fewer facts are: one in this many times the number of rules."""


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
        self._all_new_up_to = max(_FEWEST_NEW, _TRIALS_OF_NEW // max(1, len(ruleset.rules)))
        self._any_one_in = max(_ANY_ONE_IN, _ANY_PER_RULE * len(ruleset.rules))
        self._new = 0
        self._any = 0

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
        spared = max(0, min(len(new), self._all_new_up_to - self._new))
        due = [*new[:spared], *new[spared::_NEW_ONE_IN], *range(-self._any % self._any_one_in, facts, self._any_one_in)]
        self._new += len(new)
        self._any += facts
        return due
