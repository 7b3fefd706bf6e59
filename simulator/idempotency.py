"""What `@idempotent(key:)` does, in the two ways it has been described.

`observed` (the default): a key used again with the same parameters runs the mutation again, as live shops were seen
to do. `documented`: it returns the first result for 24 hours. In both, a key used again with other parameters is
refused. Source: Shopify docs, implementing idempotency; public reports of live probes in 2026.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from simulator import errors

RETENTION = timedelta(hours=24)
MODES = ("observed", "documented")
REQUIRED = frozenset({
    "inventoryActivate", "inventoryAdjustQuantities", "inventoryMoveQuantities", "inventorySetQuantities",
    "locationActivate", "locationDeactivate",
})  # fmt: skip
"""Mutations that are refused without the directive since 2026-04. Source: Shopify Admin schema descriptions."""

MISSING = "The @idempotent directive is required for this mutation but was not provided."
MISMATCH = "The request with this idempotency key has different parameters than the original request."
LOCATION_MISMATCH = "The same idempotency key cannot be used with different operation parameters."


class Remembered(msgspec.Struct):
    """What came of a mutation under a key: when, with which parameters, and its payload."""

    at: datetime
    parameters: bytes
    result: Any


class Memory:
    """The keys of the last 24 hours (`seen`), by mutation and key."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.mode = "observed"
        self._clock = clock
        self.seen: dict[tuple[str, str], Remembered] = {}

    def run(self, mutation: str, key: str, arguments: dict[str, Any], effect: Callable[[], Any]) -> Any:
        """Run a mutation under a key and return its result, or the first result where keys are kept as documented.

        Raises UserErrors IDEMPOTENCY_KEY_PARAMETER_MISMATCH when the key came with other arguments before.
        """
        now = self._clock()
        parameters = msgspec.json.encode(arguments, order="deterministic")
        seen = self.seen.get((mutation, key))
        if seen is not None and now - seen.at < RETENTION:
            if seen.parameters != parameters:
                text = LOCATION_MISMATCH if mutation.startswith("location") else MISMATCH
                raise errors.refusal(text, None, "IDEMPOTENCY_KEY_PARAMETER_MISMATCH")
            if self.mode == "documented":
                return seen.result
        result = effect()
        self.seen = {each: one for each, one in self.seen.items() if now - one.at < RETENTION}
        self.seen[mutation, key] = Remembered(now, parameters, result)
        return result
