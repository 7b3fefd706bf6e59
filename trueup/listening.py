"""Listening: the receiver of webhooks beside the daemon's rounds, where the settings ask for one.

`daemons` wraps its loop in `beside`. The receiver has a thread, an event loop and a database handle of its own, so that
it answers at once whatever a round is doing.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog

from reconciler import noticed, turns, waking
from reconciler.shopify import errors as shop_errors
from reconciler.shopify import subscribing
from reconciler.webhooks import inbox, receiving, serving, topics
from trueup import errors, opening, projects, wiring
from trueup.settings import variables

RENEWAL = timedelta(days=1)
"""How often subscriptions are looked after."""

_log = structlog.stdlib.get_logger(__name__)


@asynccontextmanager
async def beside(project: projects.Project, watch: turns.Watch) -> AsyncIterator[None]:
    """Receive webhooks inside the `async with`, and take narrow turns for them; nothing without [webhooks] listen.

    Raises SecretsError when there is no secret to check webhooks with, ListenError for an address that can't be had.
    """
    chosen = project.settings.webhooks
    if not chosen.listen:
        yield
        return
    secrets = project.secrets.signing()
    if not secrets:
        raise errors.SecretsError(
            f"Webhooks are signed with the app's secret, and there is none here. Set {variables.WEBHOOK_SECRET} in the "
            'environment, or write webhook_secret = "..." into secrets.toml. Without it, leave [webhooks] listen empty.'
        )
    host, port = serving.address(chosen.listen)
    with wiring.open_database(project) as database:
        bell = waking.Bell()
        box = inbox.Inbox(database, watch.domain, clock=opening.now, noticed=bell.ring)
        board = noticed.Board(database, watch.domain, opening.now)
        rhythm = waking.Rhythm(gather=timedelta(seconds=chosen.gather_seconds))
        with serving.serve(receiving.create_app(box, watch.domain, secrets), host, port) as bound:
            _log.info("receiving webhooks", shop=watch.domain, host=host, port=bound, path=receiving.PATH)
            at_work = [asyncio.create_task(waking.run(watch, board, bell, rhythm))]
            if chosen.address:
                at_work.append(asyncio.create_task(_stay_subscribed(project, chosen.address, watch)))
            try:
                yield
                # The narrow round in hand ends as a full one does: after the change that it is at.
                await at_work[0]
            finally:
                for task in at_work:
                    task.cancel()
                await asyncio.gather(*at_work, return_exceptions=True)


async def _stay_subscribed(project: projects.Project, address: str, watch: turns.Watch) -> None:
    """Subscribe to what is missing, now and every day. A shop that can't be asked is asked again the next day."""
    while True:
        try:
            async with wiring.connect(project) as client:
                made = await subscribing.subscribe(client, address, topics.WANTED)
        except shop_errors.ShopError as problem:
            _log.error("webhooks could not be subscribed to", shop=watch.domain, address=address, why=str(problem))
        else:
            _log.info("subscribed to webhooks", shop=watch.domain, address=address, missing=len(made))
        await asyncio.sleep(RENEWAL.total_seconds())
