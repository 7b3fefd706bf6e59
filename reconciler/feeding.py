"""Feeding: a round's stock feeds, read before it looks, and what a person should know of them.

`round.reconcile` calls `refresh`; every look, a dry run's too, tells the `warnings`. The work is in `warehouse`.
"""

import asyncio
import logging
from datetime import datetime

from reconciler.contexts import Shop
from reconciler.warehouse import taking
from reconciler.warehouse.values import Report, State
from store import feeds

_log = logging.getLogger(__name__)


async def refresh(shop: Shop) -> tuple[Report, ...]:
    """Read every feed of the settings and take what is new, all at once. A feed that fails harms no other.

    A narrow round, which somebody waits for, reads none.
    """
    if shop.only is not None:
        return ()
    desk = taking.Desk(shop.database, shop.feed_limits, shop.clock)
    reports = await asyncio.gather(*(taking.take(desk, feed) for feed in shop.feeds))
    for one in reports:
        if one.state is State.TAKEN:
            _log.info("The stock feed %s was taken: %d counts, as of %s.", one.feed, one.rows, one.as_of)
    return tuple(reports)


def warnings(shop: Shop) -> tuple[str, ...]:
    """What is wrong with the feeds as they were when they were last read: refused, not read, or grown old."""
    if not shop.feeds:
        return ()
    now = shop.clock()
    with shop.database.reading() as session:
        known = feeds.list_all(session, {feed.name for feed in shop.feeds})
    told = [one.warning for one in known if one.warning]
    old = [_tell_age(one, one.as_of, now) for one in known if one.as_of and now - one.as_of > shop.feed_limits.oldest]
    return (*told, *old)


def _tell_age(feed: feeds.State, as_of: datetime, now: datetime) -> str:
    hours = (now - as_of).total_seconds() / 3600
    return (
        f"What the stock feed {feed.name} said last is {hours:.0f} hours old, as of {as_of:%Y-%m-%d %H:%M:%S}Z. "
        "Is it still written?"
    )
