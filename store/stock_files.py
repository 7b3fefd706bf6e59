"""Stock files: CSV with the columns warehouse, sku, on_hand and, if wanted, as_of.

Text goes in, rows for `stock_imports.import_rows` come out. `reconciler.warehouse.parsing` calls it.
"""

import csv
import io
from datetime import UTC, datetime

import msgspec

from store import errors, stock_imports

_NEEDED = ("warehouse", "sku", "on_hand")
_COLUMNS = (*_NEEDED, "as_of")


class Parsed(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds: rows that could be read, and the problems of those that could not."""

    rows: tuple[stock_imports.Row, ...]
    problems: tuple[errors.RowProblem, ...]


def parse(text: str, *, as_of: datetime, warehouse: str = "") -> Parsed:
    """Read the text of a stock file. `as_of` holds for rows that tell no moment of their own.

    With `warehouse`, the file is of that one: it needs no column for it.

    Commas, semicolons and tabs separate; a byte order mark is skipped. Moments are ISO 8601; one without a zone is UTC.
    """
    text = text.removeprefix("\ufeff")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_find_delimiter(text), strict=True)
    rows: list[stock_imports.Row] = []
    problems: list[errors.RowProblem] = []
    header: list[str] = []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = [cell.strip().casefold() for cell in cells]
                if problem := _find_header_problem(header, warehouse):
                    return _refuse(reader.line_num, problem)
                continue
            try:
                rows.append(_read_row(reader.line_num, header, cells, as_of, warehouse))
            except ValueError as refusal:
                problems.append(errors.RowProblem(row=reader.line_num, message=str(refusal)))
    except csv.Error as broken:
        problems.append(errors.RowProblem(row=reader.line_num, message=f"This is not CSV: {broken}."))
    if not header:
        return _refuse(1, "The file is empty. " + _describe_columns())
    return Parsed(rows=tuple(rows), problems=tuple(problems))


def _read_row(line: int, header: list[str], cells: list[str], as_of: datetime, warehouse: str) -> stock_imports.Row:
    if len(cells) != len(header):
        raise ValueError(f"{len(cells)} columns instead of {len(header)}.")
    named = dict(zip(header, cells, strict=True))
    return stock_imports.Row(
        row=line,
        warehouse=named["warehouse"].strip() if "warehouse" in named else warehouse,
        sku=named["sku"],
        on_hand=named["on_hand"],
        as_of=read_moment(named.get("as_of", "").strip()) or as_of,
    )


def read_moment(text: str) -> datetime | None:
    """Read ISO 8601; a moment without a zone is UTC, an empty text is None. Raises ValueError for anything else."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f'"{text}" is no moment. Write as_of as 2026-11-23T10:00:00Z.') from None


def _find_delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max((",", ";", "\t"), key=first.count)


def _find_header_problem(header: list[str], warehouse: str) -> str | None:
    missing = [column for column in _NEEDED if column not in header and not (column == "warehouse" and warehouse)]
    unknown = [column for column in header if column not in _COLUMNS]
    if missing:
        return f"The first line lacks {', '.join(missing)}. {_describe_columns()}"
    if unknown:
        return f"The first line has columns that are not known: {', '.join(unknown)}. {_describe_columns()}"
    if len(set(header)) != len(header):
        return f"The first line names a column twice. {_describe_columns()}"
    return None


def _describe_columns() -> str:
    return "The first line names the columns: warehouse,sku,on_hand and, if wanted, as_of."


def _refuse(line: int, message: str) -> Parsed:
    return Parsed(rows=(), problems=(errors.RowProblem(row=line, message=message),))
