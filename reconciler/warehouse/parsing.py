"""From the bytes of a feed to its rows: CSV as `store.stock_files` reads it, or JSON.

JSON is a list of rows, or an object with the list as `rows`, and if wanted `as_of` and `count`, the number of rows. A
row has `warehouse`, `sku`, `on_hand` and, if wanted, `as_of`. CSV may end with a line `# rows: 500`. Nothing here
raises for what stands in a feed: what can't be read is a problem of its row.
"""

import re
from datetime import datetime

import msgspec

from reconciler.warehouse.values import Contents, Document
from store import errors as store_errors
from store import stock_files, stock_imports

_FOOTER = re.compile(r"#\s*(?:rows|count|end)\s*[:=,;]?\s*([0-9]{1,9})[\s,;]*", re.IGNORECASE)


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sku: str
    on_hand: int | float | str
    warehouse: str = ""
    as_of: str | None = None


class _Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rows: list[msgspec.Raw]
    as_of: str | None = None
    count: int | None = None


def parse(document: Document, *, as_of: datetime, warehouse: str = "") -> Contents:
    """Read what stands in a document.

    `as_of` holds for what tells no moment of its own, `warehouse` for rows that name none.
    """
    moment = document.as_of or as_of
    try:
        text = document.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _refuse(moment, "it is not UTF-8 text. Save it as CSV in UTF-8, or as JSON.")
    if text.lstrip()[:1] in {"[", "{"}:
        return _parse_json(text, moment, warehouse)
    return _parse_csv(text, moment, warehouse)


def _parse_csv(text: str, as_of: datetime, warehouse: str) -> Contents:
    body = text.rstrip()
    start = body.rfind("\n") + 1
    footer = _FOOTER.fullmatch(body[start:].strip().strip('"'))
    announced = int(footer.group(1)) if footer else None
    body = body[:start] if footer else text
    if not body.strip():
        return Contents(rows=(), problems=(), as_of=as_of, announced=announced)
    parsed = stock_files.parse(body, as_of=as_of, warehouse=warehouse)
    return Contents(rows=parsed.rows, problems=parsed.problems, as_of=_newest(parsed.rows, as_of), announced=announced)


def _parse_json(text: str, as_of: datetime, warehouse: str) -> Contents:
    try:
        if text.lstrip().startswith("["):
            envelope = _Envelope(rows=msgspec.json.decode(text, type=list[msgspec.Raw]))
        else:
            envelope = msgspec.json.decode(text, type=_Envelope)
        moment = stock_files.read_moment(envelope.as_of or "") or as_of
    except (msgspec.MsgspecError, ValueError, RecursionError) as problem:
        return _refuse(as_of, f"it is no JSON feed: {problem}.")
    rows: list[stock_imports.Row] = []
    problems: list[store_errors.RowProblem] = []
    for number, raw in enumerate(envelope.rows, start=1):
        try:
            rows.append(_read_row(number, raw, moment, warehouse))
        except (msgspec.MsgspecError, ValueError, RecursionError) as problem:
            problems.append(store_errors.RowProblem(row=number, message=str(problem)))
    found = tuple(rows)
    return Contents(rows=found, problems=tuple(problems), as_of=_newest(found, moment), announced=envelope.count)


def _read_row(number: int, raw: msgspec.Raw, as_of: datetime, warehouse: str) -> stock_imports.Row:
    row = msgspec.json.decode(raw, type=_Row)
    return stock_imports.Row(
        row=number,
        warehouse=row.warehouse or warehouse,
        sku=row.sku,
        on_hand=row.on_hand,
        as_of=stock_files.read_moment(row.as_of or "") or as_of,
    )


def _newest(rows: tuple[stock_imports.Row, ...], otherwise: datetime) -> datetime:
    return max((row.as_of for row in rows), default=otherwise)


def _refuse(as_of: datetime, message: str) -> Contents:
    return Contents(rows=(), problems=(store_errors.RowProblem(row=1, message=message),), as_of=as_of)
