"""Small beginnings for stories about the store: a shop, two warehouses, two locations, orders."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from store import labels, locations, mappings, orders, shops, stock, warehouses
from store.tables import Label, Order

SHOP = "seed.myshopify.com"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LAKE_JACKSON = "gid://shopify/Location/1"
AUSTIN = "gid://shopify/Location/2"


def after(minutes: int) -> datetime:
    """The moment so many minutes after the beginning of the story."""
    return NOW + timedelta(minutes=minutes)


def plant(session: Session) -> None:
    """A shop with two locations, warehouse A (default) in Austin with 48 and warehouse B in Lake Jackson with 50."""
    shops.ensure(session, SHOP, "Seed")
    warehouses.add(session, "warehouse-a", "Warehouse A", default=True)
    warehouses.add(session, "warehouse-b", "Warehouse B")
    locations.remember(session, SHOP, [(LAKE_JACKSON, "Lake Jackson", True), (AUSTIN, "Austin Office", True)])
    mappings.map_warehouse(session, SHOP, "warehouse-a", "Austin Office")
    mappings.map_warehouse(session, SHOP, "warehouse-b", "Lake Jackson")
    stock.count(session, "warehouse-a", "LAMP", 48, as_of=NOW)
    stock.count(session, "warehouse-b", "LAMP", 50, as_of=NOW)


def incoming(number: int, units: Mapping[str, int], *, digital: tuple[str, ...] = ()) -> orders.Incoming:
    """An order as the shop gives it, with one line per SKU; `digital` SKUs need no shipping."""
    return orders.Incoming(
        gid=f"gid://shopify/Order/{number}",
        name=f"#{number}",
        number=str(number),
        placed_at=NOW,
        lines=lines(number, units, digital=digital),
    )


def lines(number: int, units: Mapping[str, int], *, digital: tuple[str, ...] = ()) -> tuple[orders.IncomingLine, ...]:
    """The lines of an order, as the shop gives them."""
    return tuple(
        orders.IncomingLine(
            gid=line(number, sku),
            title=f"The {sku}",
            sku=sku,
            quantity=quantity,
            requires_shipping=sku not in digital,
        )
        for sku, quantity in units.items()
    )


def line(number: int, sku: str) -> str:
    """The Shopify id of an order's line with that SKU."""
    return f"gid://shopify/LineItem/{number}-{sku}"


def place(session: Session, number: int = 1001, shop: str = SHOP, **units: int) -> Order:
    """Import an order of these SKUs; one lamp if none is said."""
    return orders.import_order(session, shop, incoming(number, units or {"LAMP": 1}), NOW)


def label(session: Session, number: int = 1001, tracking: str = "1Z1", **how: object) -> Label:
    """Label a parcel one minute into the story."""
    parcel = labels.Parcel(carrier="UPS", tracking_number=tracking, **how)  # type: ignore[arg-type]
    return labels.create(session, SHOP, str(number), parcel, now=after(1))
