"""Noting: questions that are answered leave a finding or nothing, others are noted as undecided."""

from collections.abc import Iterator
from contextlib import contextmanager

from engine import ir
from engine.proving.findings import Results, Undecided
from engine.proving.spaces import UndecidedError


@contextmanager
def question(results: Results, asked: str, place: ir.Place) -> Iterator[None]:
    """Note the question, which begins with `whether`, as undecided if what is tried within cannot decide it."""
    try:
        yield
    except UndecidedError as error:
        results.undecided.append(Undecided(question=asked, why=str(error), place=place))
