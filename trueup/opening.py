"""Opening a shop: a project in, a `reconciler.contexts.Shop` with all its connections out, closed again at the end.

`diff`, `apply`, `undo` and `run` come here. Looking needs nothing more; whoever writes to the shop also takes its
lease: `async with leasing.alone(shop, ttl=opening.lease_of(project)) as shop`.
"""

import dataclasses
import functools
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from engine import deciding, ir
from reconciler import contexts, guards, observing, quiet_hours
from reconciler.shopify import client
from store import databases
from trueup import feeds, projects, wiring

_log = logging.getLogger(__name__)

EXAMPLES = "disagreements"
"""The folder of a project where the engine saves examples of its two evaluators not agreeing."""


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


@asynccontextmanager
async def open_shop(
    project: projects.Project,
    *,
    allowed: Mapping[str, int] | None = None,
    progress: observing.Progress = observing.silent,
) -> AsyncIterator[contexts.Shop]:
    """Everything a round needs of the project's shop. `allowed` names guards that may be passed once, up to a value.

    Raises, before anything is asked of the shop: RulesError with every problem, ProjectError, WrongShopError,
    SecretsError, store's OpenError and NewerDatabaseError.
    """
    ruleset = wiring.load_rules(project)
    connection = wiring.connect(project)
    with wiring.open_database(project) as database, make_decider(project, ruleset) as decider:
        async with connection as shop_client:
            shop = put_together(project, database, shop_client, decider=decider, ruleset=ruleset)
            yield dataclasses.replace(shop, allowed=dict(allowed or {}), progress=progress)


def make_decider(project: projects.Project, ruleset: ir.RuleSet) -> deciding.Decider:
    """A decider on the engine that the settings name; close it.

    Where that is durable_rules and it is not there, one line says so: on stderr at the command line, in the log of the
    daemon. Reports name the engine and don't repeat it.
    """
    engine = project.settings.rules.engine
    decider = deciding.Decider(ruleset, engine=engine, clock=now, examples=project.folder / EXAMPLES)
    if decider.absence:
        _tell_once(
            f"{decider.absence}. The plain evaluator decides instead: the same decisions, more slowly. For the faster "
            "engine, install a C compiler, then the extra trueup[durable]; in a checkout, run make setup."
        )
    return decider


@functools.cache
def _tell_once(sentence: str) -> None:
    """Warn, the first time in this process: a command may make several deciders, the daemon one at each edit."""
    _log.warning("%s", sentence)


def put_together(
    project: projects.Project,
    database: databases.Database,
    shop_client: client.ShopClient,
    *,
    decider: deciding.Decider,
    ruleset: ir.RuleSet,
) -> contexts.Shop:
    """A shop from parts that are open already, with the limits of the settings; it is registered if it is new."""
    settings = project.settings
    return contexts.Shop(
        domain=wiring.ensure_shop(database, project),
        client=shop_client,
        database=database,
        decider=decider,
        ruleset=ruleset,
        clock=now,
        limits=make_limits(project),
        on_breach=settings.guards.on_breach,
        quiet=quiet_hours.read(settings.quiet.hours, settings.quiet.zone),
        feeds=feeds.of(project),
        feed_limits=feeds.limits(project),
        keep_decisions=timedelta(days=settings.rounds.keep_decisions_days),
        retry_refused_after=timedelta(seconds=settings.rounds.retry_refused_after_seconds),
    )


def make_limits(project: projects.Project) -> guards.Limits:
    """The limits of the settings."""
    return guards.Limits(**{name: getattr(project.settings.guards, name) for name in guards.GUARDS})


def lease_of(project: projects.Project) -> timedelta:
    """How long a process holds a shop without a sign of life."""
    return timedelta(seconds=project.settings.loop.lease_seconds)
