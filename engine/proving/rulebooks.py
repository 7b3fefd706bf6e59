"""The rules of one kind, ready to be asked about: their main actions, what comes before them, and their space.

A rule set and a kind go in. Used by the analyses of matching, gaps and circles.
"""

from collections.abc import Iterator

from engine import evaluating, ir, mentions, vocabulary
from engine.proving import choices, wanting
from engine.proving.spaces import Ask, Demand, Found, Space, Surroundings, View

PASSIVE = frozenset({"hold", "ignore"})
"""Main actions that change nothing."""


def main_action(rule: ir.Rule) -> ir.Action | None:
    """Give the action that says what becomes of the difference; a rule has at most one."""
    return next((each for each in rule.then if vocabulary.ACTIONS[each.name].group == vocabulary.MAIN), None)


def shapes(ruleset: ir.RuleSet) -> bool:
    """Tell whether some rule shapes what is offered: then rules are asked about every level, right ones included."""
    return any(
        action.name == "set_inventory" and action.arguments
        for rule in ruleset.rules
        if rule.enabled
        for action in rule.then
    )


class Rulebook:
    """The enabled rules of one kind, in order. Rules are named by their place in this list."""

    def __init__(self, ruleset: ir.RuleSet, kind: str, surroundings: Surroundings) -> None:
        self.kind = kind
        self._surroundings = surroundings
        self.rules = tuple(rule for rule in ruleset.rules if rule.enabled and kind in rule.kinds)
        self.mains = tuple(main_action(rule) for rule in self.rules)
        self.finds = tuple(choices.finds(main) for main in self.mains)
        self.space = Space([self.view], surroundings)

    @property
    def view(self) -> View:
        """Give the view of this kind with the conditions of all its rules, and of what they choose."""
        chosen = (condition for condition in self.finds if condition is not None)
        ways = (way.when for main in self.mains if main is not None for way in choices.may(main, self._named))
        return View(kind=self.kind, conditions=(*(rule.when for rule in self.rules), *chosen, *ways))

    @property
    def _named(self) -> tuple[str, ...]:
        """Give the warehouses that rules choose by their names."""
        every = (choices.named(main) for main in self.mains if main is not None)
        return tuple(dict.fromkeys(name for names in every for name in names))

    def matches(self, rule: int, *, wanted: bool = True, view: int = 0) -> Ask:
        """Ask that the rule's condition holds, or that it does not."""
        return Ask(self.rules[rule].when, wanted, view)

    def reached(self, rule: int, view: int = 0) -> Iterator[Demand]:
        """Demand that no rule before this one stops the list."""
        for earlier in range(rule):
            if self.rules[earlier].stop:
                yield [self.matches(earlier, wanted=False, view=view)]

    def standing(self, rule: int, view: int = 0) -> Iterator[Demand]:
        """Demand that the rule matches and that its main action stands, with a warehouse if it chooses one."""
        yield from self.asked(rule, view)
        yield from self.finding(rule, view)

    def asked(self, rule: int, view: int = 0) -> Iterator[Demand]:
        """Demand that the rule matches, and that none before it answers or stops the list."""
        yield [self.matches(rule, view=view)]
        for earlier in range(rule):
            if self.mains[earlier] is not None or self.rules[earlier].stop:
                yield self.aside(earlier, view)

    def finding(self, rule: int, view: int = 0) -> Iterator[Demand]:
        """Demand that the rule finds a warehouse, if it chooses one."""
        needed = self.finds[rule]
        if needed is not None:
            yield [Ask(needed, wanted=True, view=view)]

    def aside(self, rule: int, view: int = 0) -> Demand:
        """Demand that the rule leaves the difference to those after it: it does not match, or finds no warehouse."""
        needed = self.finds[rule]
        away = self.matches(rule, wanted=False, view=view)
        return [away] if needed is None or self.rules[rule].stop else [away, Ask(needed, wanted=False, view=view)]

    def find(self, *demands: Demand) -> Found | None:
        """Find a fact that meets the demands; None if there is none. Raises UndecidedError."""
        return self.space.find(demands)

    def find_apart(self, first: int, second: int, *demands: Demand) -> Found | None:
        """Find a fact that meets the demands, and of which two rules want different things. Raises UndecidedError."""
        one, other = self.mains[first], self.mains[second]
        apart = None if one is None or other is None else wanting.apart(one, other)
        if apart is None:
            return None
        asked = [*demands, [Ask(apart, wanted=True)]]
        if one is None or one.name != "set_inventory":
            return self.space.find(asked)
        found = self.space.find(demands)
        if found is None or evaluating.holds(apart, found.facts[0], found.now):
            return found
        # It comes to the same here: look on, among the targets of which these two shapes differ.
        view = View(kind=self.kind, conditions=(*self.view.conditions, apart))
        return Space([view], self._surroundings).find(asked)

    def fields(self, *rules: int) -> frozenset[str]:
        """Give the fields that these rules look at."""
        asked = [self.rules[rule].when for rule in rules]
        asked += [needed for rule in rules if (needed := self.finds[rule]) is not None]
        looked_at = (mentions.mentions(condition) for condition in asked)
        return frozenset(field for each in looked_at for field in each.fields | each.line_fields)
