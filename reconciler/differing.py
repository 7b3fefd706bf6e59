"""Differing: what comes of comparing two rule sets look by look, summed up. `replaying` decides, this notes and tells.

Looks with their answers go in, one after the other; a `Replay` comes out.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from engine.facts import Fact
from reconciler import deeds, doubts, recording
from store import decided


class Differing(msgspec.Struct, frozen=True, kw_only=True):
    """One difference about which the new rules say something else: in how many looks, the first round and the last.

    `was` and `would` are what is done in the end, with the warehouse or the quantity that was chosen; `why` says how
    the new rules come to theirs. `held`: in how many of these looks a limit held the whole plan, so that `was` was
    wanted and not done.
    """

    kind: str
    key: str
    was: tuple[str, ...]
    would: tuple[str, ...]
    looks: int
    first_round: int
    last_round: int
    last_at: datetime
    why: str = ""
    held: int = 0


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """What a replay came to. With `refused`, the past could not be reproduced, and nothing is said about new rules.

    `over` are rounds in which the new rules would have gone beyond a limit, so that a person would have been asked.
    `cautions` say what the record can't tell. `sound_from` is the moment from which nothing is refused any more; None
    where the last look is.
    """

    looks: int
    decisions: int
    refused: tuple[str, ...] = ()
    sound_from: datetime | None = None
    differing: tuple[Differing, ...] = ()
    over: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()


class Answer(NamedTuple):
    """What one content of a look came to: its words' digest or why there is a doubt, and what both rules do of each."""

    words: str
    asked: int
    doubt: str | None = None
    other: tuple[tuple[Fact, deeds.Deed, deeds.Deed], ...] = ()
    over: tuple[str, ...] = ()
    is_bare: bool = False


class Findings:
    """What comes of one look after the other."""

    def __init__(self, stopped: set[int]) -> None:
        self._stopped = stopped
        self.doubted: list[tuple[str, decided.Look]] = []
        self.cautions: dict[str, None] = {}
        self._count = 0
        self._over: list[tuple[str, decided.Look]] = []
        self._bare: list[decided.Look] = []
        self._gaps: list[decided.Look] = []
        self._differing: dict[object, Differing] = {}

    def take(self, look: decided.Look, answer: Answer) -> None:
        """Note one look: that it is not believed, or what would have been otherwise."""
        self._count += answer.asked
        is_gap = look.proof == decided.FORGOTTEN
        if answer.doubt is not None or not (is_gap or recording.is_proved(look, answer.words)):
            self.doubted.append((answer.doubt or doubts.IN_OTHER_WORDS, look))
            return
        if is_gap:
            self._gaps.append(look)
        if answer.is_bare:
            self._bare.append(look)
        self._over += [(said, look) for said in answer.over]
        for difference in answer.other:
            _note(self._differing, look, difference, is_held=look.round_id in self._stopped)

    def told(self, looks: Sequence[decided.Look]) -> Replay:
        """Sum it up; `looks` are all there were, in order."""
        if self.doubted:
            sound = doubts.sound_from(looks, self.doubted)
            return Replay(
                looks=len(looks),
                decisions=self._count,
                refused=doubts.told(self.doubted),
                sound_from=None if sound is None else sound.decided_at,
            )
        ordered = sorted(self._differing.values(), key=lambda one: (one.kind, -one.last_round, one.key))
        cautions = [*self.cautions, *_of_bare(self._bare), *_of_gaps(self._gaps), *_follow_ups(ordered)]
        return Replay(
            looks=len(looks),
            decisions=self._count,
            differing=tuple(ordered),
            over=doubts.told(self._over),
            cautions=tuple(cautions),
        )


def _note(
    found: dict[object, Differing],
    look: decided.Look,
    difference: tuple[Fact, deeds.Deed, deeds.Deed],
    *,
    is_held: bool,
) -> None:
    fact, was, would = difference
    key = (fact.kind, fact.key, was.done, would.done)
    earlier = found.get(key)
    found[key] = Differing(
        kind=fact.kind,
        key=fact.key.removeprefix(f"{fact.kind} "),
        was=was.done,
        would=would.done,
        why=would.why,
        looks=1 if earlier is None else earlier.looks + 1,
        held=is_held + (0 if earlier is None else earlier.held),
        first_round=look.round_id if earlier is None else min(earlier.first_round, look.round_id),
        last_round=look.round_id if earlier is None else max(earlier.last_round, look.round_id),
        last_at=look.decided_at if earlier is None else max(earlier.last_at, look.decided_at),
    )


def _of_bare(looks: Sequence[decided.Look]) -> list[str]:
    if not looks:
        return []
    what = "which warehouse or quantity came of what their rules said was not recorded, and is not proved"
    return [f"Of {_spans(looks)}, {what}."]


def _of_gaps(looks: Sequence[decided.Look]) -> list[str]:
    """Name the rounds of which a customer was forgotten."""
    if not looks:
        return []
    what = "the rest of them is decided again as it was recorded, and can't be proved word for word"
    return [f"Of {_spans(looks)} a customer was forgotten; {what}."]


def _follow_ups(differing: Iterable[Differing]) -> list[str]:
    """Say that nothing is played on: the next round would have met other differences."""
    if not any(deeds.moves(one.was) or deeds.moves(one.would) for one in differing):
        return []
    what = "where goods lie, what levels differ by, what later rounds find"
    return [f"What follows from another ship-from or another write ({what}) is shown as it was."]


def _spans(looks: Iterable[decided.Look]) -> str:
    return doubts.spans(sorted({one.round_id for one in looks}))
