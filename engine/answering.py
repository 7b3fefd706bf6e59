"""What is said about facts that match the same rules: the actions that stand, each with the conditions that held.

A rule set goes in once; then facts with the positions of the rules that match them, and decisions come out. What does
not depend on the fact is worked out once per set of matching rules, and the rest once per rule and values it looks at.
Used by `deciding`.
"""

from datetime import datetime

from engine import decisions, ir, sentences, standing
from engine.facts import Fact

_OUTLINES_KEPT = 20_000
"""How many sets of rules matching together are remembered before the remembering starts anew."""


class Answerer:
    """Makes decisions of matches, for one rule set."""

    def __init__(self, ruleset: ir.RuleSet) -> None:
        self._ruleset = ruleset
        self._outlines: dict[tuple[int, ...], standing.Outline] = {}
        self._speakers: dict[int, _Speaker] = {}

    def decision(self, fact: Fact, positions: tuple[int, ...], now: datetime) -> decisions.Decision:
        """Make the decision about a fact which the rules at these positions match, given in rule order."""
        outline = self._outlines.get(positions)
        if outline is None:
            outline = self._outline(positions)
        speakers = self._speakers
        return decisions.Decision(
            kind=fact.kind,
            key=fact.key,
            applied=tuple([speakers[each.position].applied(each.action, fact, now) for each in outline.standing]),
            overridden=outline.overridden,
        )

    def _outline(self, positions: tuple[int, ...]) -> standing.Outline:
        if len(self._outlines) >= _OUTLINES_KEPT:
            self._outlines.clear()
        outline = self._outlines[positions] = standing.outline(self._ruleset, positions)
        for each in outline.standing:
            if each.position not in self._speakers:
                self._speakers[each.position] = _Speaker(self._ruleset.rules[each.position])
        return outline


class _Speaker:
    """Says what one rule asks for, and what held."""

    def __init__(self, rule: ir.Rule) -> None:
        self._rule = rule
        self._sentences = sentences.Speaker(rule)

    def applied(self, action: ir.Action, fact: Fact, now: datetime) -> decisions.Applied:
        rule = self._rule
        return decisions.Applied(
            action=action, rule=rule.name, why=rule.why, place=rule.place, held=self._sentences.held(fact, now)
        )
