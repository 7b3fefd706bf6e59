"""How a command ends: the one place where errors become a plain sentence on stderr and an exit code.

0 is success, 1 is any error, wrong usage included, and 2 is left to `trueup diff`, where it means "something would
change". Traceback only with `--debug`. Called by `cli.main`.
"""

import traceback
from collections.abc import Sequence

import typer
from typer import exceptions

FAILED = 1
WOULD_CHANGE = 2
INTERRUPTED = 130


def run(app: typer.Typer, arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code; nothing is raised but what leaves the process on purpose."""
    command = typer.main.get_command(app)
    try:
        code = command.main(args=list(arguments), prog_name="trueup", standalone_mode=False)
    except exceptions.TyperException as refusal:
        tell_misuse(refusal)
        return FAILED
    except (exceptions.Abort, KeyboardInterrupt):
        typer.echo("Stopped.", err=True)
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last place that can still say it plainly
        tell(error, debug="--debug" in arguments)
        return FAILED
    return code if isinstance(code, int) else 0


def tell_misuse(refusal: exceptions.TyperException) -> None:
    """Say what was wrong with the command line itself, and where its help is."""
    message = refusal.format_message()
    if not message:  # help was asked for by giving no command, and has been shown
        return
    context = getattr(refusal, "ctx", None)
    command = context.command_path if context else "trueup"
    typer.echo(f"Error: {message}\nTry '{command} --help'.", err=True)


def tell(error: BaseException, *, debug: bool) -> None:
    """Say what went wrong on stderr: our own errors as their sentence, a bug as its type and how to see more."""
    if debug:
        traceback.print_exception(error)
        return
    typer.echo(f"Error: {error}", err=True)
