"""Work that Shopify does a little later."""

from datetime import datetime

import msgspec


class Cancellation(msgspec.Struct, kw_only=True):
    """An order that is being cancelled, and when that takes effect."""

    order_id: int
    reason: str
    restock: bool
    due: datetime
