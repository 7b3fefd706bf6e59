"""Chances that something goes wrong: what is scripted to, in order, and beside it what a seed draws at random.

`faults` has those of requests, `webhooks.scripts` those of webhooks: each says what its mishaps are and which is meant
when. A history that failed can be played again from its seed.
"""

import random
from collections.abc import Callable, Collection
from typing import Generic, Protocol, TypeVar

import msgspec

from simulator import errors


class Script(Protocol):
    """One scripted mishap: it strikes so many more times."""

    times: int


class Chance(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Of all that could go wrong, `rate` (0 to 1) does, in one of the `kinds`, as the `seed` decides."""

    seed: int
    rate: float = 0.2
    kinds: tuple[str, ...] = ()

    def check_against(self, known: Collection[str]) -> None:
        """Raise ControlError when it cannot be drawn from."""
        unknown = [kind for kind in self.kinds if kind not in known]
        if unknown or not self.kinds:
            raise errors.ControlError(f"kinds must be among {', '.join(known)}, not {', '.join(unknown) or 'none'}")
        if not 0 <= self.rate <= 1:
            raise errors.ControlError(f"rate must be from 0 to 1, not {self.rate}")


S = TypeVar("S", bound=Script)


class Mishaps(Generic[S]):
    """Those still to come, in the order they were scripted, and the chance of others if there is one."""

    def __init__(self) -> None:
        self._scripts: list[S] = []
        self._chance: Chance | None = None
        self.dice = random.Random(0)  # noqa: S311 - replayable, not secret

    def add(self, script: S) -> None:
        """Script one more."""
        self._scripts.append(script)

    def brew(self, chance: Chance) -> None:
        """Let others happen at random until all are cleared."""
        self._chance = chance
        self.dice = random.Random(chance.seed)  # noqa: S311 - replayable, not secret

    def clear(self) -> None:
        """Let everything go well from now on."""
        self._scripts.clear()
        self._chance = None

    def pending(self) -> list[S]:
        """Return those that have times left."""
        return list(self._scripts)

    def take(self, is_meant: Callable[[S], bool]) -> S | None:
        """Take the next one that is meant, None when there is none."""
        for script in self._scripts:
            if is_meant(script):
                script.times -= 1
                if script.times <= 0:
                    self._scripts.remove(script)
                return script
        return None

    def draw(self) -> str | None:
        """Throw the dice: the kind of a mishap, None when it goes well."""
        if self._chance is None or self.dice.random() >= self._chance.rate:
            return None
        return self.dice.choice(self._chance.kinds)
