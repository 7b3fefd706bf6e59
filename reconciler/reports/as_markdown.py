"""The report as Markdown (GitHub's tables), for tickets, chats and pull requests.

Long lists are cut, because the places where it is pasted refuse long texts; HTML and CSV have everything.
"""

import re
from collections.abc import Iterator, Sequence

from reconciler.reports import wording
from reconciler.reports.values import Entry, Group, Report

MOST_ROWS = 50
"""Rows per table before the rest is only counted."""

MOST_ORDERS = 50
"""Orders shown before the rest is only counted."""

_SPECIAL = re.compile(r"([\\`*_\[\]|~$]|^[-+#]|^[0-9]+(?=[.)]))")


def render(report: Report) -> str:
    """Give the Markdown text."""
    return "\n".join(_lines(report)) + "\n"


def escape(text: str) -> str:
    """Make text of others plain: no markup, no HTML, no table cell, and no mention or link made from a title."""
    plain = wording.clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(_mark, plain).replace("@", "&#64;").replace("://", ":&#47;&#47;")


def _mark(found: re.Match[str]) -> str:
    return f"{found[0]}\\" if found[0].isdecimal() else f"\\{found[0]}"


def _lines(report: Report) -> Iterator[str]:
    yield f"# {escape(report.shop)}"
    yield f"\n**{escape(report.summary)}**"
    made = f"{report.made_at:%Y-%m-%d %H:%M} UTC"
    yield f"\n{'Applied: plan' if report.is_applied else 'Plan'} of {made}; {escape(report.looked_at)}."
    if report.scope:
        yield f"\nOnly {escape(report.scope)}."
    if not report.writes_inventory:
        yield "\nInventory write-back is off: no level is set."
    if report.breaches:
        yield "\n## A guard holds this plan: nothing of it is applied\n"
        for breach in report.breaches:
            yield f"- {escape(breach.summary)} Allow it once: `{breach.allow}`"
    if report.warnings:
        yield "\n## Warnings\n"
        yield from (f"- {escape(warning)}" for warning in report.warnings)
    if report.notifications:
        yield "\n## Notices\n"
        for entry in report.notifications:
            yield f"- {escape(entry.subject)}: {escape(entry.shown or entry.difference)}"
    yield from _orders(report)
    for group in report.others:
        yield "\n## Shop\n"
        yield from _changes(group.entries)
    for group in report.locations:
        yield f"\n## {escape(group.name)}\n"
        yield from _location(group)
    yield from _held(report)


def _orders(report: Report) -> Iterator[str]:
    for group in report.orders[:MOST_ORDERS]:
        yield f"\n## Order {escape(group.name)}\n"
        yield from _changes(group.entries)
    if len(report.orders) > MOST_ORDERS:
        yield f"\n… and {len(report.orders) - MOST_ORDERS:,} more orders."


def _location(group: Group) -> Iterator[str]:
    others = [entry for entry in group.entries if entry.action != "set_inventory"]
    levels = [entry for entry in group.entries if entry.action == "set_inventory"]
    if others:
        yield from _changes(others)
        yield ""
    by_rule: dict[str, list[Entry]] = {}
    for entry in levels:
        by_rule.setdefault(_rule(entry), []).append(entry)
    for rule, sharing in by_rule.items():
        largest = sorted(sharing, key=lambda entry: -abs(entry.amount or 0))
        shown = sharing if len(sharing) <= MOST_ROWS else largest
        yield from _table(
            ["SKU", "product", "available", "change", "because"], [_level(entry) for entry in shown], shown
        )
        if rule:
            yield f"\nrule {rule}\n"


def _level(entry: Entry) -> list[str]:
    name = escape(entry.address.sku or entry.subject)
    return [name, escape(entry.title), escape(entry.shown), f"{entry.amount or 0:+d}", escape(entry.difference)]


def _changes(entries: Sequence[Entry]) -> Iterator[str]:
    rows = [
        [
            f"{escape(entry.glyph)} {escape(entry.words)}",
            "<br>".join([escape(_what(entry)), *_effects(entry)]),
            escape(entry.difference),
            _rule(entry),
        ]
        for entry in entries
    ]
    yield from _table(["", "change", "because", "rule"], rows, entries)


def _what(entry: Entry) -> str:
    part = f"part {entry.address.part}: " if (entry.address.part or 1) > 1 else ""
    return part + (entry.shown or entry.subject)


def _effects(entry: Entry) -> list[str]:
    return [
        f"{escape(effect.location)} {effect.before} → {effect.after} of {escape(effect.sku)} (Shopify does this)"
        for effect in entry.effects
    ]


def _rule(entry: Entry) -> str:
    place = f" ({escape(entry.place)})" if entry.place else ""
    why = f": {escape(entry.why)}" if entry.why else ""
    return f"{escape(entry.rule)}{place}{why}" if entry.rule else ""


def _table(head: list[str], rows: list[list[str]], entries: Sequence[Entry]) -> Iterator[str]:
    applied = any(entry.result for entry in entries)
    heading = [*head, "outcome"] if applied else head
    yield f"| {' | '.join(heading)} |"
    yield f"|{'|'.join(' --- ' for _ in heading)}|"
    for row, entry in list(zip(rows, entries, strict=True))[:MOST_ROWS]:
        cells = [*row, _outcome(entry)] if applied else row
        yield f"| {' | '.join(cells)} |"
    if len(rows) > MOST_ROWS:
        yield f"\n… and {len(rows) - MOST_ROWS:,} more; the CSV and HTML reports have them all."


def _outcome(entry: Entry) -> str:
    return escape(wording.tell(entry.result)) if entry.result else ""


def _held(report: Report) -> Iterator[str]:
    if report.held:
        yield "\n## Held: nothing is done about these\n"
    for held in report.held[:MOST_ROWS]:
        why = f"({escape(held.words)}{f': {escape(held.why)}' if held.why else ''})"
        fix = f" **Fix:** {escape(held.fix)}" if held.fix else ""
        yield f"- {escape(held.subject)}: {escape(held.summary)} {why}{fix}"
    if len(report.held) > MOST_ROWS:
        yield f"- … and {len(report.held) - MOST_ROWS:,} more."
    if report.ignored:
        yield ""
    for group in report.ignored:
        yield f"{group.count:,} ignored by rule {escape(group.rule)}" + (
            f" ({escape(group.place)})." if group.place else "."
        )
