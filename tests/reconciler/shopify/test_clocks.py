"""How far two clocks are apart, told by one header: never more than the request's way can't explain."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.shopify import clocks

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@given(way_there=st.floats(0, 60), way_back=st.floats(0, 60), ahead=st.floats(-100_000, 100_000), at=st.floats(0, 1))
def test_a_slow_answer_never_looks_like_a_clock_that_differs(
    way_there: float, way_back: float, ahead: float, at: float
):
    """What is measured is of the true sign, and at most the true difference."""
    sent = NOON + timedelta(seconds=at)
    theirs = sent + timedelta(seconds=way_there + ahead)
    received = sent + timedelta(seconds=way_there + way_back)

    found = clocks.skew(format_datetime(theirs, usegmt=True), sent, received)

    assert found is not None
    seconds = found.total_seconds()
    assert min(0, ahead) - 1e-3 <= seconds <= max(0, ahead) + 1e-3
    assert abs(seconds) >= abs(ahead) - way_there - way_back - 1.001


@pytest.mark.parametrize("date", ["", "soon", "Mon, 99 Nov 2026 06:00:00 GMT", "\x00"])
def test_a_header_that_is_no_date_tells_nothing(date: str):
    """A proxy may write anything."""
    assert clocks.skew(date, NOON, NOON) is None
