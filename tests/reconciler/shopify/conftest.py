"""The seed story's shop, simulated."""

from collections.abc import AsyncIterator

import pytest
from support import simulated_shops


@pytest.fixture
async def shop() -> AsyncIterator[simulated_shops.Story]:
    """Two locations and one product, open."""
    story = simulated_shops.Story()
    await story.open()
    yield story
    await story.close()
