"""Products: the shop's inventory items with their SKUs, as last read. Reports name products by them."""

from collections.abc import Iterable

import msgspec
from sqlmodel import Session, col, select

from store import shops, upserts
from store.tables import Product


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One inventory item as the shop shows it. `tracked`: whether Shopify counts it."""

    item_gid: str
    title: str
    sku: str | None = None
    variant_gid: str | None = None
    tracked: bool = True


def remember(session: Session, shop: str, seen: Iterable[Seen]) -> None:
    """Add or overwrite what is known of these items; others stay. Raises UnknownShopError."""
    shop_id = shops.get(session, shop).id
    rows = [{"shop_id": shop_id, **msgspec.structs.asdict(one)} for one in seen]
    upserts.put(session, Product, ("shop_id", "item_gid"), rows)


def list_all(session: Session, shop: str) -> list[Product]:
    """Return the shop's known items by SKU. Raises UnknownShopError."""
    asked = Product.shop_id == shops.get(session, shop).id
    return list(session.exec(select(Product).where(asked).order_by(col(Product.sku), col(Product.item_gid))))
