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


def outline(ruleset: ir.RuleSet, matching: Iterable[int]) -> Outline:
    """Walk the matching rules (positions, in order): of each group the first action stands, `stop` ends the walk."""
    standing: list[Standing] = []
    overridden: list[decisions.Overridden] = []
    winners: dict[str, str] = {}
    for position in matching:
        rule = ruleset.rules[position]
        for action in rule.then:
            group = vocabulary.ACTIONS[action.name].group
            if group is not None and group in winners:
                overridden.append(decisions.Overridden(action=action, rule=rule.name, by=winners[group]))
                continue
            standing.append(Standing(position=position, action=action))
            if group is not None:
                winners[group] = rule.name
        if rule.stop:
            break
    return Outline(standing=tuple(standing), overridden=tuple(overridden))
