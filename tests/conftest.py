"""Fixtures that all parts share: real databases."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings
from support import databases as test_databases

from store import databases

# No test is timed: a slow machine must not fail what is right.
settings.register_profile("trueup", deadline=None)
settings.load_profile("trueup")


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    """Each test starts and ends with untouched logging: a command run in this process sets it up for itself."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    for logger in logging.Logger.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.disabled = False
    logging.disable(logging.NOTSET)
    root.setLevel(logging.WARNING)
    yield
    root.handlers[:] = [one for one in root.handlers if one in handlers] or handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[test_databases.PostgreSQL]:
    """A PostgreSQL server, started when the first test asks for it."""
    with test_databases.start_postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    return test_databases.make_sqlite_template(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[databases.Database]:
    """A migrated SQLite database of the test's own."""
    with databases.open(test_databases.copy_sqlite(sqlite_template, tmp_path)) as database:
        yield database


@pytest.fixture
def postgresql_database(postgresql: test_databases.PostgreSQL) -> Iterator[databases.Database]:
    """A migrated PostgreSQL database of the test's own."""
    with postgresql.fresh() as url, databases.open(url) as database:
        yield database


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> databases.Database:
    """A migrated database of the test's own: the test runs once on each kind."""
    chosen: databases.Database = request.getfixturevalue(f"{request.param}_database")
    return chosen
