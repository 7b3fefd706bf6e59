"""Stock: counting it, importing counts, and what is on hand, committed and available on hand."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import msgspec
from sqlmodel import Session, select

from store import errors, figures, nearest, quantities, upserts, warehouses
from store.tables import Stock, Warehouse


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row of an import as it was written. `row` is its line in the file."""

    row: int
    warehouse: str
    sku: str
    on_hand: int | float | Decimal | str
    as_of: datetime


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """The stock of one SKU in one warehouse. `on_hand` is what was counted less the parcels labelled since."""

    warehouse: str
    sku: str
    counted: int
    as_of: datetime
    on_hand: int
    committed: int

    @property
    def available(self) -> int:
        """Available on hand: what may be sold. Negative when more is committed than there is."""
        return self.on_hand - self.committed


def count(  # noqa: PLR0913 - where, what, how many and when is one count
    session: Session,
    warehouse: str,
    sku: str,
    quantity: int | float | Decimal | str,  # noqa: PYI041 - JSON gives floats, people give text
    *,
    as_of: datetime,
    force: bool = False,
) -> None:
    """Set what was counted on the shelf at the moment `as_of`.

    Raises QuantityError (negative, fractional), UnknownWarehouseError, and StaleCountError if a later count is known
    and `force` is off.
    """
    row = warehouses.find(session, warehouse)
    units = quantities.read_whole(quantity)
    if problem := _find_sku_problem(sku):
        raise errors.QuantityError(problem)
    present = session.get(Stock, (row.id, sku), with_for_update=True)
    if present is None:
        session.add(Stock(warehouse_id=row.id, sku=sku, counted=units, as_of=as_of))
    elif as_of < present.as_of and not force:
        raise errors.StaleCountError(f"{_describe_stale(sku, row.key, as_of, present.as_of)}.")
    else:
        present.counted, present.as_of = units, as_of
    session.flush()


def import_rows(
    session: Session, rows: Sequence[Row], *, found: Sequence[errors.RowProblem] = (), force: bool = False
) -> int:
    """Set all counts or none, and return how many. `found` are problems met while reading the file.

    Raises ImportRefusedError with every problem: unknown warehouse, a SKU twice for a warehouse, a negative or
    fractional quantity, a count older than the one we have unless `force` is on.
    """
    by_name = {name: one for one in warehouses.list_all(session) for name in (one.key, one.name)}
    present = {
        (one, sku): as_of for one, sku, as_of in session.exec(select(Stock.warehouse_id, Stock.sku, Stock.as_of))
    }
    problems = list(found)
    first_rows: dict[tuple[int, str], int] = {}
    values = []
    for row in rows:
        complaints = []
        warehouse = by_name.get(row.warehouse)
        units = 0
        if warehouse is None:
            complaints.append(_describe_unknown(row.warehouse, by_name))
        try:
            units = quantities.read_whole(row.on_hand)
        except errors.QuantityError as refusal:
            complaints.append(str(refusal))
        if problem := _find_sku_problem(row.sku):
            complaints.append(problem)
        if warehouse is not None:
            key = (warehouse.id, row.sku)
            first = first_rows.setdefault(key, row.row)
            if first != row.row:
                complaints.append(
                    f'SKU "{row.sku}" stands for {warehouse.key} on line {first} already. Keep one of them.'
                )
            if key in present and row.as_of < present[key] and not force:
                complaints.append(f"{_describe_stale(row.sku, warehouse.key, row.as_of, present[key])}.")
            values.append({"warehouse_id": warehouse.id, "sku": row.sku, "counted": units, "as_of": row.as_of})
        problems.extend(errors.RowProblem(row=row.row, message=complaint) for complaint in complaints)
    if problems:
        raise errors.ImportRefusedError(sorted(problems, key=lambda problem: problem.row))
    upserts.put(session, Stock, ("warehouse_id", "sku"), values)
    return len(values)


def list_all(session: Session, warehouse: str | None = None, sku: str | None = None) -> list[Figure]:
    """Return the figures of every counted SKU, or of one warehouse or SKU, by warehouse and SKU.

    Raises UnknownWarehouseError.
    """
    warehouse_id = None if warehouse is None else warehouses.find(session, warehouse).id
    departed = figures.departed(session, warehouse_id, sku)
    committed = figures.committed(session, warehouse_id, sku)
    return [
        Figure(
            warehouse=one.warehouse,
            sku=one.sku,
            counted=one.units,
            as_of=one.as_of,
            on_hand=one.units - departed[one.warehouse_id, one.sku],
            committed=committed[one.warehouse_id, one.sku],
        )
        for one in figures.counted(session, warehouse_id, sku)
    ]


def on_hand(session: Session, warehouse: str, sku: str) -> int:
    """Return what is on hand of a SKU in a warehouse; 0 if it was never counted. Raises UnknownWarehouseError."""
    return next((figure.on_hand for figure in list_all(session, warehouse, sku)), 0)


def _find_sku_problem(sku: str) -> str | None:
    if not sku.strip():
        return "The SKU is empty."
    if "\0" in sku:
        return f"The SKU {sku!r} has a NUL character, which no database keeps."
    return None


def _describe_stale(sku: str, warehouse: str, as_of: datetime, known: datetime) -> str:
    return (
        f'The count of "{sku}" in {warehouse} as of {as_of.isoformat()} is older than the one we have, '
        f"as of {known.isoformat()}. Use a newer count, or --force to take the older one"
    )


def _describe_unknown(name: str, known: dict[str, Warehouse]) -> str:
    near = nearest.find(name, known)
    return f'There is no warehouse "{name}".' + (f' Did you mean "{near}"?' if near else "")
