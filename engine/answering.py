"""What is said about facts that match the same rules: the actions that stand, each with the conditions that held.

The positions of the matching rules go in once, then facts; the actions that stand come out. Facts with the same values
in the fields that those rules look at share one answer. Used by `deciding`.
"""

from collections.abc import Sequence
from datetime import datetime

from engine import decisions, ir, mentions, standing, wording
from engine.facts import Fact, Value

_REMEMBERED = 5_000
"""How many answers are remembered per set of matching rules before the remembering starts anew."""


class Answer:
    """The answer of one set of matching rules."""

    def __init__(self, ruleset: ir.RuleSet, positions: Sequence[int]) -> None:
        outline = standing.outline(ruleset, positions)
        self.overridden = outline.overridden
        self._standing = [(each.action, ruleset.rules[each.position]) for each in outline.standing]
        looked_at = [mentions.mentions(rule.when) for _, rule in self._standing]
        self._fields = sorted({field for each in looked_at for field in each.fields})
        # Ages change with the clock, and lines cannot be a key.
        self._repeats = not any(each.ages or each.lines for each in looked_at)
        self._remembered: dict[tuple[Value | None, ...], tuple[decisions.Applied, ...]] = {}

    def applied(self, fact: Fact, now: datetime) -> tuple[decisions.Applied, ...]:
        """Give the actions that stand, in rule order, each with the conditions that held."""
        if not self._repeats:
            return self._applied(fact, now)
        get = fact.values.get
        values = tuple([get(field) for field in self._fields])
        try:
            known = self._remembered.get(values)
        except TypeError:  # a list where a tuple belongs cannot be a key
            return self._applied(fact, now)
        if known is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            known = self._remembered[values] = self._applied(fact, now)
        return known

    def _applied(self, fact: Fact, now: datetime) -> tuple[decisions.Applied, ...]:
        return tuple(
            decisions.Applied(
                action=action,
                rule=rule.name,
                why=rule.why,
                place=rule.place,
                held=wording.held(rule.when, fact, now),
            )
            for action, rule in self._standing
        )
