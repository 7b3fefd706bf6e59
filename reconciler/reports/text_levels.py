"""Tables of levels for the terminal: one location's, with the reason under each. `as_text` calls it."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from reconciler.reports import wording
from reconciler.reports.values import Entry

MOST_LEVELS = 20
"""Levels shown per location before the rest is only counted: the largest changes come first then."""


def tables(location: str, levels: Sequence[Entry]) -> Iterator[RenderableType]:
    """One table for all, then the rules that asked for it."""
    if not levels:
        return
    shown = levels
    if len(levels) > MOST_LEVELS:
        shown = sorted(levels, key=lambda entry: -abs(entry.amount or 0))[:MOST_LEVELS]
    yield Padding(_table(shown), (0, 0, 0, 2))
    if len(levels) > MOST_LEVELS:
        name = wording.clean(location)
        yield Padding(
            Text(
                f"… and {len(levels) - MOST_LEVELS:,} more levels here; the largest changes are shown. "
                f'All of them: --format csv or html; narrower: --sku SKU or --location "{name}".',
                "dim",
            ),
            (0, 0, 0, 4),
        )
    rules = dict.fromkeys((entry.rule, entry.place, entry.why) for entry in levels if entry.rule)
    for rule, place, why in rules:
        where = f" ({place})" if place else ""
        because = f": {why}" if why else ""
        yield Padding(Text(wording.clean(f"rule {rule}{where}{because}"), "dim"), (0, 0, 0, 4))


def _table(levels: Sequence[Entry]) -> Table:
    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="dim")
    table.add_column("")
    table.add_column("SKU", overflow="fold", max_width=30)
    has_titles = any(entry.title for entry in levels)
    if has_titles:
        table.add_column("product", overflow="ellipsis", no_wrap=True, max_width=40)
    table.add_column("available", justify="right", no_wrap=True)
    table.add_column("change", justify="right", no_wrap=True)
    has_results = any(entry.result for entry in levels)
    if has_results:
        table.add_column("outcome", overflow="fold")
    for entry in levels:
        cells = [Text(entry.glyph, "yellow"), Text(wording.clean(entry.address.sku or entry.subject))]
        cells += [Text(wording.clean(entry.title))] if has_titles else []
        cells += [Text(wording.clean(wording.transition(entry.before, entry.after)), "bold"), _amount(entry)]
        cells += [_outcome(entry)] if has_results else []
        table.add_row(*cells)
    return table


def _amount(entry: Entry) -> Text:
    amount = entry.amount or 0
    return Text(f"{amount:+,}", "red" if amount < 0 else "green")


def _outcome(entry: Entry) -> Text:
    if entry.result is None:
        return Text()
    said = wording.RESULTS.get(entry.result.code, entry.result.code)
    message = f": {wording.clean(entry.result.message)}" if entry.result.message else ""
    return Text(said + message, "green" if entry.result.code in {"done", "already"} else "bold red")
