"""Bounds: what a stock feed may look like and still be taken. `judging` holds feeds to them; settings fill them in."""

from datetime import timedelta

import msgspec


class LimitError(ValueError):
    """A limit that makes no sense; the message says what it may be."""


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a feed may look like and still be taken without a person. Shares are from 0 to 1.

    fewest_rows_share: of the rows it had the last time. Ranges shrink slowly; a feed that broke off lacks a lot.
    most_zeroed_share: of the counts that were above zero and would be zero now. A busy day sells out some; a feed
        made while its source was down says zero for all.
    most_changed_factor: by which the units of all known SKUs together, or a single count, may grow or shrink. Pieces
        for boxes, or a column too far to the right, change them by more.
    most_changed_share: of the counts that may each change by more than that factor. Deliveries come for some.
    few: so many counts may always be zero or change, whatever their share: a small feed has nothing but few.
    furthest_ahead: how far in the future a moment may be. Clocks differ a little; more is a wrong time zone, and a
        count from the future would hide the parcels that leave until then.
    oldest: how old the last content may become before every round warns of it.
    """

    fewest_rows_share: float = 0.8
    most_zeroed_share: float = 0.2
    most_changed_factor: float = 5.0
    most_changed_share: float = 0.2
    few: int = 3
    furthest_ahead: timedelta = timedelta(minutes=5)
    oldest: timedelta = timedelta(hours=26)

    def __post_init__(self) -> None:
        """Raise LimitError for a share beyond 1, a factor below 1, or less than nothing."""
        for name in ("fewest_rows_share", "most_zeroed_share", "most_changed_share"):
            if not 0 <= getattr(self, name) <= 1:
                raise LimitError(f"{name} is {getattr(self, name)}; it must be from 0 to 1.")
        if self.most_changed_factor < 1 or self.few < 0 or self.furthest_ahead < timedelta(0):
            raise LimitError("most_changed_factor must be 1 or more, few and furthest_ahead 0 or more.")
