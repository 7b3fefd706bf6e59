"""Labels: the parcels of parts."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from store import moments
from store.tables import bases


class Label(bases.Base, table=True):
    """A parcel. `fulfillment_gid` is Shopify's id of its fulfillment while one stands; a void label keeps its row.

    `adopted`: it was shipped in the shop itself and only noted here; the shop is the one that knows its tracking.
    """

    __tablename__ = "labels"

    id: int = Field(default=None, primary_key=True)
    part_id: int = Field(foreign_key="parts.id", index=True)
    carrier: str
    tracking_number: str
    tracking_url: str | None = None
    created_at: datetime = Field(sa_type=moments.Moment, index=True)
    voided_at: datetime | None = Field(default=None, sa_type=moments.Moment)
    fulfillment_gid: str | None = None
    adopted: bool = False


class LabelLine(bases.Base, table=True):
    """How many units of a line are in a parcel."""

    __tablename__ = "label_lines"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    label_id: int = Field(foreign_key="labels.id", primary_key=True)
    line_id: int = Field(foreign_key="lines.id", primary_key=True, index=True)
    quantity: int
