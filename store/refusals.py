"""Refusals: changes that the shop refused, so that the same one isn't asked for again with every round."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from store import shops, upserts
from store.tables import Refusal


def record(session: Session, shop: str, *, address: str, fingerprint: str, message: str, now: datetime) -> Refusal:  # noqa: PLR0913 - the five words of a refusal
    """Note a refusal. The same change refused again counts up `times`; another one at the address starts at 1."""
    shop_id = shops.get(session, shop).id
    refusal = session.get(Refusal, (shop_id, address))
    if refusal is None:
        refusal = Refusal(shop_id=shop_id, address=address, fingerprint=fingerprint, message=message, refused_at=now)
        session.add(refusal)
    else:
        refusal.times = refusal.times + 1 if refusal.fingerprint == fingerprint else 1
        refusal.fingerprint, refusal.message, refusal.refused_at = fingerprint, message, now
    session.flush()
    return refusal


def clear(session: Session, shop: str, addresses: Collection[str]) -> None:
    """Forget the refusals at these addresses, because the change went through or is no longer wanted."""
    shop_id = shops.get(session, shop).id
    for chunk in upserts.chunks(addresses):
        session.execute(delete(Refusal).where(col(Refusal.shop_id) == shop_id, col(Refusal.address).in_(chunk)))


def list_all(session: Session, shop: str) -> list[Refusal]:
    """Return the shop's refusals by address."""
    asked = Refusal.shop_id == shops.get(session, shop).id
    return list(session.exec(select(Refusal).where(asked).order_by(col(Refusal.address))))
