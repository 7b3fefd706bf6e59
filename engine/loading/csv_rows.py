"""CSV text as rows: commas between the columns, quotes as spreadsheets write them, blank rows and remarks left out."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from engine.loading.sources import Source, at_line
from engine.problems import Problem

_SEPARATORS: Mapping[str, str] = {";": "semicolons", "\t": "tabs"}


class Row(NamedTuple):
    """One row, with the line of the file in which it begins, from 1."""

    line: int
    cells: list[str]


class _NotCsv(Exception):  # noqa: N818 - never leaves this module: a problem is made of it
    """A row is not CSV; `line` is where it begins."""

    def __init__(self, line: int, said: str) -> None:
        super().__init__(said)
        self.line = line


def parse(source: Source) -> list[Row] | Problem:
    """Give the rows that count, or say where the text is not CSV or has other marks than commas between its columns."""
    try:
        rows = list(_rows(source.text, ","))
    except _NotCsv as fault:
        hint = 'a quote is not closed, or stands within a value: write the value in quotes, and "" for a quote in it'
        return at_line(source.file, fault.line, f"the list is not CSV from here on: {fault}", hint)
    if rows and all(len(row.cells) == 1 for row in rows):
        for separator, named in _SEPARATORS.items():
            if _is_separated(source.text, separator):
                summary = f"the columns of this list are separated by {named}, so each row would be one value"
                hint = "save it with commas between the columns, or put a value that holds such a mark into quotes"
                return at_line(source.file, rows[0].line, summary, hint)
    return rows


def _rows(text: str, separator: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)) and not _is_remark(cells[0].lstrip()):
                yield Row(begins, cells)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise _NotCsv(begins, str(error)) from error


def _is_separated(text: str, separator: str) -> bool:
    """Tell whether every row has several columns if that is what stands between them."""
    try:
        widths = {len(row.cells) for row in _rows(text, separator)}
    except _NotCsv:
        return False
    return len(widths) == 1 and widths.pop() > 1


def _is_remark(first: str) -> bool:
    """Tell a remark (`# glass`) from a value such as the order name #1001."""
    return first.startswith("#") and (first == "#" or first[1] in " \t#")
