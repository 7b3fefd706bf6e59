"""The whole command tree: what `trueup --help` lists. Each group of commands lives in a module of its own."""

from pathlib import Path
from typing import Annotated

import typer

from trueup import versions
from trueup.cli import (
    demos,
    desks,
    diffs,
    explanations,
    labels,
    mappings,
    orders,
    rounds,
    rules,
    running,
    shops,
    simulations,
    starters,
    stock,
    warehouses,
)

app = typer.Typer(
    name="trueup",
    help="Keep a Shopify shop true to the warehouses that ship for it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - an option's callback takes the option's value
    if wanted:
        typer.echo(f"trueup {versions.trueup()}")
        raise typer.Exit


@app.callback(epilog="Example: trueup --settings ~/my-shop/settings.toml diff")
def everything(
    context: typer.Context,
    *,
    settings: Annotated[
        Path | None,
        typer.Option(help="The settings file; else TRUEUP_SETTINGS, else settings.toml in this folder."),
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show where in the code an error came from.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Compare what should be with what the shop says, decide by rules, show the plan, and carry it out when told to."""
    del version, debug  # both are acted on elsewhere: see `_show_version` and `refusals`
    context.obj = desks.Desk(settings)


demos.add_to(app)
diffs.add_to(app)
running.add_to(app)
explanations.add_to(app)
app.add_typer(orders.app, name="orders")
app.add_typer(labels.app, name="label")
rules.add_to(app)
mappings.add_to(app)
app.add_typer(warehouses.app, name="warehouses")
stock.add_to(app)
app.add_typer(shops.app, name="shop")
app.add_typer(rounds.app, name="rounds")
starters.add_to(app)
simulations.add_to(app)

PANELS = {
    "Rounds": ("demo", "diff", "apply", "run", "explain", "rounds"),
    "Orders and stock": ("orders", "label", "import", "stock"),
    "The shop and its warehouses": ("warehouses", "map", "unmap", "locations", "shop"),
    "Rules and projects": ("init", "check", "test", "simulate"),
}
"""The headings of `trueup --help`, and the commands under each."""


def _panel(name: str) -> str | None:
    return next((panel for panel, names in PANELS.items() if name in names), None)


for _command in app.registered_commands:
    _command.rich_help_panel = _panel(str(_command.name or getattr(_command.callback, "__name__", "")))
for _group in app.registered_groups:
    _group.rich_help_panel = _panel(_group.name or "")
