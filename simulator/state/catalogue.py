"""Products, their variants, and the inventory items that carry the stock."""

from datetime import datetime

import msgspec

ONLY_VARIANT = "Default Title"
"""The title of the variant of a product that has no options. Source: recorded answers."""


class Product(msgspec.Struct, kw_only=True):
    """One product, with one variant or several."""

    id: int
    title: str
    created_at: datetime
    updated_at: datetime
    vendor: str = "Trueup Goods"
    product_type: str = ""
    tags: list[str] = []
    status: str = "ACTIVE"
    variant_ids: list[int] = []


class Variant(msgspec.Struct, kw_only=True):
    """One thing that can be bought."""

    id: int
    product_id: int
    inventory_item_id: int
    created_at: datetime
    updated_at: datetime
    title: str = ONLY_VARIANT
    sku: str | None = None
    barcode: str | None = None
    price: str = "10.00"
    position: int = 1
    requires_components: bool = False


class InventoryItem(msgspec.Struct, kw_only=True):
    """The stock-keeping side of a variant."""

    id: int
    variant_id: int
    created_at: datetime
    updated_at: datetime
    sku: str | None = None
    tracked: bool = True
    requires_shipping: bool = True
    weight_grams: int = 0
