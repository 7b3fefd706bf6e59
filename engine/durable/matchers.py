"""Which rules match which facts, by durable_rules: coding, one answer per distinct combination, one worker process.

Facts go in, the positions of the matching rules come out, with word of which answers are new. Used by `deciding`
through `checking`, which compares with the plain evaluator.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial, reduce
from itertools import repeat
from operator import and_, attrgetter
from typing import Any

import msgspec

from engine import ir
from engine.coding import coders, groups
from engine.durable import boundaries, emitting, errors, supervising
from engine.facts import Fact

_MATCHED_AT_ONCE = 20_000
"""How many facts are coded before answers are looked up and asked for, so that a huge batch needs no huge memory."""
_FEW = 64
"""So many combinations are looked for one by one among the facts; more are found by going through the facts once."""
_kind = attrgetter("kind")
_ASKED_AT_ONCE = 2_000
"""How many combinations go to the worker in one request: it has one deadline for them."""


class Matches(msgspec.Struct, frozen=True, gc=False):
    """The answers about some facts.

    `positions` are, per fact, those of the rules that match, in rule order. `new` are the places of facts that brought
    a combination of codes which was not asked about before: the first fact with each. `uncodable` are the places of
    facts whose values have not the types that the rules compare them with: nothing is known about these.
    """

    positions: list[tuple[int, ...]]
    new: list[int]
    uncodable: list[int]

    @classmethod
    def nothing(cls, facts: int) -> "Matches":
        """Make the answers about facts that no rule matches."""
        return cls([()] * facts, [], [])

    def add(self, part: "Matches") -> None:
        """Add the answers about the facts that come next."""
        start = len(self.positions)
        self.positions.extend(part.positions)
        self.new.extend([start + place for place in part.new])
        self.uncodable.extend([start + place for place in part.uncodable])

    def put(self, part: "Matches", places: Sequence[int]) -> None:
        """Put the answers about some of the facts at their places."""
        for place, positions in zip(places, part.positions, strict=True):
            self.positions[place] = positions
        self.new.extend([places[place] for place in part.new])
        self.uncodable.extend([places[place] for place in part.uncodable])


class _Kind:
    """What is known about one kind: its coder, and the programs of its groups."""

    def __init__(self, coder: coders.Coder, first_program: int) -> None:
        self.coder = coder
        self.programs = range(first_program, first_program + len(coder.groups))


class Matcher:
    """Matches facts against one rule set by durable_rules. Not for several threads at once.

    Making one tries the rule set at the edges of its boxes; raises DurableError if the worker cannot answer or answers
    wrongly. The supervisor stays the caller's.
    """

    def __init__(self, ruleset: ir.RuleSet, supervisor: supervising.Supervisor) -> None:
        self._kinds: dict[str, _Kind] = {}
        self._programs: list[list[Any]] = []
        self._supervisor = supervisor
        for name, coder in coders.compile_coders(ruleset).items():
            self._kinds[name] = _Kind(coder, len(self._programs))
            self._programs += map(_program, coder.groups)
        self._check_edges()

    def matching(self, facts: Sequence[Fact], now: datetime) -> Matches:
        """Match each fact, in order; raises DurableError when the worker cannot answer."""
        found = Matches.nothing(0)
        for start in range(0, len(facts), _MATCHED_AT_ONCE):
            some = facts[start : start + _MATCHED_AT_ONCE]
            kinds = set(map(_kind, some))
            found.add(self._match_kind(kinds.pop(), some, now) if len(kinds) == 1 else self._match_kinds(some, now))
        return found

    def _match_kinds(self, facts: Sequence[Fact], now: datetime) -> Matches:
        places: dict[str, list[int]] = {}
        for place, fact in enumerate(facts):
            places.setdefault(fact.kind, []).append(place)
        found = Matches.nothing(len(facts))
        for kind, of_kind in places.items():
            found.put(self._match_kind(kind, [facts[place] for place in of_kind], now), of_kind)
        return found

    def _match_kind(self, name: str, facts: Sequence[Fact], now: datetime) -> Matches:
        kind = self._kinds.get(name)
        if kind is None:
            return Matches.nothing(len(facts))
        for group in kind.coder.groups:
            group.begin_anew_if_full()
        try:
            numbers = kind.coder.numbers(facts, now)
        except coders.UNCODABLE:
            return self._match_halves(name, facts, now)
        new: set[int] = set()
        by_group = [
            self._fitting(program, group, of_group, new)
            for program, group, of_group in zip(kind.programs, kind.coder.groups, numbers, strict=True)
        ]
        fitting = reduce(partial(map, and_), by_group) if by_group else repeat(kind.coder.every, len(facts))
        return Matches(list(map(kind.coder.positions.__getitem__, fitting)), sorted(new), [])

    def _match_halves(self, name: str, facts: Sequence[Fact], now: datetime) -> Matches:
        """Match facts of which at least one cannot be coded."""
        if len(facts) == 1:
            return Matches([()], [], [0])
        half = len(facts) // 2
        found = self._match_kind(name, facts[:half], now)
        found.add(self._match_kind(name, facts[half:], now))
        return found

    def _fitting(self, program: int, group: groups.Group, numbers: Sequence[int], new: set[int]) -> Iterable[int]:
        """Give for each number the boxes that fit as far as this group goes; adds the places of new numbers to new."""
        known = group.known
        try:
            return list(map(known.__getitem__, numbers))
        except KeyError:
            unknown = list(set(numbers).difference(known))
        if len(unknown) <= _FEW:
            new.update(map(numbers.index, unknown))
        else:
            first = dict(zip(reversed(numbers), range(len(numbers) - 1, -1, -1), strict=True))
            new.update(map(first.__getitem__, unknown))
        for number, fired in zip(unknown, self._fired(program, list(map(group.codes, unknown))), strict=True):
            try:
                known[number] = group.fitting(fired)
            except (IndexError, TypeError) as error:
                raise errors.WorkerLostError("the worker process named boxes that do not exist") from error
        return map(known.__getitem__, numbers)

    def _check_edges(self) -> None:
        for name, kind in self._kinds.items():
            for program, group in zip(kind.programs, kind.coder.groups, strict=True):
                edges = boundaries.edges(group)
                for codes, fired in zip(edges, self._fired(program, edges), strict=True):
                    right = boundaries.fitting(group, codes)
                    if sorted(fired) != right:
                        raise errors.WrongAnswerError(
                            f"durable_rules answers {sorted(fired)} about the codes {codes} of {name}, {right} is right"
                        )

    def _fired(self, program: int, unknown: Sequence[groups.Codes]) -> Iterator[list[int]]:
        """Ask the worker which parts fit each combination of codes."""
        for start in range(0, len(unknown), _ASKED_AT_ONCE):
            asked = unknown[start : start + _ASKED_AT_ONCE]
            yield from _checked(self._supervisor.match(self._programs, program, asked), len(asked))


def _checked(answer: Any, asked: int) -> list[list[int]]:
    if isinstance(answer, list) and len(answer) == asked and all(isinstance(each, list) for each in answer):
        return answer
    raise errors.WorkerLostError("the worker process did not answer about every fact")


def _program(group: groups.Group) -> list[list[Any]]:
    return [
        [shard.definition, shard.slots, shard.members, shard.boxes]
        for shard in emitting.shards(group.boxes, group.highest)
    ]
