"""Judging a feed as a whole: what comes empty, cut short, out of date, or out of all proportion is refused.

In: the counts that a feed would set, and what is known from before. Out: anomalies, each with its numbers, and the
counts that would sell a product out. Plain functions; `taking` calls them.

A row that is missing never means zero: what a feed doesn't name stays as it was. So a feed that was cut short does no
harm by itself, but it is a sign of one that can't be trusted.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from reconciler.warehouse.bounds import Limits
from reconciler.warehouse.values import Anomaly, Contents, Document, Kind
from store import feeds, stock_imports

FEWEST_UNITS = 100
"""A sum that changes by less is not judged by its factor: 3 pieces that became 20 are a delivery."""

FEWEST_UNITS_OF_ONE = 10
"""The same for a single count."""

Key = tuple[str, str]
"""Warehouse key and SKU."""

Counted = Mapping[Key, tuple[int, datetime]]
"""The last count of each SKU, and when it was counted."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is known from before: the feed itself, and the last count of each SKU with its moment."""

    feed: feeds.State
    counted: Counted


def judge(  # noqa: PLR0913 - the feed in its three forms, and what it is held against
    document: Document,
    contents: Contents,
    counts: Sequence[stock_imports.Checked],
    known: Known,
    limits: Limits,
    *,
    now: datetime,
    needs_footer: bool = False,
) -> tuple[Anomaly, ...]:
    """Say what looks wrong with a feed as a whole, or nothing."""
    found: list[Anomaly] = []
    found += _cut_short(document, contents, known, limits, needs_footer=needs_footer)
    if not counts:
        found.append(_anomaly(Kind.EMPTY, f"it is empty{_last_time(known)}."))
        return tuple(found)
    found += _out_of_date(contents, counts, known, limits, now)
    pairs = [
        (known.counted[one.warehouse, one.sku][0], one.units)
        for one in counts
        if known.counted.get((one.warehouse, one.sku), (0,))[0] > 0
    ]
    found += _zeroed(pairs, limits)
    found += _changed(pairs, limits)
    return tuple(found)


def selling_out(counts: Sequence[stock_imports.Checked], known: Known) -> frozenset[Key]:
    """Counts that would go from something to zero."""
    return frozenset(
        (one.warehouse, one.sku)
        for one in counts
        if one.units == 0 and known.counted.get((one.warehouse, one.sku), (0,))[0] > 0
    )


def _cut_short(
    document: Document, contents: Contents, known: Known, limits: Limits, *, needs_footer: bool
) -> list[Anomaly]:
    found = []
    rows = len(contents.rows) + len(contents.problems)
    if document.declared is not None and document.declared != document.received:
        found.append(f"it was to have {document.declared:,} bytes, and {document.received:,} came.")
    if contents.announced is not None and contents.announced != rows:
        found.append(f"it says that it has {contents.announced:,} rows, and has {rows:,}.")
    if needs_footer and contents.announced is None:
        found.append(f"it has {rows:,} rows and doesn't end with their number, as this feed always does.")
    if known.feed.rows is not None and 0 < rows < limits.fewest_rows_share * known.feed.rows:
        share = 100 * rows / known.feed.rows
        found.append(
            f"it has {rows:,} rows{_last_time(known)}: {share:.0f}%, and less than "
            f"{100 * limits.fewest_rows_share:.0f}% looks cut short."
        )
    return [_anomaly(Kind.TRUNCATED, sentence) for sentence in found]


def _out_of_date(
    contents: Contents, counts: Sequence[stock_imports.Checked], known: Known, limits: Limits, now: datetime
) -> list[Anomaly]:
    if contents.as_of > now + limits.furthest_ahead:
        ahead = contents.as_of - now
        return [
            _anomaly(
                Kind.AHEAD,
                f"it is as of {contents.as_of:%Y-%m-%d %H:%M:%S}Z, {_duration(ahead)} from now. "
                "Is its clock or its time zone wrong?",
            )
        ]
    if known.feed.as_of is not None and contents.as_of < known.feed.as_of:
        return [
            _anomaly(
                Kind.OLDER,
                f"it is older than the last: as of {contents.as_of:%Y-%m-%d %H:%M:%S}Z, and the last one was as of "
                f"{known.feed.as_of:%Y-%m-%d %H:%M:%S}Z. --force takes the older one.",
            )
        ]
    older = [one for one in counts if one.as_of < _counted_at(known, one)]
    if not older:
        return []
    first = older[0]
    return [
        _anomaly(
            Kind.OLDER,
            f"{len(older):,} of its {len(counts):,} counts are older than those we have, first "
            f'"{first.sku}" in {first.warehouse}: as of {first.as_of:%Y-%m-%d %H:%M:%S}Z, and ours is as of '
            f"{_counted_at(known, first):%Y-%m-%d %H:%M:%S}Z. --force takes the older ones.",
        )
    ]


def _zeroed(pairs: Sequence[tuple[int, int]], limits: Limits) -> list[Anomaly]:
    zeroed = sum(new == 0 for _, new in pairs)
    most = max(limits.few, limits.most_zeroed_share * len(pairs))
    if zeroed <= most and not 1 < zeroed == len(pairs):
        return []
    units = sum(old for old, new in pairs if new == 0)
    return [
        _anomaly(
            Kind.ZEROED,
            f"{zeroed:,} of {len(pairs):,} counts that were above zero are zero now ({100 * zeroed / len(pairs):.0f}%,"
            f" {units:,} units); at most {100 * limits.most_zeroed_share:.0f}% may be.",
        )
    ]


def _changed(pairs: Sequence[tuple[int, int]], limits: Limits) -> list[Anomaly]:
    factor = limits.most_changed_factor
    old, new = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
    found = []
    if abs(new - old) >= FEWEST_UNITS and new > 0 and _is_beyond(old, new, factor):
        found.append(
            f"all known counts together went from {old:,} to {new:,} units; more than {factor:g} times as many or as "
            "few is refused."
        )
    # Zeros are judged by their own limit.
    beyond = [
        pair
        for pair in pairs
        if pair[1] > 0 and abs(pair[1] - pair[0]) >= FEWEST_UNITS_OF_ONE and _is_beyond(*pair, factor)
    ]
    if len(beyond) > max(limits.few, limits.most_changed_share * len(pairs)):
        found.append(
            f"{len(beyond):,} of {len(pairs):,} counts changed by more than {factor:g} times; at most "
            f"{100 * limits.most_changed_share:.0f}% may."
        )
    return [_anomaly(Kind.CHANGED, sentence) for sentence in found]


def _is_beyond(old: int, new: int, factor: float) -> bool:
    return new > old * factor or new * factor < old


def _counted_at(known: Known, one: stock_imports.Checked) -> datetime:
    before = known.counted.get((one.warehouse, one.sku))
    return one.as_of if before is None else before[1]


def _last_time(known: Known) -> str:
    rows = known.feed.rows
    return "" if rows is None else f", the last time it had {rows:,}"


def _duration(span: timedelta) -> str:
    minutes = span.total_seconds() / 60
    return f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:.1f} hours"


def _anomaly(kind: Kind, sentence: str) -> Anomaly:
    return Anomaly(kind=kind, summary=sentence)
