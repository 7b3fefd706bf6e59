"""Shops and their switches. The command line registers them; every other module finds them here."""

from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from store import errors, upserts
from store.tables import Shop

_BY_DOMAIN = select(Shop).where(Shop.domain == bindparam("domain"))
"""Made once: nearly everything begins with it."""


def ensure(session: Session, domain: str, name: str | None = None) -> Shop:
    """Return the shop, registering it first if it is new. A new shop has inventory write-back off and is not paused.

    `name` defaults to the domain; an existing shop takes the name if one is given.
    """
    values = {"domain": _clean(domain), "name": name or domain, "writes_inventory": False, "paused": False}
    session.execute(upserts.insert(session, Shop).values(**values).on_conflict_do_nothing(index_elements=["domain"]))
    shop = get(session, domain)
    if name is not None:
        shop.name = name
        session.flush()
    return shop


def get(session: Session, domain: str) -> Shop:
    """Return the shop with that domain; letter case does not matter. Raises UnknownShopError."""
    shop = session.exec(_BY_DOMAIN, params={"domain": _clean(domain)}).one_or_none()
    if shop is None:
        raise errors.UnknownShopError(domain, session.exec(select(Shop.domain)))
    return shop


def list_all(session: Session) -> list[Shop]:
    """Return every shop by domain."""
    return list(session.exec(select(Shop).order_by(col(Shop.domain))))


def set_writes_inventory(session: Session, domain: str, *, on: bool) -> None:
    """Switch inventory write-back of the whole shop on or off. Raises UnknownShopError."""
    get(session, domain).writes_inventory = on
    session.flush()


def pause(session: Session, domain: str, *, why: str = "", now: datetime | None = None) -> None:
    """Let the daemon only look at the shop until `resume`; `why` is shown to others. Raises UnknownShopError."""
    shop = get(session, domain)
    shop.paused, shop.paused_why, shop.paused_at = True, why or None, now
    session.flush()


def resume(session: Session, domain: str) -> None:
    """Take a paused shop up again. Raises UnknownShopError."""
    shop = get(session, domain)
    shop.paused, shop.paused_why, shop.paused_at = False, None, None
    session.flush()


def _clean(domain: str) -> str:
    return domain.strip().lower()
