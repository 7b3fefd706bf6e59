"""Leasing: taking a shop for oneself before writing to it, across processes and machines.

`alone` gives the shop to one runner at a time and makes its `may_go_on` answer for the lease. The daemon's rounds and
everything at the command line that writes to a shop go through here.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from reconciler import holders
from reconciler.contexts import Shop
from store import databases, leases, rounds
from store import errors as store_errors

RENEWALS = 3
"""How often a lease is renewed within its time: two renewals may fail before it is lost."""

_log = logging.getLogger(__name__)


class BusyError(Exception):
    """Another runner has the shop. Nothing was done; it is no fault, and the next round may have it."""

    def __init__(self, shop: str, ttl: timedelta) -> None:
        super().__init__(
            f"Another process is at work on {shop}, and only one may be. Wait until it is done; if it was killed, the "
            f"shop is free {ttl.total_seconds():g} seconds after its last sign of life."
        )


@dataclass
class Lease:
    """A lease that is held. `keep` answers whether it still is, renewing it when a third of its time has passed."""

    database: databases.Database
    shop: str
    holder: str
    ttl: timedelta
    clock: Callable[[], datetime]
    renewed_at: datetime
    is_lost: bool = field(default=False, init=False)

    def keep(self) -> bool:
        """Tell whether the shop is still ours. Once lost, a lease stays lost: somebody else may have written since."""
        now = self.clock()
        if not self.is_lost and now - self.renewed_at >= self.ttl / RENEWALS:
            self._renew(now)
        return not self.is_lost

    def _renew(self, now: datetime) -> None:
        try:
            self.is_lost = not leases.renew(self.database, self.shop, self.holder, self.ttl, now)
        except store_errors.UnavailableError as problem:
            # Others see the database too: until the time is up, nobody else can have taken the shop.
            self.is_lost = now - self.renewed_at >= self.ttl
            _log.warning("The lease of %s could not be renewed: %s", self.shop, problem)
        else:
            self.renewed_at = now
        if self.is_lost:
            _log.error("The lease of %s was lost to another process; nothing more is written.", self.shop)


@contextlib.asynccontextmanager
async def alone(shop: Shop, *, ttl: timedelta) -> AsyncIterator[Shop]:
    """Have the shop for oneself inside the `async with`: the given value's `may_go_on` is False once it is not so.

    The lease is renewed between changes, while reading, and while waiting for the shop; it is given back at the end.
    Rounds that a crash left running are closed as abandoned first. Raises BusyError while somebody else has the shop.
    """
    lease = _take(shop.database, shop.domain, shop.clock, ttl)
    renewing = asyncio.create_task(_renew_while_waiting(lease))
    try:
        _abandon(shop)
        yield replace(shop, may_go_on=lambda: lease.keep() and shop.may_go_on())
    finally:
        renewing.cancel()
        await asyncio.gather(renewing, return_exceptions=True)
        _give_back(lease)


@contextlib.contextmanager
def held(database: databases.Database, shop: str, *, clock: Callable[[], datetime], ttl: timedelta) -> Iterator[None]:
    """Keep rounds from a shop inside the `with`, for something in our own database that is done well within `ttl`.

    Raises BusyError while somebody else has the shop.
    """
    lease = _take(database, shop, clock, ttl)
    try:
        yield
    finally:
        _give_back(lease)


def _take(database: databases.Database, shop: str, clock: Callable[[], datetime], ttl: timedelta) -> Lease:
    now = clock()
    holder = holders.name(now)
    if not leases.acquire(database, shop, holder, ttl, now):
        other = leases.holder(database, shop)
        if other is not None and not holders.is_gone(other):
            raise BusyError(shop, ttl)
        if other is not None:
            # Released in the name of the dead: if a third runner was quicker, the lease has another name by now.
            leases.release(database, shop, other)
        if not leases.acquire(database, shop, holder, ttl, now):
            raise BusyError(shop, ttl)
    return Lease(database, shop, holder, ttl, clock, now)


async def _renew_while_waiting(lease: Lease) -> None:
    while lease.keep():  # noqa: ASYNC110 - it is time that passes, nobody sets an event
        await asyncio.sleep(lease.ttl.total_seconds() / RENEWALS)


def _abandon(shop: Shop) -> None:
    with shop.database.session() as session:
        for number in rounds.abandon_running(session, shop.domain, shop.clock()):
            _log.warning(
                "Round %s of %s was cut off by a crash; its requests are looked for first.", number, shop.domain
            )


def _give_back(lease: Lease) -> None:
    try:
        leases.release(lease.database, lease.shop, lease.holder)
    except store_errors.UnavailableError as problem:
        _log.warning("The lease of %s could not be given back; it ends by itself: %s", lease.shop, problem)
