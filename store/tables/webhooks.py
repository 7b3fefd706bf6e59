"""Webhooks that were received, and what they marked as dirty: to be looked at before the next full round."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from store import moments
from store.tables import bases


class Webhook(bases.Base, table=True):
    """One webhook that was taken, so that it is taken once. `webhook_id` is Shopify's, the same over its retries.

    `event_id` is what all webhooks of one event in the shop share.
    """

    __tablename__ = "webhooks"
    __table_args__ = (Index(None, "shop_id", "received_at"),)

    shop_id: int = Field(foreign_key="shops.id", primary_key=True)
    webhook_id: str = Field(primary_key=True)
    event_id: str
    topic: str
    received_at: datetime = Field(sa_type=moments.Moment)


class DirtyMark(bases.Base, table=True):
    """One thing of a shop that changed there. `kind` and `subject` are the reconciler's words.

    `times` counts how often it was marked: a mark that was made again while it was being looked at stays.
    """

    __tablename__ = "dirty_marks"

    shop_id: int = Field(foreign_key="shops.id", primary_key=True)
    kind: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    times: int
    since: datetime = Field(sa_type=moments.Moment)
