"""Clocks for a world: the machine's, and one that runs faster. Used where a world is made."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time of this machine, timezone-aware."""
    return datetime.now(UTC)


def faster(speed: float, clock: Clock = utc_now) -> Clock:
    """Return a clock that starts now and runs `speed` times as fast: 60 makes a minute of each second.

    Raises ValueError when the speed is not above 0.
    """
    if speed <= 0:
        raise ValueError(f"speed must be above 0, not {speed}")
    origin = clock()
    return lambda: origin + (clock() - origin) * speed
