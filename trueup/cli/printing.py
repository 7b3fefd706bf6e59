"""Printing: tables and sentences on stdout; aligned and coloured on a terminal, plain and never cut when piped."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import typer


def rows(columns: Sequence[str], lines: Iterable[Sequence[object]], *, nothing: str) -> None:
    """Print lines under their columns, or the sentence `nothing` when there are none."""
    from rich import box, console, table  # noqa: PLC0415 - slow to load, and most commands print sentences

    grid = table.Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", show_header=any(columns))
    for line in lines:
        grid.add_row(*(_cell(one) for one in line))
    if not grid.row_count:
        typer.echo(nothing)
        return
    screen = console.Console(soft_wrap=True)
    if not screen.is_terminal:
        # A pipe has no width: give the table all it wants, so that no name is cut.
        screen = console.Console(width=screen.measure(grid, options=screen.options.update(width=10_000)).maximum)
    screen.print(grid)


def say(sentence: str) -> None:
    """Print one sentence."""
    typer.echo(sentence)


def moment(at: datetime | None) -> str:
    """A moment in UTC, to the second; empty for none."""
    return "" if at is None else f"{at:%Y-%m-%d %H:%M:%S}Z"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return moment(value)
    return str(value).replace("[", "\\[")
