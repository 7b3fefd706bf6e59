"""What is said about facts that match the same rules: the actions that stand, each with the conditions that held.

A rule set goes in once; then facts with the positions of the rules that match them, and decisions come out. What does
not depend on the fact is worked out once per set of matching rules, and the rest by rule, for many facts at a time.
Used by `deciding`.
"""

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from engine import decisions, ir, sentences, standing
from engine.facts import Fact

_OUTLINES_KEPT = 10_000
"""How many sets of rules matching together are remembered before the remembering starts anew."""
_ANSWERED_AT_ONCE = 5_000
"""How many facts are gathered before the rules that match them say why."""


class _Action:
    """One action of a rule: the facts for which it stands are put into `facts`, what is said of each goes to `said`."""

    def __init__(self, speaker: sentences.Speaker) -> None:
        self._facts: list[Fact] = []
        self._said: deque[decisions.Applied] = deque()
        self._speaker = speaker
        # Bound once: an outline names dozens of actions, and there may be an outline per fact.
        self.ask = self._facts.append
        self.take = self._said.popleft

    def speak(self, now: datetime) -> None:
        """Say it of all facts put in, in their order."""
        self._said.extend(self._speaker.applied(self._facts, now))
        self._facts.clear()


class _Spoken(msgspec.Struct, frozen=True, gc=False):
    """An outline, as the asking and the taking of its standing actions."""

    asking: tuple[Callable[[Fact], None], ...]
    taking: tuple[Callable[[], decisions.Applied], ...]
    overridden: tuple[decisions.Overridden, ...]


class Answerer:
    """Makes decisions of matches, for one rule set. Not for several threads at once."""

    def __init__(self, ruleset: ir.RuleSet) -> None:
        self._ruleset = ruleset
        self._outliner = standing.Outliner(ruleset)
        self._spoken: dict[tuple[int, ...], _Spoken] = {}
        self._actions: dict[int, _Action] = {}

    def answer(
        self, facts: Sequence[Fact], matching: Sequence[tuple[int, ...]], now: datetime
    ) -> list[decisions.Decision]:
        """Make the decision about each fact; `matching` are the positions of its rules, in rule order."""
        made: list[decisions.Decision] = []
        for start in range(0, len(facts), _ANSWERED_AT_ONCE):
            end = start + _ANSWERED_AT_ONCE
            made += self._answered(facts[start:end], matching[start:end], now)
        return made

    def _answered(
        self, facts: Sequence[Fact], matching: Sequence[tuple[int, ...]], now: datetime
    ) -> list[decisions.Decision]:
        every = [self._spoken.get(positions) or self._outlined(positions) for positions in matching]
        try:
            for fact, spoken in zip(facts, every, strict=True):
                for ask in spoken.asking:
                    ask(fact)
            for action in self._actions.values():
                action.speak(now)
            return [
                decisions.Decision(
                    kind=fact.kind,
                    key=fact.key,
                    applied=tuple([take() for take in spoken.taking]),
                    overridden=spoken.overridden,
                )
                for fact, spoken in zip(facts, every, strict=True)
            ]
        except BaseException:
            # What was gathered must not be taken for the next facts'.
            self._spoken.clear()
            self._actions.clear()
            raise

    def _outlined(self, positions: tuple[int, ...]) -> _Spoken:
        if len(self._spoken) >= _OUTLINES_KEPT:
            self._spoken.clear()
        outline = self._outliner.outline(positions)
        actions = [self._actions.get(id(each)) or self._action(each) for each in outline.standing]
        spoken = self._spoken[positions] = _Spoken(
            tuple([action.ask for action in actions]),
            tuple([action.take for action in actions]),
            outline.overridden,
        )
        return spoken

    def _action(self, each: standing.Standing) -> _Action:
        """Make what gathers an action's facts, known by the identity of what the outliner made once."""
        speaker = sentences.Speaker(self._ruleset.rules[each.position], each.action)
        action = self._actions[id(each)] = _Action(speaker)
        return action
