"""Spaces: all the facts that a set of conditions can tell apart, to be searched for one that meets some of them.

Conditions of the rule language go in, and demands on them (this one holds, one of those does not); facts come out, or
the certainty that there are none, or `UndecidedError` where neither can be had. A space may hold two views of one order
or level: before and after something was done, or as two kinds of difference see it. Used by all that prove.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from engine.proving import examples, frames, solving, variables
from engine.proving.frames import Ask, Demand, Found, View
from engine.proving.variables import Surroundings, Variable

__all__ = ["Ask", "Demand", "Found", "Space", "Surroundings", "UndecidedError", "Variable", "View"]


class UndecidedError(Exception):
    """Neither facts nor the certainty that there are none; the message says why."""


def _all_shared(variable: Variable) -> bool:
    del variable
    return True


def _too_much(names: Iterable[str]) -> str:
    """Say what was not tried in full."""
    fields = [name for name in names if name not in (variables.LEVEL, variables.MOMENTS)]
    if fields:
        named = " and ".join(f"`{name}`" for name in fields)
        return f"what rules ask of {named} is too much, or its patterns too intricate, to try every text"
    what = "levels" if variables.LEVEL in names else "moments"
    return f"rules tell more {what} apart than are tried"


class Space:
    """The facts of one view, or of several that share the variables of which `shared` says so."""

    def __init__(
        self, views: Sequence[View], surroundings: Surroundings, shared: Callable[[Variable], bool] = _all_shared
    ) -> None:
        self._exact = frames.Frame(views, surroundings, shared, loose=False)
        self._make_loose = partial(frames.Frame, views, surroundings, shared, loose=True)
        self._loose: frames.Frame | None = None

    def find(self, demands: Iterable[Demand]) -> Found | None:
        """Find facts, one for each view, that meet all demands; None if there are none. Raises UndecidedError."""
        demands = list(demands)
        try:
            solved = self._exact.solve(demands)
            if solved is not None:
                return self._exact.found(solved)
            if not self._exact.incomplete:
                return None
            self._loose = self._loose or self._make_loose()
            loosely = self._loose.solve(demands)
        except examples.CountsError:
            raise UndecidedError("no lines were found that add up to the counts of the order") from None
        except (solving.OutOfBudgetError, RecursionError):
            raise UndecidedError("it takes more combinations than are tried") from None
        if loosely is not None:
            raise UndecidedError(_too_much(self._exact.incomplete))
        return None
