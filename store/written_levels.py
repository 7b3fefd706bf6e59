"""Written levels: what earlier rounds set, so that a tug-of-war over a level can be seen."""

from collections.abc import Collection
from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlmodel import Session, col

from store import shops, upserts
from store.tables import Change, Round


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """One write that was carried out: from which quantity to which, and in which round that began when."""

    address: str
    before: str
    after: str
    round_id: int
    at: datetime


def since(session: Session, shop: str, addresses: Collection[str], moment: datetime) -> list[Written]:
    """Return the writes of these levels by rounds that began after the moment, oldest first."""
    shop_id = shops.get(session, shop).id
    found: list[Written] = []
    for chunk in upserts.chunks(addresses):
        query = (
            select(col(Change.address), col(Change.before), col(Change.after), col(Round.id), col(Round.started_at))
            .join(Round, col(Round.id) == Change.round_id)
            .where(
                col(Round.shop_id) == shop_id,
                col(Round.started_at) > moment,
                col(Change.action) == "set_inventory",
                col(Change.outcome) == "done",
                col(Change.address).in_(chunk),
            )
            .order_by(col(Round.id))
        )
        found.extend(
            Written(address=address, before=str(before), after=str(after), round_id=number, at=at)
            for address, before, after, number, at in session.execute(query)
        )
    return found
