"""Levels: the quantities of one inventory item at one location."""

from datetime import datetime

import msgspec

ON_HAND_STATES = ("available", "committed", "reserved", "damaged", "safety_stock", "quality_control")
"""on_hand is the sum of these; `incoming` stands outside. Source: Shopify docs, inventory management apps."""

QUANTITY_NAMES = (
    "available", "committed", "damaged", "incoming", "on_hand", "quality_control", "reserved", "safety_stock",
)  # fmt: skip


class Level(msgspec.Struct, kw_only=True):
    """Every quantity of one item at one location. Only `simulator.quantities` changes the numbers."""

    id: int
    item_id: int
    location_id: int
    created_at: datetime
    updated_at: datetime
    active: bool = True
    available: int = 0
    committed: int = 0
    reserved: int = 0
    damaged: int = 0
    safety_stock: int = 0
    quality_control: int = 0
    incoming: int = 0
    changed: dict[str, datetime] = {}
    """When a state was last set by somebody. Source: recorded answers, where only such states carry a date."""

    @property
    def on_hand(self) -> int:
        """What stands on the shelf: the sum of the six states."""
        return self.available + self.committed + self.reserved + self.damaged + self.safety_stock + self.quality_control
