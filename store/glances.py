"""Glances: the names in a project's database, read in no time and without touching it.

`trueup check` should answer at once and must not make a database, so SQLite is read here past the tables and their
library, read-only. PostgreSQL has no such short way; it is opened as always.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import msgspec

from store import errors

_SQLITE = "sqlite:///"
_WAREHOUSES = "SELECT key, name, is_default FROM warehouses ORDER BY key"
_LOCATIONS = "SELECT locations.name FROM locations JOIN shops ON shops.id = locations.shop_id WHERE shops.domain = ?"


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """Names of warehouses by their keys, the key of the default one, and the names of a shop's locations."""

    warehouses: dict[str, str]
    default: str | None
    locations: frozenset[str]


def names(url: str, shop: str) -> Names | None:
    """Read the names; None where there is no database yet. `shop` is the domain whose locations are meant.

    Raises OpenError where there is one that can't be read, or not by this version.
    """
    if url.startswith(_SQLITE):
        file = Path(url.removeprefix(_SQLITE).partition("?")[0])
        return _from_sqlite(file, shop) if file.exists() else None
    return _from_server(url, shop)


def _from_sqlite(file: Path, shop: str) -> Names:
    try:
        with closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True, timeout=1)) as connection:
            rows = connection.execute(_WAREHOUSES).fetchall()
            places = connection.execute(_LOCATIONS, (shop,)).fetchall()
    except sqlite3.Error as problem:
        raise errors.OpenError(f"The database {file} can't be read: {problem}.") from problem
    return _names([(key, name, bool(chosen)) for key, name, chosen in rows], [name for (name,) in places])


def _from_server(url: str, shop: str) -> Names:
    # Slow to load, and only needed here.
    from sqlalchemy import exc, text  # noqa: PLC0415

    from store import databases  # noqa: PLC0415

    try:
        with databases.open(url) as database, database.reading() as session:
            rows = session.execute(text(_WAREHOUSES)).all()
            places = session.execute(text(_LOCATIONS.replace("?", ":shop")), {"shop": shop}).all()
    except (errors.UnavailableError, exc.SQLAlchemyError) as problem:
        first = str(problem).partition("\n")[0]
        raise errors.OpenError(f"The database can't be read: {first}") from problem
    return _names([(key, name, bool(chosen)) for key, name, chosen in rows], [name for (name,) in places])


def _names(rows: list[tuple[str, str, bool]], places: list[str]) -> Names:
    return Names(
        warehouses={key: name for key, name, _ in rows},
        default=next((key for key, _, chosen in rows if chosen), None),
        locations=frozenset(places),
    )
