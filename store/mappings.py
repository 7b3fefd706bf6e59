"""Mappings: which location of a shop each warehouse is. People make them with `trueup map`."""

import msgspec
from sqlmodel import Session, col, select

from store import errors, locations, shops, warehouses
from store.tables import Location, Mapping, Warehouse


class Mapped(msgspec.Struct, frozen=True, kw_only=True):
    """A mapping with the names that people know."""

    warehouse_key: str
    warehouse_name: str
    location_gid: str
    location_name: str
    location_is_active: bool
    writes_inventory: bool


def map_warehouse(  # noqa: PLR0913 - two switches beside the four words of the command
    session: Session,
    shop: str,
    warehouse: str,
    location: str,
    *,
    writes_inventory: bool | None = None,
    move: bool = False,
) -> Mapping:
    """Map a warehouse to a location of the shop. Doing it again changes nothing.

    `writes_inventory` None leaves the switch as it is, on for a new mapping. Raises MappedElsewhereError if the
    warehouse has another location in this shop and `move` is off; UnknownWarehouseError, UnknownLocationError.
    """
    shop_row = shops.get(session, shop)
    warehouse_row = warehouses.find(session, warehouse)
    location_row = locations.find(session, shop, location)
    mapping = _find(session, shop_row.id, warehouse_row.id)
    if mapping is None:
        mapping = Mapping(shop_id=shop_row.id, warehouse_id=warehouse_row.id, location_id=location_row.id)
        session.add(mapping)
    elif mapping.location_id != location_row.id:
        if not move:
            present = session.get_one(Location, mapping.location_id)
            raise errors.MappedElsewhereError(
                f'"{warehouse_row.key}" is mapped to "{present.name}" in {shop_row.domain}, and a warehouse has one '
                f'location per shop. To move it to "{location_row.name}", say so with --move: '
                f'trueup map {warehouse_row.key} "{location_row.name}" --move'
            )
        mapping.location_id = location_row.id
    if writes_inventory is not None:
        mapping.writes_inventory = writes_inventory
    session.flush()
    return mapping


def unmap(session: Session, shop: str, warehouse: str) -> None:
    """Take the warehouse's mapping away. Raises NotMappedError, UnknownWarehouseError."""
    session.delete(_get(session, shop, warehouse))
    session.flush()


def set_writes_inventory(session: Session, shop: str, warehouse: str, *, on: bool) -> None:
    """Say whether this warehouse's stock counts in its location. Raises NotMappedError, UnknownWarehouseError."""
    _get(session, shop, warehouse).writes_inventory = on
    session.flush()


def list_all(session: Session, shop: str) -> list[Mapped]:
    """Return the shop's mappings by warehouse key. Raises UnknownShopError."""
    rows = session.exec(
        select(Warehouse.key, Warehouse.name, Location, Mapping.writes_inventory)
        .join(Mapping, col(Mapping.warehouse_id) == Warehouse.id)
        .join(Location, col(Mapping.location_id) == Location.id)
        .where(Mapping.shop_id == shops.get(session, shop).id)
        .order_by(col(Warehouse.key))
    )
    return [
        Mapped(
            warehouse_key=key,
            warehouse_name=name,
            location_gid=location.gid,
            location_name=location.name,
            location_is_active=location.is_active,
            writes_inventory=writes,
        )
        for key, name, location, writes in rows
    ]


def _get(session: Session, shop: str, warehouse: str) -> Mapping:
    shop_row = shops.get(session, shop)
    warehouse_row = warehouses.find(session, warehouse)
    mapping = _find(session, shop_row.id, warehouse_row.id)
    if mapping is None:
        raise errors.NotMappedError(
            f'"{warehouse_row.key}" has no location in {shop_row.domain}. Give it one: '
            f'trueup map {warehouse_row.key} "LOCATION"'
        )
    return mapping


def _find(session: Session, shop_id: int, warehouse_id: int) -> Mapping | None:
    asked = (Mapping.shop_id == shop_id, Mapping.warehouse_id == warehouse_id)
    return session.exec(select(Mapping).where(*asked)).one_or_none()
