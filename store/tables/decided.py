"""What rules were asked and what they said, round by round, kept for as long as the settings say."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from store import moments
from store.tables import bases


class DecidedContent(bases.Base, table=True):
    """Facts with what was decided about them, packed; equal ones of a shop are kept once, by their sha256."""

    __tablename__ = "decided_contents"

    shop_id: int = Field(foreign_key="shops.id", primary_key=True)
    digest: str = Field(primary_key=True)
    content: bytes


class DecidedRules(bases.Base, table=True):
    """The rule files that decided, packed, by the digest of the rule set."""

    __tablename__ = "decided_rules"

    shop_id: int = Field(foreign_key="shops.id", primary_key=True)
    digest: str = Field(primary_key=True)
    content: bytes


class DecidedRound(bases.Base, table=True):
    """One look of one round: which rules said what about which facts, at which moment. `proof` is over every word."""

    __tablename__ = "decided_rounds"
    __table_args__ = (Index(None, "shop_id", "decided_at"), Index(None, "shop_id", "content_digest"))

    round_id: int = Field(foreign_key="rounds.id", primary_key=True)
    look: int = Field(primary_key=True)
    shop_id: int = Field(foreign_key="shops.id")
    decided_at: datetime = Field(sa_type=moments.Moment)
    rules_digest: str
    content_digest: str
    proof: str
