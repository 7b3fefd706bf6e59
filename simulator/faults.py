"""Scripted faults: what goes wrong, for which operation, how often, and whether before or after the effect.

Set through the control API; asked by the endpoint for each request.
"""

import msgspec

KINDS = ("throttle", "http")
MOMENTS = ("before", "after")


class Fault(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One scripted fault.

    `operation` is an operation name, a root field such as fulfillmentCreate, or `*`. `kind` throttle answers
    THROTTLED, http answers `status` with an empty-handed body. `when` after lets the effect take place and loses the
    answer. `retry_after` is in seconds.
    """

    operation: str = "*"
    kind: str = "http"
    status: int = 503
    times: int = 1
    when: str = "before"
    retry_after: float | None = None


class Faults:
    """The faults still to come, in the order they were scripted."""

    def __init__(self) -> None:
        self._pending: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Script one more fault."""
        self._pending.append(fault)

    def clear(self) -> None:
        """Script none any more."""
        self._pending.clear()

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
        return None
