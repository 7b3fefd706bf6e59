"""`trueup import stock` and `trueup stock`: what was counted in the warehouses."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from store import stock, stock_files, stock_imports
from trueup import errors
from trueup.cli import desks, printing

app = typer.Typer(no_args_is_help=True, help="Take figures over from files.")


def add_to(top: typer.Typer) -> None:
    """Put the commands of this module at the top of the tree."""
    top.add_typer(app, name="import")
    top.command("stock", epilog="Example: trueup stock warehouse-a")(show)


@app.command("stock", epilog="Example: trueup import stock counts.csv --as-of 2026-11-23T06:00:00Z")
def import_stock(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="A CSV file with warehouse,sku,on_hand[,as_of]; - reads standard input.")
    ],
    *,
    as_of: Annotated[
        str | None, typer.Option(help="When it was counted, in ISO 8601 (UTC where no zone is given); now if not said.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Take counts that are older than those we have, too.")] = False,
) -> None:
    """Take over what was counted. All rows are taken or, with one wrong row, none."""
    parsed = stock_files.parse(_read(file), as_of=_moment(as_of))
    with desks.at(context).database() as database, database.session() as session:
        taken = stock_imports.import_rows(session, parsed.rows, found=parsed.problems, force=force)
    printing.say(f"Took over {taken} {'count' if taken == 1 else 'counts'} from {file}.")


def show(
    context: typer.Context,
    warehouse: Annotated[str | None, typer.Argument(help="The warehouse's key or name; none shows all.")] = None,
    *,
    sku: Annotated[str | None, typer.Option(help="One SKU.")] = None,
) -> None:
    """Show what is on hand, committed to open orders, and available, per warehouse and SKU."""
    with desks.at(context).database() as database, database.session() as session:
        lines = [
            (one.warehouse, one.sku, one.on_hand, one.committed, one.available, one.as_of)
            for one in stock.list_all(session, warehouse, sku)
        ]
    columns = ("Warehouse", "SKU", "On hand", "Committed", "Available", "Counted")
    printing.rows(columns, lines, nothing="Nothing was counted yet. Import a file: trueup import stock FILE")


def _read(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        why = "it is not UTF-8 text" if isinstance(problem, UnicodeDecodeError) else problem.strerror
        raise errors.TrueupError(f"{file} can't be read: {why}.") from problem


def _moment(text: str | None) -> datetime:
    if text is None:
        return desks.now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text} is no moment; write 2026-11-23T06:00:00Z.", param_hint="--as-of") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
