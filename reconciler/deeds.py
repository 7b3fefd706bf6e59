"""Deeds: what a decision does in the end, whichever rule asks for it. `replaying` compares two rule sets by them."""

from collections.abc import Iterable

import msgspec

from reconciler import recording
from reconciler.planning import outcomes
from reconciler.planning.offers import Basis
from reconciler.planning.outcomes import Outcome

_MOVING = ("assign_warehouse", "split", "relocate", "set_inventory", "stock_at_location", "accept")


class Deed(msgspec.Struct, frozen=True):
    """Actions as a rule file writes them, the one that chooses as what it came to; and why it came to that."""

    done: tuple[str, ...]
    why: str = ""


def of(said: recording.Said, outcome: Outcome | None) -> Deed:
    """Put what came of a decision in the place of the action that it came of."""
    if outcome is None:
        return Deed(said.actions)
    done = tuple(outcome.what if _is_played(action) else action for action in said.actions)
    return Deed(done, outcome.why)


def is_bare(said: recording.Said, basis: Basis | None) -> bool:
    """Tell whether something was chosen of which nothing was kept that it was chosen from."""
    return basis is None and any(_is_played(action) for action in said.actions)


def moves(done: Iterable[str]) -> bool:
    """Tell whether something is done that changes what later differences are about."""
    return any(_word(action) in _MOVING for action in done)


def _is_played(action: str) -> bool:
    return _word(action) in outcomes.PLAYED


def _word(action: str) -> str:
    return action.partition(":")[0]
