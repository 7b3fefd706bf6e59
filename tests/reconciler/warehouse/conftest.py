"""Fixtures of the feeds' tests: a store with two warehouses, on both kinds of database."""

import pytest
from support import stock_feeds

from store import databases


@pytest.fixture
def planted(database: databases.Database) -> databases.Database:
    """A store with the warehouses main and other, where nothing was counted yet."""
    stock_feeds.plant(database)
    return database
