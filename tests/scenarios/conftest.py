"""Fixtures of the stories: an empty town, and the town of the seed story."""

from collections.abc import AsyncIterator

import pytest
from support import towns

from store import databases


@pytest.fixture
async def town(database: databases.Database) -> AsyncIterator[towns.Town]:
    """The seed story's town, on SQLite and on PostgreSQL, with write-back switched off."""
    async with towns.open_town(database) as made:
        await towns.seed_story(made)
        yield made
