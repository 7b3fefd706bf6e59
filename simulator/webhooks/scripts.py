"""Scripts: how webhooks go wrong on the way, by topic or as a seed decides.

Set by the control API, asked by the outbox.
"""

import random

import msgspec

from simulator import errors

KINDS = ("lose", "repeat", "late", "shuffle")
LATEST = 3600.0
"""Seconds by which a storm delays at most."""


class Script(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What happens to the next `times` webhooks of a topic (`*`: of any).

    - lose: it is never sent
    - repeat: it is sent `copies` more times, all with the same webhook id
    - late: it is sent `seconds` later
    - shuffle: whatever is due with it goes out in another order
    """

    kind: str
    topic: str = "*"
    times: int = 1
    copies: int = 1
    seconds: float = 60.0

    def check(self) -> None:
        """Raise ControlError when it could never happen as it is written."""
        if self.kind not in KINDS:
            raise errors.ControlError(f"kind must be one of {', '.join(KINDS)}, not {self.kind!r}")
        if self.times < 1 or self.copies < 1 or self.seconds < 0:
            raise errors.ControlError("times and copies must be at least 1, seconds not negative")


class Weather(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Of all webhooks, `rate` (0 to 1) go wrong in one of the `kinds`, as the `seed` decides."""

    seed: int
    rate: float = 0.2
    kinds: tuple[str, ...] = KINDS

    def check(self) -> None:
        """Raise ControlError when it cannot be drawn from."""
        unknown = [kind for kind in self.kinds if kind not in KINDS]
        if unknown or not self.kinds:
            raise errors.ControlError(f"kinds must be among {', '.join(KINDS)}, not {', '.join(unknown) or 'none'}")
        if not 0 <= self.rate <= 1:
            raise errors.ControlError(f"rate must be from 0 to 1, not {self.rate}")


class Fate:
    """What is to go wrong still."""

    def __init__(self) -> None:
        self._scripts: list[Script] = []
        self._weather: Weather | None = None
        self.dice = random.Random(0)  # noqa: S311 - replayable, not secret

    def add(self, script: Script) -> None:
        """Script one more mishap."""
        self._scripts.append(script)

    def brew(self, weather: Weather) -> None:
        """Let mishaps happen at random until `clear`."""
        self._weather = weather
        self.dice = random.Random(weather.seed)  # noqa: S311 - as above

    def clear(self) -> None:
        """Let everything go well from now on."""
        self._scripts.clear()
        self._weather = None

    def of(self, topic: str) -> Script | None:
        """Take what happens to a webhook, None when it goes well."""
        for script in self._scripts:
            if script.topic in {"*", topic}:
                script.times -= 1
                if not script.times:
                    self._scripts.remove(script)
                return script
        weather = self._weather
        if weather is None or self.dice.random() >= weather.rate:
            return None
        kind = self.dice.choice(weather.kinds)
        return Script(kind=kind, copies=self.dice.randint(1, 3), seconds=self.dice.random() * LATEST)
