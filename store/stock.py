"""Stock: counting it, and what is on hand, committed and available on hand. `stock_imports` takes whole files."""

from datetime import datetime
from decimal import Decimal

import msgspec
from sqlmodel import Session

from store import errors, figures, quantities, warehouses
from store.tables import Stock


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
    if problem := find_sku_problem(sku):
        raise errors.QuantityError(problem)
    present = session.get(Stock, (row.id, sku), with_for_update=True)
    if present is None:
        session.add(Stock(warehouse_id=row.id, sku=sku, counted=units, as_of=as_of))
    elif as_of < present.as_of and not force:
        raise errors.StaleCountError(describe_stale(sku, row.key, as_of, present.as_of))
    else:
        present.counted, present.as_of = units, as_of
    session.flush()


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


def find_sku_problem(sku: str) -> str | None:
    """Say what is wrong with a SKU, or return None. Spaces and letter case are part of it: it is compared exactly."""
    if not sku.strip():
        return "The SKU is empty."
    if "\0" in sku:
        return f"The SKU {sku!r} has a NUL character, which no database keeps."
    return None


def describe_stale(sku: str, warehouse: str, as_of: datetime, known: datetime) -> str:
    """Say that a count is older than the one we have, and what to do."""
    return (
        f'The count of "{sku}" in {warehouse} as of {as_of.isoformat()} is older than the one we have, '
        f"as of {known.isoformat()}. Use a newer count, or --force to take the older one."
    )
