"""Opening the database: SQLite in a file, or PostgreSQL by URL. Everybody gets sessions from here.

A session is one short transaction: it commits when the block ends and rolls back when the block raises.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy import exc as sqlalchemy_errors
from sqlmodel import Session

from store import errors

__all__ = ["Database", "Session", "open"]

_BUSY_MILLISECONDS = 10_000
_READING = "trueup_reading"
_ALONE = "trueup_alone"


class Database:
    """An opened database. Safe to share between threads; each session belongs to one thread."""

    def __init__(self, engine: Engine) -> None:
        """Wrap an engine made by `open`."""
        self.engine = engine
        reading: dict[str, Any] = {_READING: True}
        if not self.is_sqlite:
            # Several selects of one snapshot must see one moment, as SQLite's WAL gives by itself.
            reading |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reader = engine.execution_options(**reading)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is SQLite rather than PostgreSQL."""
        return self.engine.dialect.name == "sqlite"

    @property
    def url_safe(self) -> str:
        """The URL with the password hidden, for logs and messages."""
        return self.engine.url.render_as_string(hide_password=True)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction that may write. Rows read from it stay readable after it has ended.

        Raises UnavailableError if the database can't be reached, is locked, full or read-only: nothing was changed.
        """
        with self._translating(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One transaction that only reads, sees one moment throughout, and blocks no writer.

        Raises UnavailableError if the database can't be reached.
        """
        with self._translating(), Session(self._reader, expire_on_commit=False) as session:
            yield session

    def wipe(self, tables: Collection[str]) -> None:
        """Write the database anew, or on PostgreSQL these tables, so that nothing of what was deleted is left in it.

        Raises UnavailableError, and changes nothing, while others are writing for too long.
        """
        # Neither kind of database does this inside a transaction.
        alone: dict[str, Any] = {_ALONE: True} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        with self._translating(), self.engine.execution_options(**alone).connect() as connection:
            quoted = connection.dialect.identifier_preparer.quote
            statements = [f"VACUUM (FULL) {quoted(name)}" for name in sorted(tables)]
            if self.is_sqlite:
                # The log of writes holds what was there, too.
                statements = ["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"]
            for statement in statements:
                connection.execute(text(statement)).close()

    def close(self) -> None:
        """Close every connection. Closing twice does no harm."""
        self.engine.dispose()

    @contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except sqlalchemy_errors.OperationalError as failure:
            raise errors.UnavailableError(
                f"The database {self.url_safe} can't be used: {failure.orig}. Nothing was changed by this step. "
                "Check that it is running, has room, and is not held by another program; then try again."
            ) from failure

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def open(url: str) -> Database:  # noqa: A001 - always read as `databases.open`
    """Open `sqlite:///path/to/file.db` or `postgresql://user:password@host/name`; connections are made when needed.

    Raises OpenError for a URL that is not one, another kind of database, SQLite in memory, a folder that does not
    exist, or PostgreSQL without its driver. The tables are `migrating`'s work.
    """
    address = _read(url)
    if address.get_backend_name() == "sqlite":
        return Database(_open_sqlite(address))
    try:
        return Database(
            create_engine(address.set(drivername="postgresql+psycopg"), pool_pre_ping=True, hide_parameters=True)
        )
    except ModuleNotFoundError as missing:
        raise errors.OpenError("PostgreSQL needs its driver. Install it with: pip install 'trueup[postgresql]'") from (
            missing
        )


def _read(url: str) -> URL:
    try:
        address = make_url(url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url)
    except (sqlalchemy_errors.ArgumentError, ValueError):
        # The text is not shown: a mistyped URL may still have a password in it. For the same reason, no chaining.
        raise errors.OpenError(
            "The database URL can't be read. Write sqlite:///trueup.db or postgresql://user:password@host/name."
        ) from None
    if address.get_backend_name() not in {"sqlite", "postgresql"}:
        raise errors.OpenError(
            f'Databases of kind "{address.get_backend_name()}" are not supported. '
            "Write sqlite:///trueup.db or postgresql://user:password@host/name."
        )
    return address


def _open_sqlite(address: URL) -> Engine:
    if address.database in {None, "", ":memory:"}:
        raise errors.OpenError("SQLite in memory would be another database for each thread. Name a file.")
    folder = Path(address.database or "").absolute().parent
    if not folder.is_dir():
        raise errors.OpenError(f'The folder "{folder}" of the database does not exist. Create it first.')
    engine = create_engine(address.set(drivername="sqlite+pysqlite"), hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver would otherwise begin transactions by its own lights: never before a SELECT, and never IMMEDIATE.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {_BUSY_MILLISECONDS}",  # wait for another process's short write instead of failing
        "journal_mode = WAL",  # readers and the one writer do not block each other
        "foreign_keys = ON",  # off by default, per connection
        # WAL's usual NORMAL may lose the last commits when power fails. The journal's promise is that an intent is on
        # disk before its request leaves, so every commit is flushed.
        "synchronous = FULL",
        "secure_delete = ON",  # what is deleted because people want it forgotten is overwritten, not only unlinked
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail at once, busy_timeout or not, when another one wrote in
    # between. Taking the write lock at the start makes it wait its turn instead.
    options = connection.get_execution_options()
    if options.get(_ALONE, False):
        return
    reading = options.get(_READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
