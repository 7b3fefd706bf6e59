"""What running the command line in a test comes to."""

from typing import NamedTuple, Protocol


class Answer(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str


class Run(Protocol):
    """`trueup` with some words."""

    def __call__(self, *words: str) -> Answer:
        """Run it."""
