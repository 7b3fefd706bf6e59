"""Tables of levels for the terminal: one location's, with the reason under each. `as_text` calls it."""

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from reconciler.reports import wording
from reconciler.reports.values import Entry

MOST_LEVELS = 20
"""Levels shown per location and rule before the rest is only counted: the largest changes come first then."""

MOST_EXPLAINED = 5
"""Levels of a location whose targets are explained one by one; with more, the explanations would bury the table."""

MOST_SKU = 28
"""Columns for a SKU; a longer one is wrapped, never cut, because people copy it."""


def tables(location: str, levels: Sequence[Entry]) -> Iterator[RenderableType]:
    """A table for each rule that asked, with what went wrong, how targets came about, and the rule under it."""
    by_rule: dict[tuple[str, str, str], list[Entry]] = {}
    for entry in levels:
        by_rule.setdefault((entry.rule, entry.place, entry.why), []).append(entry)
    for sharing in by_rule.values():
        yield from _block(location, sharing)


def _block(location: str, levels: Sequence[Entry]) -> Iterator[RenderableType]:
    shown = levels
    if len(levels) > MOST_LEVELS:
        shown = sorted(levels, key=_urgency)[:MOST_LEVELS]
    yield Padding(_table(shown), (0, 0, 0, 2))
    if len(levels) > MOST_LEVELS:
        name = wording.clean(location)
        yield Padding(
            Text(
                f"… and {len(levels) - MOST_LEVELS:,} more levels here; shown are the largest changes. "
                f'All of them: --format csv or html; narrower: --sku SKU or --location "{name}".',
                "dim",
            ),
            (0, 0, 0, 4),
        )
    for failure in _failures(levels):
        yield Padding(Text(wording.clean(failure), "red"), (0, 0, 0, 4))
    if len(levels) <= MOST_EXPLAINED:
        for entry in levels:
            yield Padding(Text(wording.clean(entry.difference), "dim"), (0, 0, 0, 4))
    if levels[0].rule:
        named = wording.name_rule(levels[0].rule, levels[0].place, levels[0].why)
        yield Padding(Text(named, "dim"), (0, 0, 0, 4))


def _urgency(entry: Entry) -> tuple[bool, int]:
    """What went wrong first, then what changes most."""
    went_well = entry.result is None or entry.result.code in wording.GOOD_RESULTS
    return went_well, -abs(entry.amount or 0)


def _table(levels: Sequence[Entry]) -> Table:
    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="dim")
    table.add_column("")
    longest = max(len(entry.address.sku or entry.subject) for entry in levels)
    table.add_column("SKU", overflow="fold", min_width=min(longest, MOST_SKU), max_width=MOST_SKU)
    has_titles = any(entry.title for entry in levels)
    if has_titles:
        table.add_column("product", overflow="ellipsis", no_wrap=True, max_width=40)
    # Only the product's title gives way on a narrow terminal: numbers and outcomes are never cut.
    widest = max(len("available"), *(len(entry.shown) for entry in levels))
    table.add_column("available", justify="right", no_wrap=True, min_width=widest)
    table.add_column("change", justify="right", no_wrap=True, min_width=len("+10000"))
    has_results = any(entry.result for entry in levels)
    if has_results:
        table.add_column("outcome", no_wrap=True, min_width=len("already so"))
    for entry in levels:
        cells = [Text(entry.glyph, "yellow"), Text(wording.clean(entry.address.sku or entry.subject))]
        cells += [Text(wording.clean(entry.title))] if has_titles else []
        cells += [Text(wording.clean(entry.shown), "bold"), _amount(entry)]
        cells += [_outcome(entry)] if has_results else []
        table.add_row(*cells)
    return table


def _amount(entry: Entry) -> Text:
    amount = entry.amount or 0
    return Text(f"{amount:+d}", "red" if amount < 0 else "green")


def _outcome(entry: Entry) -> Text:
    if entry.result is None:
        return Text()
    said = wording.SHORT_RESULTS.get(entry.result.code, entry.result.code)
    return Text(said, "green" if entry.result.code in wording.GOOD_RESULTS else "bold red")


def _failures(levels: Sequence[Entry]) -> Iterator[str]:
    """What became of levels that were not set: each text once, with how many it is about."""
    texts: Counter[str] = Counter()
    for entry in levels:
        if entry.result and entry.result.code not in wording.GOOD_RESULTS:
            texts[wording.tell(entry.result)] += 1
    for text, number in texts.items():
        yield f"{wording.count(number, 'level', 'levels')} {text}"
