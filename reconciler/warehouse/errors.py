"""What can go wrong with a stock feed. Messages name the feed's place, never what it was asked for with.

    FeedError
    ├── UnavailableError    it can't be read now: missing, no answer, too long, still being written
    └── RefusedError        it was read and looks wrong as a whole; carries the anomalies

Who sees them: `taking` turns both into a report; the command line prints a RefusedError. Rows that are wrong one by one
are store's ImportRefusedError.
"""

from collections.abc import Sequence

from reconciler.warehouse.values import Anomaly


class FeedError(Exception):
    """Anything wrong with a feed."""


class UnavailableError(FeedError):
    """The feed can't be read now. What was taken before stays."""


class RefusedError(FeedError):
    """The feed looks wrong as a whole, so nothing of it was taken."""

    def __init__(self, name: str, anomalies: Sequence[Anomaly]) -> None:
        told = "\n".join(f"  {one.summary}" for one in anomalies)
        super().__init__(
            f"{name} was refused as a whole, and nothing of it was taken:\n{told}\n"
            "If that is how it is, take it once with --accept."
        )
        self.anomalies = tuple(anomalies)
