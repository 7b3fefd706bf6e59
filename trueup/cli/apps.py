"""The command tree: what `trueup --help` lists. Each group of commands lives in a module of its own.

A command line loads the module of its own command and no other, for some of them are slow to load. Called by
`cli.main`.
"""

import importlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from trueup.cli import places

HEADINGS = {
    "Rounds": {
        "demo": "demos",
        "diff": "diffs",
        "apply": "diffs",
        "approve": "approvals",
        "undo": "undos",
        "run": "running",
        "pause": "pauses",
        "resume": "pauses",
        "explain": "explanations",
        "rounds": "rounds",
        "replay": "replays",
        "forget": "forgetting",
    },
    "Orders and stock": {"orders": "orders", "label": "labels", "import": "imports", "stock": "stock"},
    "The shop and its warehouses": {
        "warehouses": "warehouses",
        "map": "mappings",
        "unmap": "mappings",
        "locations": "mappings",
        "shop": "shops",
    },
    "Rules and projects": {
        "init": "starters",
        "check": "rules",
        "test": "rules",
        "rules": "vocabularies",
        "simulate": "simulations",
    },
}
"""The headings of `trueup --help`, the commands under each, and the module here whose `add_to` has each."""

MODULES = {command: module for commands in HEADINGS.values() for command, module in commands.items()}


def app_for(words: Sequence[str]) -> typer.Typer:
    """The command tree for a command line: with the one module it needs, or whole where none is named."""
    command = find_command(words)
    if command == "--version":  # asks for no command, so the quickest to load will do
        command = "check"
    modules = dict.fromkeys([MODULES[command]] if command in MODULES else MODULES.values())
    app = typer.Typer(
        name="trueup",
        help="Keep a Shopify shop true to the warehouses that ship for it.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(epilog="Example: trueup --settings ~/my-shop/settings.toml diff")(everything)
    for module in modules:
        importlib.import_module(f"trueup.cli.{module}").add_to(app)
    for one in app.registered_commands:
        one.rich_help_panel = _heading(str(one.name or getattr(one.callback, "__name__", "")))
    for group in app.registered_groups:
        group.rich_help_panel = _heading(group.name or "")
    return app


def find_command(words: Sequence[str]) -> str | None:
    """The command that a command line names, if it is clear before it is read in full."""
    if "_TRUEUP_COMPLETE" in os.environ:  # a shell asks what could be typed next
        return None
    left = iter(words)
    for word in left:
        if word == "--settings":
            next(left, None)
        elif word != "--debug" and not word.startswith("--settings="):
            return word
    return None


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - an option's callback takes the option's value
    if wanted:
        from trueup import versions  # noqa: PLC0415 - no other command line needs it

        typer.echo(f"trueup {versions.trueup()}")
        raise typer.Exit


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
    context.obj = places.Place(settings)


def _heading(command: str) -> str | None:
    return next((heading for heading, commands in HEADINGS.items() if command in commands), None)
