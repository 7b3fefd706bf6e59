"""Scripts: how webhooks go wrong on the way, by topic or as a seed decides.

Set by the control API, asked by the outbox.
"""

import msgspec

from simulator import chances, errors

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


class Weather(chances.Chance, kw_only=True, forbid_unknown_fields=True):
    """Of all webhooks, `rate` (0 to 1) go wrong in one of the `kinds`, as the `seed` decides."""

    kinds: tuple[str, ...] = KINDS

    def check(self) -> None:
        """Raise ControlError when it cannot be drawn from."""
        self.check_against(KINDS)


class Fate(chances.Mishaps[Script]):
    """What is to go wrong still."""

    def of(self, topic: str) -> Script | None:
        """Take what happens to a webhook, None when it goes well."""
        return self.take(lambda script: script.topic in {"*", topic}) or self._drawn()

    def _drawn(self) -> Script | None:
        kind = self.draw()
        if kind is None:
            return None
        return Script(kind=kind, copies=self.dice.randint(1, 3), seconds=self.dice.random() * LATEST)
