"""Importing stock: all rows of a file or feed or, if anything is wrong with any of them, none.

Rows come from `stock_files` or from any other feed; the counts go to the stock table. `check` and `put` are the two
halves, for those who look at the counts in between.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

import msgspec
from sqlmodel import Session, select

from store import errors, nearest, quantities, stock, upserts, warehouses
from store.tables import Stock, Warehouse


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row as it was written. `row` is its line in the file, `warehouse` a key or a name."""

    row: int
    warehouse: str
    sku: str
    on_hand: int | float | Decimal | str
    as_of: datetime


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """A row that was found right: whole units of a SKU, counted in a warehouse (its key) at a moment."""

    warehouse_id: int
    warehouse: str
    sku: str
    units: int
    as_of: datetime


def import_rows(
    session: Session, rows: Sequence[Row], *, found: Sequence[errors.RowProblem] = (), force: bool = False
) -> int:
    """Set all counts or none, and return how many. `found` are problems met while reading the file.

    Raises ImportRefusedError with every problem: unknown warehouse, a SKU twice for a warehouse, a negative or
    fractional quantity, a count older than the one we have unless `force` is on.
    """
    return put(session, check(session, rows, found=found, force=force))


def check(
    session: Session, rows: Sequence[Row], *, found: Sequence[errors.RowProblem] = (), force: bool = False
) -> list[Checked]:
    """Return what the rows say, and set nothing. Raises as `import_rows`."""
    checker = _Checker(
        warehouses={name: one for one in warehouses.list_all(session) for name in (one.key, one.name)},
        counted={} if force else _load_moments(session),
    )
    checked = [checker.check(row) for row in rows]
    problems = [*found, *checker.problems]
    if problems:
        raise errors.ImportRefusedError(sorted(problems, key=lambda problem: problem.row))
    return [one for one in checked if one is not None]


def put(session: Session, counts: Sequence[Checked]) -> int:
    """Set these counts, and return how many."""
    values = [
        {"warehouse_id": one.warehouse_id, "sku": one.sku, "counted": one.units, "as_of": one.as_of} for one in counts
    ]
    upserts.put(session, Stock, ("warehouse_id", "sku"), values)
    return len(values)


class _Checker:
    """Checks row after row, remembering which SKUs it has seen and what was wrong."""

    def __init__(self, *, warehouses: Mapping[str, Warehouse], counted: Mapping[tuple[int, str], datetime]) -> None:
        self.problems: list[errors.RowProblem] = []
        self._warehouses = warehouses
        self._counted = counted
        self._seen: dict[tuple[int, str], int] = {}

    def check(self, row: Row) -> Checked | None:
        """Return what the row says; what is wrong with it goes to `problems`."""
        units = 0
        try:
            units = quantities.read_whole(row.on_hand)
        except errors.QuantityError as refusal:
            self._complain(row, str(refusal))
        if problem := stock.find_sku_problem(row.sku):
            self._complain(row, problem)
        warehouse = self._warehouses.get(row.warehouse)
        if warehouse is None:
            near = nearest.find(row.warehouse, self._warehouses)
            hint = f' Did you mean "{near}"?' if near else ""
            self._complain(row, f'There is no warehouse "{row.warehouse}".{hint}')
            return None
        self._check_others(row, warehouse)
        return Checked(warehouse_id=warehouse.id, warehouse=warehouse.key, sku=row.sku, units=units, as_of=row.as_of)

    def _check_others(self, row: Row, warehouse: Warehouse) -> None:
        key = (warehouse.id, row.sku)
        if key in self._seen:
            first = self._seen[key]
            self._complain(
                row, f'SKU "{row.sku}" stands for {warehouse.key} on line {first} already. Keep one of them.'
            )
        self._seen.setdefault(key, row.row)
        if key in self._counted and row.as_of < self._counted[key]:
            self._complain(row, stock.describe_stale(row.sku, warehouse.key, row.as_of, self._counted[key]))

    def _complain(self, row: Row, message: str) -> None:
        self.problems.append(errors.RowProblem(row=row.row, message=message))


def _load_moments(session: Session) -> dict[tuple[int, str], datetime]:
    rows = session.execute(select(Stock.warehouse_id, Stock.sku, Stock.as_of))
    return {(warehouse_id, sku): as_of for warehouse_id, sku, as_of in rows}
