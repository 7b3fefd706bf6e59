"""What stands when several rules answer one fact: actions that exclude each other, `stop`, and who overrode whom.

The positions of the rules that match go in, an outline comes out: the actions that stand and those that do not. It
does not depend on the fact's values, so `deciding` makes one outline per set of matching rules and keeps it.
"""

from collections.abc import Iterable

import msgspec

from engine import decisions, ir, vocabulary


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One action that stands, and the position of the rule that asks for it."""

    position: int
    action: ir.Action


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """What a set of matching rules comes to: the actions that stand, in rule order, and the overridden ones."""

    standing: tuple[Standing, ...]
    overridden: tuple[decisions.Overridden, ...]


class _Asked(msgspec.Struct, frozen=True, gc=False):
    """An action of a rule with the group within which the first one stands, None where all do."""

    standing: Standing
    group: str | None
    overridden: dict[str, decisions.Overridden]


class Outliner:
    """Makes outlines of one rule set. What it makes of a rule it makes once: equal parts are the same object."""

    def __init__(self, ruleset: ir.RuleSet) -> None:
        self._rules = ruleset.rules
        self._asked: dict[int, tuple[_Asked, ...]] = {}

    def outline(self, matching: Iterable[int]) -> Outline:
        """Walk the matching rules (positions, in order): of each group the first action stands, `stop` ends it."""
        standing: list[Standing] = []
        overridden: list[decisions.Overridden] = []
        winners: dict[str, str] = {}
        for position in matching:
            rule = self._rules[position]
            for asked in self._asked.get(position) or self._ask(position):
                winner = winners.get(asked.group) if asked.group else None
                if winner is not None:
                    overridden.append(asked.overridden.get(winner) or _override(asked, rule, winner))
                    continue
                standing.append(asked.standing)
                if asked.group is not None:
                    winners[asked.group] = rule.name
            if rule.stop:
                break
        return Outline(standing=tuple(standing), overridden=tuple(overridden))

    def _ask(self, position: int) -> tuple[_Asked, ...]:
        asked = self._asked[position] = tuple(
            _Asked(Standing(position=position, action=action), vocabulary.ACTIONS[action.name].group, {})
            for action in self._rules[position].then
        )
        return asked


def outline(ruleset: ir.RuleSet, matching: Iterable[int]) -> Outline:
    """Make one outline."""
    return Outliner(ruleset).outline(matching)


def _override(asked: _Asked, rule: ir.Rule, winner: str) -> decisions.Overridden:
    made = asked.overridden[winner] = decisions.Overridden(action=asked.standing.action, rule=rule.name, by=winner)
    return made
