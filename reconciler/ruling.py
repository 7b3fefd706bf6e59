"""Ruling: what the reconciler needs to know about a rule set before it decides anything."""

from engine import ir


def shapes(ruleset: ir.RuleSet) -> bool:
    """Whether some rule shapes what is offered: then rules are asked about every level, not only about drifted ones."""
    return any(
        action.name == "set_inventory" and action.arguments
        for rule in ruleset.rules
        if rule.enabled
        for action in rule.then
    )
