"""What stands when several rules answer one fact: actions that exclude each other, `stop`, and who overrode whom.

The positions of the rules that match go in, an outline comes out: the actions that stand and those that do not. It
does not depend on the fact's values, so one is made per set of matching rules (`Outlines`), and remembered.
"""

from collections.abc import Iterable, Sequence
from itertools import chain

import msgspec

from engine import ir, sentences, vocabulary
from engine.decisions import Outline, Overridden, Standing

_POSITIONS_KEPT = 400_000
"""How many matching rules all remembered sets may have together before the remembering starts anew: some 10 to 20 MB.
A few thousand sets where hundreds of rules match, a hundred thousand where a few do."""


class _Overrides(dict[str, Overridden]):
    """What is said of an action that gave way, by the name of the rule it gave way to."""

    def __init__(self, standing: Standing) -> None:
        super().__init__()
        self._standing = standing

    def __missing__(self, winner: str) -> Overridden:
        standing = self._standing
        made = self[winner] = Overridden(action=standing.action, rule=standing.rule.name, by=winner)
        return made


class _Asked(msgspec.Struct, frozen=True, gc=False):
    """An action of a rule with the group within which the first one stands, None where all do."""

    standing: Standing
    group: str | None
    overridden: _Overrides


class _OfRule(dict[int, tuple[_Asked, ...]]):
    """What the rule at a position asks for."""

    def __init__(self, rules: Sequence[ir.Rule]) -> None:
        super().__init__()
        self._rules = rules
        self._memory = sentences.Memory()

    def __missing__(self, position: int) -> tuple[_Asked, ...]:
        rule = self._rules[position]
        speaker = sentences.Speaker(rule.when, self._memory)
        every = [Standing(position, rule, action, speaker) for action in rule.then]
        asked = self[position] = tuple(
            [_Asked(each, vocabulary.ACTIONS[each.action.name].group, _Overrides(each)) for each in every]
        )
        return asked


class Outlines(dict[tuple[int, ...], Outline]):
    """The outlines of one rule set, by the positions of the matching rules, in order. Made when first asked for.

    What is made of a rule is made once: equal parts are the same object.
    """

    def __init__(self, ruleset: ir.RuleSet) -> None:
        super().__init__()
        self._stops = frozenset(position for position, rule in enumerate(ruleset.rules) if rule.stop)
        self._asked = _OfRule(ruleset.rules)
        self._kept = 0

    def __missing__(self, matching: tuple[int, ...]) -> Outline:
        self._kept += len(matching) + 1
        if self._kept > _POSITIONS_KEPT:
            self.clear()
            self._kept = len(matching) + 1
        outline = self[matching] = self._outline(matching)
        return outline

    def _outline(self, matching: Sequence[int]) -> Outline:
        """Walk the matching rules: of each group the first action stands, `stop` ends it."""
        standing: list[Standing] = []
        overridden: list[Overridden] = []
        winners: dict[str, str] = {}
        if not self._stops.isdisjoint(matching):
            first = next(place for place, position in enumerate(matching) if position in self._stops)
            matching = matching[: first + 1]
        for asked in chain.from_iterable(map(self._asked.__getitem__, matching)):
            group = asked.group
            if group is None:
                standing.append(asked.standing)
            elif group in winners:
                overridden.append(asked.overridden[winners[group]])
            else:
                standing.append(asked.standing)
                winners[group] = asked.standing.rule.name
        return Outline(tuple(standing), tuple(overridden))


def outline(ruleset: ir.RuleSet, matching: Iterable[int]) -> Outline:
    """Make one outline of the positions of matching rules, in order."""
    return Outlines(ruleset)[tuple(matching)]
