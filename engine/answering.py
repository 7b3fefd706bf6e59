"""What is said about facts that match the same rules: the actions that stand, each with the conditions that held.

A rule set goes in once; then facts with the positions of the rules that match them, and decisions come out. What does
not depend on the fact is worked out once per set of matching rules, and the rest once per rule and values it looks at.
Used by `deciding`.
"""

from datetime import datetime

import msgspec

from engine import decisions, ir, sentences, standing
from engine.facts import Fact

_OUTLINES_KEPT = 20_000
"""How many sets of rules matching together are remembered before the remembering starts anew."""


class _Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """An outline, and those who say its standing actions."""

    speakers: tuple[sentences.Speaker, ...]
    overridden: tuple[decisions.Overridden, ...]


class Answerer:
    """Makes decisions of matches, for one rule set."""

    def __init__(self, ruleset: ir.RuleSet) -> None:
        self._ruleset = ruleset
        self._spoken: dict[tuple[int, ...], _Spoken] = {}
        self._speakers: dict[tuple[int, int], sentences.Speaker] = {}

    def decision(self, fact: Fact, positions: tuple[int, ...], now: datetime) -> decisions.Decision:
        """Make the decision about a fact which the rules at these positions match, given in rule order."""
        spoken = self._spoken.get(positions)
        if spoken is None:
            spoken = self._outlined(positions)
        return decisions.Decision(
            kind=fact.kind,
            key=fact.key,
            applied=tuple([speaker.applied(fact, now) for speaker in spoken.speakers]),
            overridden=spoken.overridden,
        )

    def _outlined(self, positions: tuple[int, ...]) -> _Spoken:
        if len(self._spoken) >= _OUTLINES_KEPT:
            self._spoken.clear()
        outline = standing.outline(self._ruleset, positions)
        spoken = self._spoken[positions] = _Spoken(
            speakers=tuple(self._speaker(each) for each in outline.standing), overridden=outline.overridden
        )
        return spoken

    def _speaker(self, each: standing.Standing) -> sentences.Speaker:
        """Give the one who says this action of this rule, told by identity: a rule set keeps its actions."""
        speaker = self._speakers.get((each.position, id(each.action)))
        if speaker is None:
            speaker = sentences.Speaker(self._ruleset.rules[each.position], each.action)
            self._speakers[each.position, id(each.action)] = speaker
        return speaker
