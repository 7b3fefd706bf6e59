"""`trueup stock`: what is on hand, committed and available in the warehouses."""

from typing import Annotated

import typer

from store import skus, stock
from trueup.cli import desks, printing


def add_to(top: typer.Typer) -> None:
    """Put the command of this module at the top of the tree."""
    top.command("stock", epilog="Example: trueup stock warehouse-a")(show)


def show(
    context: typer.Context,
    warehouse: Annotated[str | None, typer.Argument(help="The warehouse's key or name; none shows all.")] = None,
    *,
    sku: Annotated[str | None, typer.Option(help="One SKU.")] = None,
) -> None:
    """Show what is on hand, committed to open orders, and available, per warehouse and SKU."""
    with desks.at(context).database() as database, database.session() as session:
        if sku is not None:
            skus.refuse_unknown(session, sku)
        lines = [
            (one.warehouse, one.sku, one.on_hand, one.committed, one.available, one.as_of)
            for one in stock.list_all(session, warehouse, sku)
        ]
    columns = ("Warehouse", "SKU", "On hand", "Committed", "Available", "Counted")
    what = "Nothing" if sku is None else f'Nothing of "{sku}"'
    where = "" if warehouse is None else f" in {warehouse}"
    nothing = f"{what} was counted{where} yet. Import a file: trueup import stock FILE"
    printing.rows(columns, lines, nothing=nothing)
