"""The leaky bucket that every request pays from. Called by the endpoint before and after each operation."""

from collections.abc import Callable
from datetime import datetime

import msgspec

SINGLE_QUERY_LIMIT = 1000
"""Points that one operation may ask for at most, whatever the plan. Source: Shopify docs, API limits."""


class Plan(msgspec.Struct, frozen=True):
    """How many points a bucket holds and gets back each second.

    Source: recorded answers; the bucket is 20 times the rate.
    """

    maximum: int
    restore_rate: int


PLANS = {
    "standard": Plan(2000, 100),
    "advanced": Plan(4000, 200),
    "plus": Plan(20000, 1000),
    "enterprise": Plan(40000, 2000),
}


class Bucket:
    """The points of one app at one shop."""

    def __init__(self, plan: str, clock: Callable[[], datetime]) -> None:
        if plan not in PLANS:
            raise ValueError(f"no plan {plan!r}: it is one of {', '.join(PLANS)}")
        self.plan = PLANS[plan]
        self._clock = clock
        self._points = float(self.plan.maximum)
        self._at = clock()

    @property
    def available(self) -> float:
        """Points in the bucket now."""
        now = self._clock()
        gained = max(0.0, (now - self._at).total_seconds()) * self.plan.restore_rate
        self._points = min(float(self.plan.maximum), self._points + gained)
        self._at = now
        return self._points

    def take(self, points: int) -> bool:
        """Take points and tell whether there were enough; takes none when there were not."""
        if points > self.available:
            return False
        self._points -= points
        return True

    def give_back(self, points: int) -> None:
        """Return the points that were asked for and not used; a negative number takes more."""
        self._points = min(float(self.plan.maximum), self.available + points)

    def drain(self) -> None:
        """Empty the bucket, as another client of the same app would."""
        self._points = 0.0
        self._at = self._clock()

    def status(self) -> dict[str, int]:
        """Return the bucket as `extensions.cost.throttleStatus` shows it."""
        return {
            "maximumAvailable": self.plan.maximum,
            "currentlyAvailable": int(self.available),
            "restoreRate": self.plan.restore_rate,
        }
