"""What a call that sets, adjusts or moves quantities tells of its changes."""

from datetime import datetime

import msgspec


class Change(msgspec.Struct, kw_only=True):
    """One change that was made, as an adjustment group tells it."""

    name: str
    delta: int
    item_id: int
    location_id: int
    ledger_document_uri: str | None = None
    quantity_after_change: int | None = None


class Group(msgspec.Struct, kw_only=True):
    """The changes of one call."""

    id: int
    created_at: datetime
    reason: str
    reference_document_uri: str | None
    changes: list[Change]
