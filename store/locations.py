"""Locations as the shop last named them. The reconciler remembers them; people name them when they map warehouses."""

from collections.abc import Iterable

from sqlalchemy import and_, update
from sqlmodel import Session, col, or_, select

from store import errors, shops, upserts
from store.tables import Location


def remember(session: Session, shop: str, said: Iterable[tuple[str, str, bool]]) -> None:
    """Take over everything the shop says about its locations: (id, name, whether it is active) each.

    A location that the shop no longer lists is kept, because mappings point to it, but is no longer active.
    Raises UnknownShopError.
    """
    shop_id = shops.get(session, shop).id
    rows = [{"shop_id": shop_id, "gid": gid, "name": name, "is_active": active} for gid, name, active in said]
    listed = [row["gid"] for row in rows]
    gone = and_(
        col(Location.shop_id) == shop_id, col(Location.gid).not_in(listed), col(Location.is_active).is_(other=True)
    )
    session.exec(update(Location).where(gone).values(is_active=False))
    upserts.put(session, Location, ("shop_id", "gid"), rows)


def find(session: Session, shop: str, name: str) -> Location:
    """Return the shop's location with that name or id; of several with one name, the active one.

    Raises UnknownLocationError with the nearest name, AmbiguousNameError, UnknownShopError.
    """
    shop_id = shops.get(session, shop).id
    asked = or_(Location.name == name, Location.gid == name)
    found = list(session.exec(select(Location).where(Location.shop_id == shop_id, asked)))
    if not found:
        known = session.exec(select(Location.name).where(Location.shop_id == shop_id)).all()
        hint = "" if known else "None of the shop's locations were read yet; run: trueup diff"
        raise errors.UnknownLocationError(name, known, hint)
    active = [location for location in found if location.is_active]
    if len(found) > 1 and len(active) != 1:
        gids = ", ".join(location.gid for location in active or found)
        raise errors.AmbiguousNameError(
            f'{len(active or found)} locations of {shop} are named "{name}". Use an id: {gids}.'
        )
    return active[0] if active else found[0]


def list_all(session: Session, shop: str) -> list[Location]:
    """Return every location of the shop that was ever seen, by name. Raises UnknownShopError."""
    shop_id = shops.get(session, shop).id
    return list(session.exec(select(Location).where(Location.shop_id == shop_id).order_by(col(Location.name))))
