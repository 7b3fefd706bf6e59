"""Scripted faults: what goes wrong, for which operation, how often, and whether before or after the effect.

Set through the control API; asked by the endpoint for each request. A storm draws faults from a seed, so that a
history that failed can be played again.
"""

import msgspec

from simulator import chances, errors

KINDS = ("throttle", "http", "drop", "cut", "garble", "delay", "slow", "renumber")
MOMENTS = ("before", "after")
STORM_STATUSES = (500, 502, 503, 504)


class Fault(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One scripted fault.

    `operation` is an operation name, a root field such as fulfillmentCreate, or `*`. `times` is how often it strikes.
    `when` after lets the effect take place first. What happens is the `kind`:

    - throttle: THROTTLED, as from an empty bucket
    - http: `status`, with `retry_after` (seconds) if given
    - drop: the connection breaks after `after_bytes` bytes of the body
    - cut: a complete answer whose body ends after `after_bytes` bytes
    - garble: HTTP 200 with a page of HTML
    - delay: the right answer, `seconds` late
    - slow: the right answer, its body spread over `seconds`
    - renumber: the right answer, but open fulfillment orders have new ids
    """

    operation: str = "*"
    kind: str = "http"
    status: int = 503
    times: int = 1
    when: str = "before"
    retry_after: float | None = None
    after_bytes: int = 0
    seconds: float = 1.0

    def check(self) -> None:
        """Raise ControlError when it could never strike as it is written."""
        if self.kind not in KINDS:
            raise errors.ControlError(f"kind must be one of {', '.join(KINDS)}, not {self.kind!r}")
        if self.when not in MOMENTS:
            raise errors.ControlError(f"when must be one of {', '.join(MOMENTS)}, not {self.when!r}")
        if self.times < 1:
            raise errors.ControlError("times must be at least 1")
        if not 200 <= self.status <= 599:
            raise errors.ControlError(f"status must be an HTTP status from 200 to 599, not {self.status}")


class Storm(chances.Chance, kw_only=True, forbid_unknown_fields=True):
    """Faults at random: of all requests, `rate` (0 to 1) go wrong in one of the `kinds`, as the `seed` decides."""

    kinds: tuple[str, ...] = ("throttle", "http", "drop", "cut", "garble")

    def check(self) -> None:
        """Raise ControlError when it cannot be drawn from."""
        self.check_against(KINDS)


class Faults(chances.Mishaps[Fault]):
    """The faults still to come, in the order they were scripted, and the storm if there is one."""

    def next_for(self, operation: str | None, fields: tuple[str, ...]) -> Fault | None:
        """Take the next fault meant for a request, None when it shall go well."""
        meant = {"*", operation, *fields}
        return self.take(lambda fault: fault.operation in meant) or self._drawn()

    def _drawn(self) -> Fault | None:
        kind = self.draw()
        if kind is None:
            return None
        return Fault(
            kind=kind,
            when=self.dice.choice(MOMENTS),
            status=self.dice.choice(STORM_STATUSES),
            after_bytes=self.dice.randrange(120),
            seconds=self.dice.random() / 10,
        )
