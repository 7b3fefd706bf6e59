"""Locations: where Shopify thinks goods are."""

from datetime import datetime

import msgspec

from simulator.state.addresses import Address


class Location(msgspec.Struct, kw_only=True):
    """One location of the shop."""

    id: int
    name: str
    created_at: datetime
    updated_at: datetime
    active: bool = True
    ships_inventory: bool = True
    fulfillment_service: bool = False
    deactivated_at: datetime | None = None
    address: Address = msgspec.field(default_factory=Address)
