"""`trueup run`: the daemon, or one round of it for a timer."""

import asyncio
from datetime import timedelta
from typing import Annotated

import typer

from reconciler import loop
from trueup import daemons, logs, projects, redacting
from trueup.cli import desks, refusals


def add_to(app: typer.Typer) -> None:
    """Put the command of this module at the top of the tree."""
    app.command("run", epilog="Example: trueup run --interval 30")(run)


def run(
    context: typer.Context,
    *,
    once: Annotated[
        bool,
        typer.Option("--once", help="One round, then leave: 0 if all is well, 1 if a person should look. For timers."),
    ] = False,
    interval: Annotated[
        float | None,
        typer.Option(min=0.05, help="Seconds from one round's start to the next's; else loop.interval_seconds."),
    ] = None,
    jitter: Annotated[
        float | None, typer.Option(min=0, help="Seconds, at most, added to each at random; else loop.jitter_seconds.")
    ] = None,
) -> None:
    """Keep the shop true: a round now and one at every interval, until it is told to stop (SIGTERM, Ctrl-C).

    Stopping finishes the change in hand and exits with 0; a second signal leaves at once. Edited rules take effect at
    the next round. Two of these on one database take turns: only one works on a shop at a time.
    """
    project = desks.at(context).project
    chosen = project.settings.log
    logs.configure(level=chosen.level, form=chosen.format, secrets=redacting.remembered())
    if once:
        turn = asyncio.run(daemons.run_once(project))
        raise typer.Exit(0 if turn.is_well else refusals.FAILED)
    asyncio.run(daemons.keep_true(project, _schedule(project, interval, jitter)))


def _schedule(project: projects.Project, interval: float | None, jitter: float | None) -> loop.Schedule:
    settings = project.settings.loop
    return loop.Schedule(
        interval=timedelta(seconds=settings.interval_seconds if interval is None else interval),
        jitter=timedelta(seconds=settings.jitter_seconds if jitter is None else jitter),
    )
