"""Webhook subscriptions: who wants to be told of what."""

from datetime import datetime

import msgspec


class Subscription(msgspec.Struct, kw_only=True):
    """One topic for one address. `include_fields` are the top-level fields of payloads that are sent; none: all."""

    id: int
    topic: str
    uri: str
    created_at: datetime
    updated_at: datetime
    format: str = "JSON"
    include_fields: list[str] = []
    name: str | None = None
    api_version: str = "2026-10"
