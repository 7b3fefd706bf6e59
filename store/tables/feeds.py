"""The stock feeds that were read, and what came of it the last time."""

from datetime import datetime

from sqlmodel import Field

from store import moments
from store.tables import bases


class Feed(bases.Base, table=True):
    """One feed by its name in the settings, or a file by its path. Feeds belong to no shop, as stock does.

    `version` names the content that was taken last, in the source's own words; empty means "read it again". `rows` and
    `as_of` are those of that content. `state` and `warning` are of the last try, which may have been refused.
    """

    __tablename__ = "feeds"

    name: str = Field(primary_key=True)
    version: str = ""
    rows: int | None = None
    as_of: datetime | None = Field(default=None, sa_type=moments.Moment)
    taken_at: datetime | None = Field(default=None, sa_type=moments.Moment)
    state: str = ""
    warning: str = ""
    tried_at: datetime = Field(sa_type=moments.Moment)
