"""Fixtures of the store's tests."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session
from support import databases as test_databases
from support import seeds

from store import databases


@pytest.fixture(scope="session")
def shared_postgresql(postgresql: test_databases.PostgreSQL) -> Iterator[databases.Database]:
    """A migrated PostgreSQL database in which nothing is ever committed."""
    with postgresql.fresh() as url, databases.open(url) as database:
        yield database


@pytest.fixture(params=["sqlite_database", "shared_postgresql"])
def session(request: pytest.FixtureRequest) -> Iterator[Session]:
    """A planted shop in one transaction, undone at the end; the test runs once on each kind of database."""
    database: databases.Database = request.getfixturevalue(request.param)
    with Session(database.engine) as session:
        seeds.plant(session)
        yield session
        session.rollback()
