"""Tallies: how much the rounds of the last 24 hours did in a shop, for the limits of a day.

A round that ended keeps its own figures (`records`). One that was cut off has none, so what it sent is counted from
the journal, whether or not it took effect: a daemon that dies in every round must not slip past the limits.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from reconciler import guards, journal, measures
from reconciler.contexts import Shop
from reconciler.worlds import World
from store import journal as entries
from store import rounds
from store.databases import Database
from store.tables import JournalEntry

DAY = timedelta(hours=24)
"""How far back a day goes: not to midnight, so that no limit can be spent twice around it."""

KEY = "measures"
"""Under what name a round's summary has its figures."""

_NOTHING_CAME = frozenset({"refused", "stale", "not found", "already", "skipped"})
"""Outcomes of a request that changed nothing."""


def backdrop(shop: Shop, world: World) -> guards.Backdrop:
    """What a plan for this world is measured against. A narrow look doesn't know how many levels a location has."""
    known = (level.location_id for level in world.levels.values() if level.is_active)
    return guards.Backdrop(
        levels_at=Counter(known) if shop.only is None else {},
        today=today(shop.database, shop.domain, shop.clock()),
    )


def today(database: Database, shop: str, now: datetime) -> Mapping[str, int]:
    """Add up what the shop's rounds since 24 hours ago did, by the names of `measures.COUNTED`."""
    total: Counter[str] = Counter()
    with database.reading() as session:
        known = rounds.since(session, shop, now - DAY)
        cut_off = [number for number, summary in known if not _has_figures(summary)]
        sent = [(row.round_id, row.request) for row in entries.of_rounds(session, cut_off) if _may_have_come(row)]
    for _, summary in known:
        if _has_figures(summary):
            total.update(summary[KEY])
    for number in cut_off:
        total.update(measures.tally(_entries(request for of, request in sent if of == number)))
    return dict(total)


def _has_figures(summary: Any) -> bool:
    return isinstance(summary, dict) and KEY in summary


def _may_have_come(row: JournalEntry) -> bool:
    return row.outcome not in _NOTHING_CAME


def _entries(requests: Iterable[Any]) -> list[journal.Entry]:
    return [
        msgspec.convert(one, journal.Entry)
        for request in requests
        for one in (request if isinstance(request, list) else [request])
    ]
