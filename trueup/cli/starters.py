"""`trueup init`: a starter project."""

from pathlib import Path
from typing import Annotated

import typer

from reconciler.shopify import domains
from trueup import starters
from trueup.cli import printing


def add_to(app: typer.Typer) -> None:
    """Put the command at the top of the tree."""
    app.command("init", epilog="Example: trueup init my-shop --shop my-shop.myshopify.com")(init)


def init(
    folder: Annotated[Path, typer.Argument(help="An empty folder, or one to be made.")] = Path(),
    *,
    shop: Annotated[str | None, typer.Option(help="The shop's address, which ends in .myshopify.com.")] = None,
) -> None:
    """Write a commented starter project: settings, rules with their tests, an example of the secrets file."""
    written = starters.write(folder, domain=domains.check(shop) if shop else None)
    for file in written:
        printing.say(f"  {file}")
    printing.say(f"Begin with {folder / 'README.md'}.")
