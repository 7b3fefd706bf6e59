"""The whole command tree: what `trueup --help` lists. Each group of commands lives in a module of its own."""

from typing import Annotated

import typer

from trueup import versions

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


@app.callback()
def everything(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Compare what should be with what the shop says, decide by rules, show the plan, and carry it out when told to."""
    del version
