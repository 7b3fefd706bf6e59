"""Daemons: a project kept true round after round, or for one round. `cli.running` starts them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from reconciler import contexts, loop, stopping, turns
from trueup import listening, opening, projects, rulebooks, versions, wiring

_log = structlog.stdlib.get_logger(__name__)


async def keep_true(project: projects.Project, schedule: loop.Schedule) -> None:
    """Run rounds at the interval until SIGTERM or SIGINT; then finish the change in hand and return.

    Raises, before the first round, what `opening.open_shop` and `listening.beside` raise.
    """
    async with watching(project) as watch:
        seconds = schedule.interval.total_seconds()
        _log.info("watching", shop=watch.domain, interval_seconds=seconds, version=versions.trueup())
        async with listening.beside(project, watch):
            await loop.run([watch], schedule, watch.stop)
        _log.info("stopped", shop=watch.domain)


async def run_once(project: projects.Project) -> turns.Turn:
    """Take a single turn. Raises as `keep_true`."""
    async with watching(project) as watch:
        return await turns.take(watch)


@asynccontextmanager
async def watching(project: projects.Project) -> AsyncIterator[turns.Watch]:
    """The project's shop, ready for turns that end when a signal asks for it. Raises as `keep_true`."""
    stop = stopping.Stop()
    connection = wiring.connect(project)
    with wiring.open_database(project) as database, rulebooks.Rulebook(project) as rulebook, stopping.on_signals(stop):
        async with connection as client:

            def open_shop() -> contexts.Shop:
                rulebook.refresh()
                return opening.put_together(
                    project, database, client, decider=rulebook.decider, ruleset=rulebook.ruleset
                )

            domain = wiring.ensure_shop(database, project)
            yield turns.Watch(domain=domain, open=open_shop, lease=opening.lease_of(project), stop=stop)
