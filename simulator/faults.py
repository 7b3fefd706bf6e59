"""Scripted faults: what goes wrong, for which operation, how often, and whether before or after the effect.

Set through the control API; asked by the endpoint for each request. A storm draws faults from a seed, so that a
history that failed can be played again.
"""

import random

import msgspec

from simulator import errors

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


class Storm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Faults at random: of all requests, `rate` (0 to 1) go wrong in one of the `kinds`, as the `seed` decides."""

    seed: int
    rate: float = 0.2
    kinds: tuple[str, ...] = ("throttle", "http", "drop", "cut", "garble")

    def check(self) -> None:
        """Raise ControlError when it cannot be drawn from."""
        unknown = [kind for kind in self.kinds if kind not in KINDS]
        if unknown or not self.kinds:
            raise errors.ControlError(f"kinds must be among {', '.join(KINDS)}, not {', '.join(unknown) or 'none'}")
        if not 0 <= self.rate <= 1:
            raise errors.ControlError(f"rate must be from 0 to 1, not {self.rate}")


class Faults:
    """The faults still to come, in the order they were scripted, and the storm if there is one."""

    def __init__(self) -> None:
        self._pending: list[Fault] = []
        self._storm: Storm | None = None
        self._dice = random.Random(0)  # noqa: S311 - replayable, not secret

    def add(self, fault: Fault) -> None:
        """Script one more fault."""
        self._pending.append(fault)

    def brew(self, storm: Storm) -> None:
        """Let a storm begin; it lasts until the faults are cleared."""
        self._storm = storm
        self._dice = random.Random(storm.seed)  # noqa: S311 - replayable, not secret

    def clear(self) -> None:
        """Script none any more, and let the storm end."""
        self._pending.clear()
        self._storm = None

    def pending(self) -> list[Fault]:
        """Return the faults that have times left."""
        return list(self._pending)

    def next_for(self, operation: str | None, fields: tuple[str, ...]) -> Fault | None:
        """Take the next fault meant for a request, None when it shall go well."""
        for fault in self._pending:
            if fault.operation in {"*", operation, *fields}:
                fault.times -= 1
                if fault.times <= 0:
                    self._pending.remove(fault)
                return fault
        return self._drawn()

    def _drawn(self) -> Fault | None:
        if self._storm is None or self._dice.random() >= self._storm.rate:
            return None
        return Fault(
            kind=self._dice.choice(self._storm.kinds),
            when=self._dice.choice(MOMENTS),
            status=self._dice.choice(STORM_STATUSES),
            after_bytes=self._dice.randrange(120),
            seconds=self._dice.random() / 10,
        )
