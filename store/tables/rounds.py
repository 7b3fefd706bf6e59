"""What every round planned and did, and the journal of requests sent to a shop."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field

from store import moments
from store.tables import bases


class Round(bases.Base, table=True):
    """One pass over one shop. `status` is "running" until it is finished; `plan` and `summary` are plain JSON."""

    __tablename__ = "rounds"
    __table_args__ = (Index(None, "shop_id", "started_at"),)

    id: int = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shops.id")
    started_at: datetime = Field(sa_type=moments.Moment)
    finished_at: datetime | None = Field(default=None, sa_type=moments.Moment)
    mode: str
    status: str = "running"
    rules_digest: str
    plan: Any = Field(default=None, sa_type=bases.Json, nullable=True)
    summary: Any = Field(default=None, sa_type=bases.Json, nullable=True)


class Change(bases.Base, table=True):
    """One change of a round's plan and its outcome; `outcome` is empty until it was tried.

    `content` is the change as plain JSON, for those who plan its reverse; rounds of older versions have none.
    """

    __tablename__ = "changes"
    __table_args__ = (Index(None, "address"),)

    round_id: int = Field(foreign_key="rounds.id", primary_key=True)
    position: int = Field(primary_key=True)
    address: str
    action: str
    before: Any = Field(default=None, sa_type=bases.Json, nullable=True)
    after: Any = Field(default=None, sa_type=bases.Json, nullable=True)
    content: Any = Field(default=None, sa_type=bases.Json, nullable=True)
    outcome: str | None = None
    message: str | None = None


class JournalEntry(bases.Base, table=True):
    """A request that was about to be sent, and what became of it. No outcome: it may or may not have taken effect."""

    __tablename__ = "journal"
    __table_args__ = (
        Index(
            "ix_journal_unresolved",
            "shop_id",
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    shop_id: int = Field(foreign_key="shops.id")
    round_id: int | None = Field(default=None, foreign_key="rounds.id", index=True)
    address: str
    action: str
    request: Any = Field(default=None, sa_type=bases.Json, nullable=True)
    intent_at: datetime = Field(sa_type=moments.Moment)
    outcome: str | None = None
    outcome_at: datetime | None = Field(default=None, sa_type=moments.Moment)
    message: str | None = None


class WaitingPlan(bases.Base, table=True):
    """A plan that a person has to approve, kept under the round that made it. `plan` is plain JSON.

    `cause` tells what made it wait ("rule", "limit"); `digest` names exactly its changes. `decision` is empty while it
    waits; `applied_as` is the round that carried it out.
    """

    __tablename__ = "waiting_plans"
    __table_args__ = (Index(None, "shop_id", "decision"),)

    round_id: int = Field(foreign_key="rounds.id", primary_key=True)
    shop_id: int = Field(foreign_key="shops.id")
    cause: str
    digest: str
    plan: Any = Field(sa_type=bases.Json)
    since: datetime = Field(sa_type=moments.Moment)
    decision: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=moments.Moment)
    applied_as: int | None = Field(default=None, foreign_key="rounds.id")
