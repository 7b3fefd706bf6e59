"""INSERT with ON CONFLICT, which SQLite and PostgreSQL both have but SQLAlchemy spells twice."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from store.tables import bases

Item = TypeVar("Item")

_CHUNK = 500


def insert(session: Session, table: type[bases.Base]) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT into the table that offers `on_conflict_do_update` and `on_conflict_do_nothing`."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def put(session: Session, table: type[bases.Base], key: Collection[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows; where a row with the same key columns stands, overwrite its other columns."""
    if not rows:
        return
    statement = insert(session, table)
    others = {name: statement.excluded[name] for name in rows[0] if name not in key}
    session.flush()
    # Past the ORM, which would look at each of a hundred thousand rows.
    session.connection().execute(statement.on_conflict_do_update(index_elements=list(key), set_=others), list(rows))
    # Rows of this table that the session has read are out of date now.
    for row in session.identity_map.values():
        if isinstance(row, table):
            session.expire(row)


def chunks(items: Collection[Item]) -> Iterator[tuple[Item, ...]]:
    """Cut the items into runs that fit one statement: both databases bound a statement's parameters."""
    rest = iter(items)
    while chunk := tuple(islice(rest, _CHUNK)):
        yield chunk
