"""Taking a feed: read it, check its rows, judge it as a whole, confirm its zeros, and set its counts, all or none.

The daemon's rounds and `trueup import` come here, so that both judge alike. What became of a feed is kept in the store,
where the next round's report finds it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime

import msgspec

from reconciler.warehouse import bounds, errors, judging, parsing
from reconciler.warehouse.values import Anomaly, Contents, Document, Feed, Kind, Report, State
from store import databases, feeds, figures, stock_imports
from store import errors as store_errors

CONFIRM_AFTER_SECONDS = 1.0
"""How long to wait before a zero is read a second time: a source that was caught while it rebuilds its table needs a
moment, and no customer should wait long for a product to be shown as sold out."""

_SHOWN = 5


@dataclass(frozen=True)
class Desk:
    """Where feeds are taken: our database, what may be taken, and the time. `pause` waits for seconds."""

    database: databases.Database
    limits: bounds.Limits
    clock: Callable[[], datetime]
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep


class _Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What a document comes to. `refused` are anomalies that nobody accepted."""

    counts: list[stock_imports.Checked]
    contents: Contents
    anomalies: tuple[Anomaly, ...]
    refused: tuple[Anomaly, ...]
    known: judging.Known
    selling_out: frozenset[judging.Key]


async def take(
    desk: Desk,
    feed: Feed,
    *,
    accept: Collection[Kind] = frozenset(),
    as_of: datetime | None = None,
    anew: bool = False,
) -> Report:
    """Read one feed and take it, if it is new and looks right; `accept` names what may look wrong this once.

    `as_of` stands in for the source's own moment; `anew` takes what is unchanged, too. A feed that can't be taken is a
    report, never an exception; raises store's errors when our own database can't be used.
    """
    with desk.database.reading() as session:
        before = feeds.get(session, feed.name)
    try:
        document = await feed.source.read("" if anew else before.version)
        if document is None:
            return _leave(desk, feed, before)
        if as_of is not None:
            document = msgspec.structs.replace(document, as_of=as_of)
        first = _judge(desk, feed, document, accept)
        if first.refused:
            return _refuse(desk, feed, first.refused)
        doubted = await _doubt(desk, feed, first) if first.selling_out else frozenset()
    except errors.UnavailableError as problem:
        return _fail(desk, feed, State.UNREADABLE, f"{problem} {_since(before)}")
    except store_errors.ImportRefusedError as problem:
        return _refuse_rows(desk, feed, problem)
    return _set(desk, feed, document, first, doubted)


def _judge(desk: Desk, feed: Feed, document: Document, accept: Collection[Kind]) -> _Judged:
    """Raises store's ImportRefusedError for rows that are wrong by themselves: those can't be accepted."""
    now = desk.clock()
    contents = parsing.parse(document, as_of=now, warehouse=feed.warehouse)
    with desk.database.reading() as session:
        counts = stock_imports.check(session, contents.rows, found=contents.problems, force=True)
        known = judging.Known(feed=feeds.get(session, feed.name), counted=_counted(session))
    anomalies = judging.judge(document, contents, counts, known, desk.limits, now=now, needs_footer=feed.needs_footer)
    selling_out = judging.selling_out(counts, known)
    if selling_out and not feed.source.can_read_again:
        anomalies += (
            Anomaly(
                kind=Kind.UNCONFIRMED,
                summary=f"{len(selling_out):,} counts would be zero, and {feed.source.place} can't be read a second "
                "time to confirm that. Give it as a file.",
            ),
        )
    return _Judged(
        counts=counts,
        contents=contents,
        anomalies=anomalies,
        refused=tuple(one for one in anomalies if one.kind not in accept),
        known=known,
        selling_out=selling_out,
    )


async def _doubt(desk: Desk, feed: Feed, first: _Judged) -> frozenset[judging.Key]:
    """Read the feed a second time and give the zeros that it doesn't say again. Raises UnavailableError."""
    if not feed.source.can_read_again:
        return frozenset()
    await desk.pause(CONFIRM_AFTER_SECONDS)
    document = await feed.source.read()
    second = parsing.parse(document, as_of=desk.clock(), warehouse=feed.warehouse) if document else None
    with desk.database.reading() as session:
        counts = stock_imports.check(session, second.rows, found=second.problems, force=True) if second else []
    again = {(one.warehouse, one.sku) for one in counts if one.units == 0}
    return first.selling_out - again


def _set(desk: Desk, feed: Feed, document: Document, judged: _Judged, doubted: frozenset[judging.Key]) -> Report:
    now = desk.clock()
    # A moment that is still to come would hide the parcels that leave until then.
    counts = [
        msgspec.structs.replace(one, as_of=min(one.as_of, now))
        for one in judged.counts
        if (one.warehouse, one.sku) not in doubted
    ]
    kept = tuple(sorted(doubted))
    as_of = min(judged.contents.as_of, now)
    warning = f"The stock feed {feed.name} was taken, without {_name(kept)}." if kept else ""
    with desk.database.session() as session:
        present = _counted(session)
        counts = [one for one in counts if not _is_overtaken(one, judged.known.counted, present)]
        stock_imports.put(session, counts)
        feeds.took(
            session,
            feed.name,
            version="" if kept else document.version,
            rows=len(judged.contents.rows),
            as_of=as_of,
            now=now,
            warning=warning,
        )
    return Report(
        feed=feed.name,
        state=State.TAKEN,
        rows=len(counts),
        as_of=as_of,
        anomalies=judged.anomalies,
        kept=kept,
        warning=warning,
    )


def _counted(session: databases.Session) -> judging.Counted:
    return {(one.warehouse, one.sku): (one.units, one.as_of) for one in figures.counted(session)}


def _is_overtaken(one: stock_imports.Checked, judged: judging.Counted, present: judging.Counted) -> bool:
    """Whether somebody set a newer count since the feed was judged."""
    now = present.get((one.warehouse, one.sku))
    return now is not None and now != judged.get((one.warehouse, one.sku)) and now[1] > one.as_of


def _refuse(desk: Desk, feed: Feed, anomalies: tuple[Anomaly, ...]) -> Report:
    told = " ".join(one.summary for one in anomalies)
    report = _fail(desk, feed, State.REFUSED, told)
    return msgspec.structs.replace(report, anomalies=anomalies)


def _refuse_rows(desk: Desk, feed: Feed, refused: store_errors.ImportRefusedError) -> Report:
    count = len(refused.problems)
    first = "; ".join(f"line {one.row}: {one.message}" for one in refused.problems[:_SHOWN])
    more = f"; and {count - _SHOWN:,} more" if count > _SHOWN else ""
    told = f"{count:,} {'row is' if count == 1 else 'rows are'} wrong: {first}{more}"
    return msgspec.structs.replace(_fail(desk, feed, State.REFUSED, told), problems=refused.problems)


def _leave(desk: Desk, feed: Feed, before: feeds.State) -> Report:
    """It is what was taken last: whatever was wrong with it in between is over."""
    if before.warning:
        with desk.database.session() as session:
            feeds.is_readable(session, feed.name, desk.clock())
    return Report(feed=feed.name, state=State.UNCHANGED, as_of=before.as_of)


def _fail(desk: Desk, feed: Feed, state: State, why: str) -> Report:
    warning = f"The stock feed {feed.name} was {'refused as a whole' if state is State.REFUSED else 'not read'}: {why}"
    kept = feeds.REFUSED if state is State.REFUSED else feeds.UNREADABLE
    with desk.database.session() as session:
        feeds.failed(session, feed.name, kept, warning, desk.clock())
    return Report(feed=feed.name, state=state, warning=warning)


def _since(before: feeds.State) -> str:
    if before.taken_at is None:
        return "Nothing was taken from it yet."
    return f"What it said as of {before.as_of:%Y-%m-%d %H:%M:%S}Z stays in force."


def _name(kept: tuple[judging.Key, ...]) -> str:
    shown = ", ".join(f"{sku} in {warehouse}" for warehouse, sku in kept[:_SHOWN])
    more = f" and {len(kept) - _SHOWN:,} more" if len(kept) > _SHOWN else ""
    zeros = "1 zero" if len(kept) == 1 else f"{len(kept):,} zeros"
    return f"{zeros} that a second read did not show again: {shown}{more}. What was counted there before stays"
