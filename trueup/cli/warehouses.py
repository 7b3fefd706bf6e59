"""`trueup warehouses`: where goods are kept and shipped from."""

from typing import Annotated

import typer

from store import warehouses
from trueup.cli import desks, printing

app = typer.Typer(
    no_args_is_help=True,
    help="Name the warehouses that ship for the shop.",
    epilog='Example: trueup warehouses add warehouse-a "Warehouse A" --default',
)


def add_to(top: typer.Typer) -> None:
    """Put the group of this module at the top of the tree."""
    top.add_typer(app, name="warehouses")


Key = Annotated[str, typer.Argument(help="The short word for it in commands and rules, such as warehouse-a.")]


@app.command(epilog='Example: trueup warehouses add warehouse-a "Warehouse A" --default')
def add(
    context: typer.Context,
    key: Key,
    name: Annotated[str, typer.Argument(help="Its name, as people say it.")],
    *,
    default: Annotated[
        bool, typer.Option("--default", help="Ship from here whatever no rule sends elsewhere.")
    ] = False,
) -> None:
    """Add a warehouse."""
    with desks.at(context).database() as database, database.session() as session:
        warehouses.add(session, key, name, default=default)
    printing.say(f'Added {key} ("{name}"){", the default" if default else ""}. Map it: trueup map {key} "LOCATION"')


@app.command("list", epilog="Example: trueup warehouses list")
def show(context: typer.Context) -> None:
    """List the warehouses."""
    with desks.at(context).database() as database, database.session() as session:
        lines = [(one.key, one.name, "default" if one.is_default else "") for one in warehouses.list_all(session)]
    printing.rows(("Key", "Name", ""), lines, nothing='No warehouse yet. Add one: trueup warehouses add KEY "NAME"')


@app.command(epilog="Example: trueup warehouses default warehouse-b")
def default(context: typer.Context, key: Key) -> None:
    """Make a warehouse the default."""
    with desks.at(context).database() as database, database.session() as session:
        warehouses.set_default(session, key)
        name = warehouses.find(session, key).key
    printing.say(f"{name} is the default warehouse now.")
