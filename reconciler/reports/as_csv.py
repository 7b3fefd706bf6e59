"""The report as CSV, for spreadsheets: one row per change, held or ignored difference, and breach.

Every cell is quoted, and a cell that a spreadsheet would take for a formula gets an apostrophe before it: names and
titles come from outside.
"""

import csv
import io
import re
from collections.abc import Iterator

from reconciler.reports import wording
from reconciler.reports.values import Entry, HeldEntry, Report

COLUMNS = (
    "what",
    "order",
    "part",
    "sku",
    "title",
    "location",
    "warehouse",
    "kind",
    "action",
    "before",
    "after",
    "amount",
    "difference",
    "rule",
    "why",
    "place",
    "effects",
    "cause",
    "fix",
    "result",
    "message",
    "address",
)
"""The columns. `what` is change, notice, held, ignored or breach."""

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_FORMULA_STARTS = tuple("=+-@|%＝＋－＠")  # noqa: RUF001 - spreadsheets take the full-width signs as well


def render(report: Report) -> str:
    """Give the table with a header row and CRLF line ends."""
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in _rows(report):
        writer.writerow(guard(str(row.get(column) or "")) for column in COLUMNS)
    return stream.getvalue()


def guard(cell: str) -> str:
    """Make a cell harmless to spreadsheets; plain numbers stay as they are."""
    text = wording.clean(cell)
    if text.lstrip().startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def _rows(report: Report) -> Iterator[dict[str, object]]:
    for breach in report.breaches:
        yield {"what": "breach", "kind": breach.guard, "difference": breach.summary, "fix": breach.allow}
    for entry in report.notifications:
        yield _change("notice", entry)
    for group in (*report.orders, *report.others, *report.locations):
        for entry in group.entries:
            yield _change("change", entry)
    for held in report.held:
        yield _held("held", held)
    for ignored in report.ignored:
        for held in ignored.entries:
            yield _held("ignored", held)


def _change(what: str, entry: Entry) -> dict[str, object]:
    return {
        **_about(what, entry),
        "action": entry.action,
        "before": entry.before,
        "after": entry.after,
        "amount": "" if entry.amount is None else f"{entry.amount:+d}",
        "difference": entry.difference,
        "effects": "; ".join(f"{e.sku} at {e.location}: {e.before} → {e.after}" for e in entry.effects),
        "result": entry.result and entry.result.code,
        "message": entry.result and entry.result.message,
    }


def _held(what: str, held: HeldEntry) -> dict[str, object]:
    return {**_about(what, held), "difference": held.summary, "cause": held.cause, "fix": held.fix}


def _about(what: str, entry: Entry | HeldEntry) -> dict[str, object]:
    address = entry.address
    return {
        "what": what,
        "order": address.order,
        "part": address.part,
        "sku": address.sku,
        "title": entry.title,
        "location": address.location,
        "warehouse": address.warehouse,
        "kind": entry.kind,
        "rule": entry.rule,
        "why": entry.why,
        "place": entry.place,
        "address": str(address),
    }
