"""Fixtures of the store's tests."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session
from support import seeds

from store import databases


@pytest.fixture
def session(database: databases.Database) -> Iterator[Session]:
    """A session on a planted database; the test runs once on each kind."""
    with database.session() as session:
        seeds.plant(session)
        yield session
