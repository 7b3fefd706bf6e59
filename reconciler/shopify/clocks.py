"""How far the shop's clock is from ours, told by the Date header of its answers.

In: the header and our moments before and after the request. Out: the difference that the way of the request can't
explain. `client` measures, `cautions` warns. Source: HTTP semantics, RFC 9110: Date is in whole seconds, UTC.
"""

import email.utils
from datetime import UTC, datetime, timedelta

_GRAIN = timedelta(seconds=1)


def skew(date: str, sent: datetime, received: datetime) -> timedelta | None:
    """How much the shop's clock is ahead of ours, at least; negative: behind. None when the header is no date.

    The shop wrote the date between `sent` and `received`: only what lies outside of that is a difference of clocks,
    so a slow answer never looks like one.
    """
    try:
        theirs = email.utils.parsedate_to_datetime(date)
    except ValueError:
        return None
    if theirs.tzinfo is None:
        theirs = theirs.replace(tzinfo=UTC)
    if theirs > received:
        return theirs - received
    return min(timedelta(0), theirs + _GRAIN - sent)
