"""`trueup demo`: the story, on a simulated shop."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

FOLDER = Path("trueup-demo")
PORT = 8765


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(epilog="Example: trueup demo")(demo)


def demo(
    *,
    folder: Annotated[Path, typer.Option(help="Where to leave the demo's shop and project.")] = FOLDER,
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Where the demo's shop will answer when you bring it to life.")
    ] = PORT,
) -> None:
    """Watch orders, labels, failures and stock being put right, on a simulated shop. Takes some seconds."""
    # Only this command needs the simulator: all others start without it.
    from trueup.demos import stories  # noqa: PLC0415

    asyncio.run(stories.tell(folder, Console(), port=port))
