"""Quiet hours: how they are written, and when they hold."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.vocabulary import ACTIONS
from reconciler import quiet_hours
from reconciler.planning import deciding
from reconciler.quiet_hours import QuietHoursError

TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def test_hours_hold_from_their_start_until_just_before_their_end():
    """By the clock on the wall."""
    (window,) = quiet_hours.read(["relocate 09:00-11:00"], "Europe/Berlin")

    assert not window.holds(datetime(2026, 11, 23, 7, 59, 59, tzinfo=UTC))
    assert window.holds(datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
    assert window.holds(datetime(2026, 11, 23, 9, 59, 59, tzinfo=UTC))
    assert not window.holds(datetime(2026, 11, 23, 10, 0, tzinfo=UTC))


def test_the_wall_decides_in_summer_as_in_winter():
    """Nine o'clock is another moment then."""
    (window,) = quiet_hours.read(["relocate 09:00-11:00"], "America/Chicago")

    assert window.holds(datetime(2026, 7, 1, 14, 0, tzinfo=UTC))
    assert not window.holds(datetime(2026, 12, 1, 14, 0, tzinfo=UTC))


def test_hours_may_reach_over_midnight():
    """A night shift."""
    (window,) = quiet_hours.read(["set_inventory 22:00-06:00"], "UTC")

    assert [window.holds(datetime(2026, 11, 23, hour, tzinfo=UTC)) for hour in (21, 22, 23, 0, 5, 6)] == [
        False,
        True,
        True,
        True,
        True,
        False,
    ]


@given(start=TIMES, end=TIMES, minute=st.integers(0, 24 * 60 - 1))
def test_every_minute_is_quiet_in_the_hours_or_in_the_other_hours(start: time, end: time, minute: int):
    """Turning start and end round gives exactly the rest of the day."""
    assume(start != end)
    at = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(minutes=minute)
    hours = [f"{start:%H:%M}-{end:%H:%M}", f"{end:%H:%M}-{start:%H:%M}"]
    one, other = quiet_hours.read([f"relocate {each}" for each in hours], "UTC")

    assert one.holds(at) != other.holds(at)


@given(at=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds
def test_quiet_hours_follow_the_wall_clock_through_every_change_of_it(at: datetime):
    """Whatever the offset to UTC is that day."""
    (window,) = quiet_hours.read(["relocate 02:00-03:30"], "Europe/Berlin")

    assert window.holds(at) == (time(2) <= at.astimezone(ZoneInfo("Europe/Berlin")).time() < time(3, 30))


def test_all_stands_for_every_action():
    """And a single action keeps its own hours."""
    windows = quiet_hours.read(["all 01:00-02:00", "relocate 09:00-11:00"], "UTC")

    assert set(quiet_hours.resting(windows, datetime(2026, 1, 1, 1, tzinfo=UTC))) == set(quiet_hours.ACTIONS)
    assert quiet_hours.resting(windows, datetime(2026, 1, 1, 10, tzinfo=UTC)) == {"relocate": "09:00-11:00 UTC"}
    assert quiet_hours.resting(windows, datetime(2026, 1, 1, 12, tzinfo=UTC)) == {}


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("relocat 09:00-11:00", "did you mean relocate"),
        ("sleep 09:00-11:00", "the actions are"),
        ("relocate", "relocate 09:00-11:00"),
        ("relocate 9-11", "relocate 09:00-11:00"),
        ("relocate 09:00", "relocate 09:00-11:00"),
        ("relocate 09:00-25:00", "relocate 09:00-11:00"),
        ("relocate 09:00-09:00", "two different times"),
        ("relocate -1:00-09:00", "relocate 09:00-11:00"),
        ("", "the actions are"),
    ],
)
def test_hours_that_make_no_sense_are_refused_with_the_way_to_write_them(word: str, said: str):
    """A slip would let an action run when it should rest."""
    with pytest.raises(QuietHoursError, match=said):
        quiet_hours.read([word], "UTC")


@pytest.mark.parametrize("zone", ["Europe/Berlinn", "", "../etc/passwd", "Berlin"])
def test_an_unknown_time_zone_is_refused(zone: str):
    """With examples of how they are named."""
    with pytest.raises(QuietHoursError, match="Europe/Berlin or America/Chicago"):
        quiet_hours.find_zone(zone)


def test_every_action_that_changes_something_may_have_quiet_hours():
    """Those that the rules know and planning carries into a plan."""
    assert set(quiet_hours.ACTIONS) == {*deciding.ACTIONS, "set_inventory"} - {"notify"}
    assert set(quiet_hours.ACTIONS) <= set(ACTIONS)
