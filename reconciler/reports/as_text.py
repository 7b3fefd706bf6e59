"""The report for a terminal: what a person reads before saying yes.

`show` prints on a rich console (colours only where the console has them), `render` gives plain text of a fixed width
for pipes and files. Long groups are cut with a line that says how many more there are and how to see them; what is
held and what stops the plan comes last but one and first, where it is seen.
"""

import io
from collections.abc import Iterator
from itertools import groupby

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from reconciler.reports import text_levels, wording
from reconciler.reports.values import Entry, HeldEntry, Report
from reconciler.reports.values import Group as Changes

MOST_ORDERS = 50
"""Orders shown before the rest is only counted: about three screens, what a person still reads."""

MOST_HELD = 30
"""Held differences shown before the rest is only counted."""

_GLYPH_STYLES = {"+": "green", "-": "red", "~": "yellow", "→": "cyan", "÷": "cyan", "!": "bold yellow"}
_RESULT_STYLES = {"done": "green", "already": "green", "skipped": "yellow", "untried": "yellow", "stale": "yellow"}


def render(report: Report, width: int = 80) -> str:
    """Give plain text without colours, wrapped at `width` columns."""
    stream = io.StringIO()
    show(report, Console(file=stream, width=width, color_system=None, force_terminal=False, legacy_windows=False))
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())


def show(report: Report, console: Console) -> None:
    """Print on a console."""
    for section in _sections(report):
        console.print(section, highlight=False, markup=False, emoji=False)


def _sections(report: Report) -> Iterator[RenderableType]:
    yield _head(report)
    yield from _breaches(report)
    yield from _loud(report)
    for group in report.orders[:MOST_ORDERS]:
        yield _section(f"Order {group.name}", *_changes(group.entries))
    if len(report.orders) > MOST_ORDERS:
        more = wording.count(len(report.orders) - MOST_ORDERS, "more order", "more orders")
        yield Text(f"\n… and {more}. See one with --order NUMBER, all with --format html or csv.", "dim")
    for group in report.others:
        yield _section("Shop", *_changes(group.entries))
    for group in report.locations:
        yield _location(group)
    yield from _held(report)
    yield from _ignored(report)
    yield Text(f"\n{wording.clean(report.summary)}", "bold")


def _head(report: Report) -> RenderableType:
    made = f"{report.made_at:%Y-%m-%d %H:%M} UTC"
    verb = "applied, plan" if report.is_applied else "plan"
    head = Text.assemble((wording.clean(report.shop), "bold"), (f" · {verb} of {made}", "dim"))
    if not report.is_empty:
        head.append(f"\n{report.looked_at}", "dim")
    if report.scope:
        head.append(f"\nOnly {wording.clean(report.scope)}.")
    if not report.writes_inventory:
        head.append("\nInventory write-back is off: no level is set.", "dim")
    return head


def _section(title: str, *body: RenderableType) -> RenderableType:
    return Group(Text(f"\n{wording.clean(title)}", "bold"), *body)


def _breaches(report: Report) -> Iterator[RenderableType]:
    if report.breaches:
        lines: list[RenderableType] = []
        for breach in report.breaches:
            lines += [_bullet("!", breach.summary), _indent(Text.assemble(("allow it once: ", "bold"), breach.allow))]
        yield Group(Text("\nA guard holds this plan: nothing of it is applied", "bold red"), *lines)


def _loud(report: Report) -> Iterator[RenderableType]:
    if report.warnings:
        yield _section("Warnings", *(_bullet("!", warning) for warning in report.warnings))
    if report.notifications:
        yield _section("Notices", *(_notice(entry) for entry in report.notifications))


def _notice(entry: Entry) -> RenderableType:
    said = entry.shown or entry.difference
    return Group(_bullet("!", f"{entry.subject}: {said}"), *_reasons(entry), *_result(entry))


def _location(group: Changes) -> RenderableType:
    levels = [entry for entry in group.entries if entry.action == "set_inventory"]
    others = [entry for entry in group.entries if entry.action != "set_inventory"]
    return _section(group.name, *_changes(others), *text_levels.tables(group.name, levels))


def _changes(entries: tuple[Entry, ...] | list[Entry]) -> Iterator[RenderableType]:
    """Each change on a line; the reason once for neighbours that share it."""
    show_part = len({entry.address.part for entry in entries}) > 1
    for _, sharing in groupby(entries, key=lambda entry: (entry.difference, entry.rule, entry.place, entry.overrode)):
        neighbours = list(sharing)
        for entry in neighbours:
            yield _change(entry, show_part=show_part)
            yield from _effects(entry)
            yield from _result(entry)
        yield from _reasons(neighbours[-1])


def _change(entry: Entry, *, show_part: bool) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=3, justify="right")
    grid.add_column(width=18, overflow="fold")
    grid.add_column(overflow="fold")
    what = wording.clean(entry.shown or entry.subject)
    details = [f"part {entry.address.part}"] if show_part and entry.address.part is not None else []
    details += [wording.clean(entry.address.sku)] if entry.address.sku else []
    details += [wording.clean(entry.title)] if entry.title else []
    grid.add_row(
        Text(entry.glyph, _GLYPH_STYLES.get(entry.glyph, "")),
        Text(entry.words),
        Text.assemble((what, "bold"), (f"  ({', '.join(details)})" if details else "", "dim")),
    )
    return grid


def _effects(entry: Entry) -> Iterator[RenderableType]:
    for effect in entry.effects:
        level = f"{wording.clean(effect.location)} {effect.before} → {effect.after}"
        yield _indent(Text(f"{level} of {wording.clean(effect.sku)} (Shopify does this)", "cyan"), 23)


def _result(entry: Entry) -> Iterator[RenderableType]:
    if entry.result:
        yield _indent(Text(wording.tell(entry.result), _RESULT_STYLES.get(entry.result.code, "bold red")), 23)


def _reasons(entry: Entry) -> Iterator[RenderableType]:
    if entry.difference:
        yield _indent(Text(wording.clean(entry.difference), "dim"))
    if entry.rule:
        yield _indent(Text(wording.name_rule(entry.rule, entry.place, entry.why), "dim"))
    if entry.overrode:
        yield _indent(Text(f"in place of {wording.clean(', '.join(entry.overrode))}", "dim"))


def _held(report: Report) -> Iterator[RenderableType]:
    if not report.held:
        return
    yield _section("Held: nothing is done about these", *_held_lines(report.held[:MOST_HELD]))
    if len(report.held) > MOST_HELD:
        yield Text(f"  … and {len(report.held) - MOST_HELD:,} more. All of them: --format html or csv.", "dim")


def _held_lines(entries: tuple[HeldEntry, ...]) -> Iterator[RenderableType]:
    for (why, fix, words), sharing in groupby(entries, key=lambda entry: (entry.why, entry.fix, entry.words)):
        neighbours = list(sharing)
        for entry in neighbours:
            yield _bullet("!", f"{entry.subject}: {entry.summary}")
        entry = neighbours[-1]
        rule = f"; {wording.name_rule(entry.rule, entry.place, '')}" if entry.rule else ""
        yield _indent(Text(f"{words}{f': {wording.clean(why)}' if why else ''}{rule}", "dim"))
        if fix:
            yield _indent(Text.assemble(("fix: ", "bold"), wording.clean(fix)))


def _ignored(report: Report) -> Iterator[RenderableType]:
    if report.ignored:
        yield Text()
    for group in report.ignored:
        yield Text(f"{group.count:,} ignored by {wording.name_rule(group.rule, group.place, group.why)}", "dim")


def _bullet(glyph: str, text: str) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=3, justify="right")
    grid.add_column(overflow="fold")
    grid.add_row(Text(glyph, _GLYPH_STYLES.get(glyph, "")), Text(wording.clean(text)))
    return grid


def _indent(text: Text, columns: int = 4) -> RenderableType:
    return Padding(text, (0, 0, 0, columns))
