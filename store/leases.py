"""Leases: only one process at a time may run rounds of a shop, whoever it is and wherever it runs.

Each function is one transaction of its own, decided by a single statement, so that two processes can't both win.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, update
from sqlmodel import Session, col, select

from store import databases, shops, upserts
from store.tables import Lease


def acquire(database: databases.Database, shop: str, holder: str, ttl: timedelta, now: datetime) -> bool:
    """Take the shop's lease until `now + ttl`; return False while somebody has it, the same holder included.

    `holder` names one runner, as host, process and start. An expired lease may be taken. Raises UnknownShopError.
    """
    with database.session() as session:
        statement = upserts.insert(session, Lease).values(
            shop_id=shops.get(session, shop).id, holder=holder, expires_at=now + ttl
        )
        taken = session.execute(
            statement.on_conflict_do_update(
                index_elements=["shop_id"],
                set_={"holder": statement.excluded.holder, "expires_at": statement.excluded.expires_at},
                where=col(Lease.expires_at) <= now,
            ).returning(col(Lease.shop_id))
        )
        return taken.first() is not None


def renew(database: databases.Database, shop: str, holder: str, ttl: timedelta, now: datetime) -> bool:
    """Extend the lease to `now + ttl`; return False if somebody else has it by now: then stop writing at once."""
    with database.session() as session:
        mine = _held(session, shop, holder)
        kept = session.execute(update(Lease).where(mine).values(expires_at=now + ttl).returning(col(Lease.shop_id)))
        return kept.first() is not None


def release(database: databases.Database, shop: str, holder: str) -> None:
    """Give the lease back. Nothing happens if it is somebody else's by now."""
    with database.session() as session:
        session.execute(delete(Lease).where(_held(session, shop, holder)))


def holder(database: databases.Database, shop: str) -> str | None:
    """Name who has the shop's lease, expired or not; None when nobody has. Raises UnknownShopError."""
    with database.reading() as session:
        return session.exec(select(Lease.holder).where(Lease.shop_id == shops.get(session, shop).id)).one_or_none()


def _held(session: Session, shop: str, holder: str) -> ColumnElement[bool]:
    return and_(col(Lease.shop_id) == shops.get(session, shop).id, col(Lease.holder) == holder)
