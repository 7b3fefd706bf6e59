"""How a command ends: the one place where errors become a plain sentence on stderr and an exit code.

0 is success, 1 is any error, wrong usage included, and 2 is left to `trueup diff`, where it means "something would
change". Traceback only with `--debug`. Called by `cli.main`.
"""

import traceback
from collections.abc import Sequence

import typer
from typer import exceptions

from trueup import hiding, redacting
from trueup.cli import apps

FAILED = 1
WOULD_CHANGE = 2
INTERRUPTED = 130

OURS = frozenset({"engine", "reconciler", "simulator", "store", "trueup"})
"""The packages whose errors are written for people."""


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code; nothing is raised but what leaves the process on purpose."""
    if broken := next((word for word in arguments if not _is_text(word)), None):
        typer.echo(f"Error: {broken!a} is not text in UTF-8. Type it again, or paste it as plain text.", err=True)
        return FAILED
    try:
        command = typer.main.get_command(apps.app_for(arguments))
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


def _is_text(word: str) -> bool:
    """Whether it is Unicode throughout. Python hands over other bytes as halves of surrogates, which nothing stores."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


def tell_misuse(refusal: exceptions.TyperException) -> None:
    """Say what was wrong with the command line itself, and where its help is."""
    message = refusal.format_message()
    if not message:  # help was asked for by giving no command, and has been shown
        return
    context = getattr(refusal, "ctx", None)
    command = context.command_path if context else "trueup"
    typer.echo(f"Error: {message}\nTry '{command} --help'.", err=True)


def tell(error: BaseException, *, debug: bool) -> None:
    """Say what went wrong on stderr: our own errors as their sentence, any other as its type and how to see more."""
    hide = redacting.Redactor([*hiding.in_environment(), *redacting.remembered()])
    if debug:
        text = "".join(traceback.format_exception(error))
    elif type(error).__module__.split(".")[0] in OURS:
        text = f"Error: {error}"
    elif isinstance(error, OSError):
        text = f"Error: {error.filename or 'the system'}: {error.strerror or error}"
    else:
        first = next(iter(str(error).splitlines()), "")
        text = f"Unexpected {type(error).__name__}: {first}\nWith --debug right after `trueup`, it shows where."
    typer.echo(hide(text), err=True)
