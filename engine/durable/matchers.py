"""Which rules match which facts, by durable_rules: coding, one answer per distinct code tuple, one worker process.

Facts go in, the positions of the matching rules come out, with word of which answers are new. Used by `deciding`
through `checking`, which compares with the plain evaluator.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from engine import ir
from engine.coding import coders
from engine.durable import boundaries, emitting, errors, supervising
from engine.facts import Fact

_KEPT = 200_000
"""How many answers are kept per kind before the keeping starts anew: some 300 bytes each."""
_CODED_AT_ONCE = 20_000
"""How many facts are coded before their answers are looked up, so that a huge batch needs no huge memory."""
_ASKED_AT_ONCE = 2_000
"""How many code tuples go to the worker in one request: it has one deadline for them."""


class Match(msgspec.Struct, frozen=True, gc=False):
    """The answer about one fact.

    `positions` are those of the rules that match, in rule order; None where the fact's values have not the types that
    the rules compare them with. `new` tells that no fact with the same codes was answered before.
    """

    positions: tuple[int, ...] | None
    new: bool


class _Answers:
    """What is known about one kind: its coder, and the answers so far by key, of the coder's age."""

    def __init__(self, program: int, coder: coders.Coder) -> None:
        self.program = program
        self.coder = coder
        self.age = coder.age
        self.known: dict[coders.Key, Match] = {}


class Matcher:
    """Matches facts against one rule set by durable_rules. Not for several threads at once.

    Making one tries the rule set at the edges of its boxes; raises DurableError if the worker cannot answer or answers
    wrongly. The supervisor stays the caller's.
    """

    def __init__(self, ruleset: ir.RuleSet, supervisor: supervising.Supervisor) -> None:
        compiled = coders.compile_coders(ruleset)
        self._answers = {
            kind: _Answers(program, coder) for program, (kind, coder) in enumerate(compiled.items()) if coder.boxes
        }
        self._programs = [_program(coder) for coder in compiled.values()]
        self._supervisor = supervisor
        self._check_edges()

    def matching(self, facts: Sequence[Fact], now: datetime) -> list[Match]:
        """Match each fact, in order; raises DurableError when the worker cannot answer."""
        found = [_NOTHING] * len(facts)
        places: dict[str, list[int]] = {}
        for place, fact in enumerate(facts):
            places.setdefault(fact.kind, []).append(place)
        for kind, of_kind in places.items():
            answers = self._answers.get(kind)
            if answers is not None:
                for start in range(0, len(of_kind), _CODED_AT_ONCE):
                    self._match_kind(answers, facts, of_kind[start : start + _CODED_AT_ONCE], found, now)
        return found

    def _check_edges(self) -> None:
        for kind, answers in self._answers.items():
            edges = boundaries.edges(answers.coder)
            for codes, fired in zip(edges, self._fired(answers, edges), strict=True):
                right = boundaries.fitting(answers.coder, codes)
                if sorted(fired) != right:
                    raise errors.WrongAnswerError(
                        f"durable_rules answers {sorted(fired)} about the codes {codes} of {kind}, {right} is right"
                    )

    def _match_kind(
        self, answers: _Answers, facts: Sequence[Fact], places: Sequence[int], found: list[Match], now: datetime
    ) -> None:
        coder = answers.coder
        known = answers.known
        keys = coder.keys([facts[place] for place in places], now)
        if answers.age != coder.age or len(known) > _KEPT:
            answers.age = coder.age
            known.clear()
        new = {key for key in keys if key is not None and key not in known}
        self._ask(answers, list(new))
        for place, key in zip(places, keys, strict=True):
            if key is None:
                found[place] = _UNCODABLE
            elif key in new:
                new.discard(key)
                found[place] = Match(known[key].positions, True)  # noqa: FBT003 - a record, made in a hot loop
            else:
                found[place] = known[key]

    def _ask(self, answers: _Answers, unknown: Sequence[coders.Key]) -> None:
        coder = answers.coder
        shared: dict[tuple[int, ...], Match] = {}
        for key, fired in zip(unknown, self._fired(answers, [coder.codes(key) for key in unknown]), strict=True):
            boxes = tuple(fired)
            match = shared.get(boxes)
            if match is None:
                match = shared[boxes] = Match(_positions(coder, boxes), False)  # noqa: FBT003 - as above
            answers.known[key] = match

    def _fired(self, answers: _Answers, unknown: Sequence[coders.Codes]) -> Iterator[list[int]]:
        """Ask the worker which boxes fit each code tuple."""
        for start in range(0, len(unknown), _ASKED_AT_ONCE):
            asked = unknown[start : start + _ASKED_AT_ONCE]
            yield from _checked(self._supervisor.match(self._programs, answers.program, asked), len(asked))


_NOTHING = Match((), new=False)
_UNCODABLE = Match(None, new=True)


def _positions(coder: coders.Coder, fired: Iterable[int]) -> tuple[int, ...]:
    try:
        return coder.matching(fired)
    except (IndexError, TypeError) as error:
        raise errors.WorkerLostError("the worker process named boxes that do not exist") from error


def _checked(answer: Any, asked: int) -> list[list[int]]:
    if isinstance(answer, list) and len(answer) == asked and all(isinstance(each, list) for each in answer):
        return answer
    raise errors.WorkerLostError("the worker process did not answer about every fact")


def _program(coder: coders.Coder) -> list[list[Any]]:
    return [
        [shard.definition, shard.slots, shard.members, shard.boxes]
        for shard in emitting.shards(coder.boxes, coder.highest)
    ]
