"""Reasoning why not: why a condition does not hold for a fact, and with which values it would.

A condition that is false for a fact goes in; what failed comes out, with what would have to be otherwise: as values, or
as the moment from which it holds where only time is missing. `explaining` asks.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import msgspec

from engine import candidates, evaluating, failing, ir, remedies, wording
from engine.facts import Fact, Value

_MOST_FAILURES = 4


class WhyNot(msgspec.Struct, frozen=True, kw_only=True):
    """Why a condition does not hold: what failed, the first one first, and what would make it hold.

    `changes` together would do; there are none where none were found. `at` is when it will hold of its own accord,
    if nothing but the time changes; None where time does not mend it.
    """

    failed: tuple[failing.Failed, ...]
    changes: tuple[remedies.Remedy, ...] = ()
    at: datetime | None = None


def why_not(condition: ir.Condition, fact: Fact, now: datetime) -> WhyNot:
    """Say why the condition does not hold for the fact. Only for a condition that does not."""
    return WhyNot(
        failed=tuple(failing.failures(condition, fact, now)),
        changes=remedies.remedies(condition, fact, now),
        at=_comes_true(condition, fact, now),
    )


def as_text(why: WhyNot, fact: Fact, now: datetime) -> Iterator[str]:
    """Put it in plain words: a line for each failure, some at most, and one for what would make it hold."""
    for number, failed in enumerate(why.failed[:_MOST_FAILURES]):
        place = f"  ({failed.place})" if failed.place else ""
        yield f"{'and ' if number else ''}{failed.sentence}{place}"
    if len(why.failed) > _MOST_FAILURES:
        yield f"and {len(why.failed) - _MOST_FAILURES} more conditions fail"
    if why.at is not None:
        yield f"it will match from {why.at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC on, if nothing else changes"
    elif not why.changes:
        yield "no values were found with which it would match; whether there are any, trueup check --prove tells"
    elif len(why.changes) > 1 or not _is_said(why.failed[0], why.changes[0]):
        yield f"it would match with: {'; '.join(_change(each, fact, now) for each in why.changes)}"


def _comes_true(condition: ir.Condition, fact: Fact, now: datetime) -> datetime | None:
    """Give the first moment at which the condition holds if only time passes; None if none comes."""
    for moment in candidates.turning_points(condition, fact, now):
        if evaluating.holds(condition, fact, moment):
            return moment
    return None


def _is_said(failed: failing.Failed, change: remedies.Remedy) -> bool:
    """Tell whether the sentence names the value already."""
    if isinstance(change.value, bool):
        return True
    if change.test.operator is ir.Operator.MATCHES or isinstance(change.value, tuple):
        return False
    shown = "missing" if change.value is None else wording.shown_value(change.value)
    asked = failed.sentence.partition(failing.ASKED)[2] + ","
    return any(f" {shown}{end}" in asked for end in (",", " "))


def _change(change: remedies.Remedy, fact: Fact, now: datetime) -> str:
    field = wording.asked_field(change.test)
    there: Mapping[str, Value] = fact.values
    where = ""
    if change.line > len(fact.lines):
        where, there = " in one more line", {}
    elif change.line:
        where, there = f" in line {change.line}", fact.lines[change.line - 1]
    match change.value:
        case None:
            return f"{field} missing{where}"
        case datetime() as moment if change.test.operator in wording.AGES:
            return f"{field} {wording.shown_age(now - moment)}{where}"
        case tuple() as texts:
            before = there.get(change.test.field)
            kept = before if isinstance(before, tuple) else ()
            more = tuple(text for text in texts if text not in kept)
            less = tuple(text for text in kept if text not in texts)
            said = f"{wording.shown_value(more)} added to" if more else f"{wording.shown_value(less)} taken out of"
            return f"{said} {field}{where}"
        case value:
            return f"{field} {wording.shown_value(value)}{where}"
