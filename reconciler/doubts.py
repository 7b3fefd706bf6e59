"""Doubts: why a record is not believed, in words, and from which round on there is none.

What was recorded and what its rules decide again go in, a reason comes out; reasons with their rounds go in, lines come
out. Used by `replaying`.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from engine.decisions import Decision
from reconciler import recording
from reconciler.planning.outcomes import Outcome
from store import decided

IN_OTHER_WORDS = (
    "its rules decide the same again and say it in other words: it was changed since, or another version of Trueup "
    "recorded it"
)
"""Why a look is not believed whose decisions are reproduced, and the proof of their words is not."""

_MOST_SPANS = 10


def of(kept: Sequence[recording.Kept], again: Sequence[Decision], outcomes: Sequence[Outcome | None]) -> str | None:
    """Say what comes out otherwise, by the first difference of which something does; None where nothing does."""
    for one, decision, outcome in zip(kept, again, outcomes, strict=True):
        said = recording.said(decision)
        if said != one.said:
            was, now = _actions(one.said), _actions(said)
            if was == now:
                return f"its rules decide otherwise now: about {one.fact.key} others stand, or give way"
            return f"its rules decide otherwise now: about {one.fact.key} {now}, and not {was}"
        if outcome != one.outcome:
            return (
                f"it comes to something else now: about {one.fact.key} {_what(outcome)}, and not {_what(one.outcome)}"
            )
    return None


def told(doubts: Iterable[tuple[str, decided.Look]]) -> tuple[str, ...]:
    """A line for each reason, with the rounds that it holds for."""
    by_reason: dict[str, dict[int, None]] = {}
    for reason, look in doubts:
        by_reason.setdefault(reason, {})[look.round_id] = None
    return tuple(f"{spans(sorted(rounds))}: {reason}" for reason, rounds in by_reason.items())


def spans(numbers: Sequence[int]) -> str:
    """Name rounds by their numbers in order, those in a row together: `round 3`, `rounds 1 to 4, 7`."""
    runs = [[number for _, number in run] for _, run in groupby(enumerate(numbers), lambda each: each[1] - each[0])]
    named = [str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs[:_MOST_SPANS]]
    more = f" and {sum(map(len, runs[_MOST_SPANS:])):,} more" if len(runs) > _MOST_SPANS else ""
    return f"{'round' if len(numbers) == 1 else 'rounds'} {', '.join(named)}{more}"


def sound_from(looks: Sequence[decided.Look], doubts: Iterable[tuple[str, decided.Look]]) -> decided.Look | None:
    """Give the first of the looks, which are in order, after which none is doubted; None where the last one is."""
    last = max((look.decided_at for _, look in doubts), default=None)
    return next((look for look in looks if last is not None and look.decided_at > last), None)


def _actions(said: recording.Said) -> str:
    return "; ".join(said.actions) or "no rule answers"


def _what(outcome: Outcome | None) -> str:
    return "nothing" if outcome is None else outcome.what
