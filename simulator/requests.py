"""What the API was asked: kept so that a test can prove that nothing was written."""

from collections import deque
from datetime import datetime

import msgspec

KEPT = 20_000
"""Requests remembered; older ones are forgotten so that a long run does not grow without bound."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One request as the API saw it. `cost` is the actual cost, None where Shopify states none."""

    operation: str | None
    kind: str
    fields: tuple[str, ...]
    cost: int | None
    at: datetime


class RequestLog:
    """Requests in the order of their coming."""

    def __init__(self) -> None:
        self._requests: deque[Request] = deque(maxlen=KEPT)
        self.writes = 0

    def add(self, request: Request) -> None:
        """Remember a request."""
        self._requests.append(request)
        self.writes += request.kind == "mutation"

    def all(self) -> list[Request]:
        """Return the requests, oldest first."""
        return list(self._requests)

    def clear(self) -> None:
        """Forget them all."""
        self._requests.clear()
        self.writes = 0
