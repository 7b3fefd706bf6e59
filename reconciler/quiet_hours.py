"""Quiet hours: times of day at which an action waits, such as no moves while the morning's orders are packed.

Words of the settings in, the actions that rest at a moment out. `round` asks at the beginning of a look; planning then
holds the changes of these actions, so that later stages see a world in which they did not happen.
"""

import difflib
import zoneinfo
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, tzinfo

import msgspec

ACTIONS = (
    "assign_warehouse",
    "split",
    "accept",
    "relocate",
    "stock_at_location",
    "write_tracking",
    "update_tracking",
    "cancel_fulfillment",
    "tag",
    "untag",
    "note",
    "set_inventory",
)
"""The actions that may have quiet hours: those of rules that change something."""

ALL = "all"
"""Stands for every action."""


class QuietHoursError(ValueError):
    """Quiet hours that can't be understood; the message says how to write them."""


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """When an action rests each day, by the clock on the wall of `zone`: from `start` on, until just before `end`.

    An end before the start is on the next day. On the two days a year when clocks change, the wall decides.
    """

    action: str
    start: time
    end: time
    zone: str

    def holds(self, at: datetime) -> bool:
        """Whether it is quiet at an aware moment."""
        wall = at.astimezone(find_zone(self.zone)).time()
        if self.start < self.end:
            return self.start <= wall < self.end
        return wall >= self.start or wall < self.end

    def __str__(self) -> str:
        """The hours as people say them."""
        return f"{self.start:%H:%M}-{self.end:%H:%M} {self.zone}"


def read(words: Iterable[str], zone: str) -> tuple[Window, ...]:
    """Read windows such as "relocate 09:00-11:00". Raises QuietHoursError for a word that isn't one."""
    find_zone(zone)
    return tuple(_read_one(word, zone) for word in words)


def resting(windows: Sequence[Window], at: datetime) -> Mapping[str, str]:
    """The actions that rest at a moment, each with the hours that say so."""
    found: dict[str, str] = {}
    for window in windows:
        if window.holds(at):
            for action in ACTIONS if window.action == ALL else (window.action,):
                found.setdefault(action, str(window))
    return found


def find_zone(name: str) -> tzinfo:
    """A time zone by its name. Raises QuietHoursError."""
    if name == "UTC":  # known without a database of time zones, which small containers lack
        return UTC
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise QuietHoursError(
            f"there is no time zone {name!r}; name one as Europe/Berlin or America/Chicago, or UTC"
        ) from problem


def _read_one(word: str, zone: str) -> Window:
    action, _, hours = word.strip().partition(" ")
    if action not in (*ACTIONS, ALL):
        near = difflib.get_close_matches(action, (*ACTIONS, ALL), n=1)
        hint = f"did you mean {near[0]}?" if near else f"the actions are {', '.join(ACTIONS)}, and {ALL}"
        raise QuietHoursError(f"{word!r}: there is no action {action!r}; {hint}")
    start, dash, end = (piece.strip() for piece in hours.partition("-"))
    try:
        window = Window(action=action, start=_time(start), end=_time(end), zone=zone)
    except ValueError:
        window = None
    if window is None or not dash or window.start == window.end:
        raise QuietHoursError(f'{word!r}: write an action and two different times, such as "relocate 09:00-11:00"')
    return window


def _time(text: str) -> time:
    hours, _, minutes = text.partition(":")
    if not (hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2):
        raise ValueError(text)
    return time(int(hours), int(minutes))
