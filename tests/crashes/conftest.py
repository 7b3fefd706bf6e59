"""Stories for daemons to die in: built once, copied for every death."""

import os
from collections.abc import Iterator

import pytest
from support import crash_stories
from support.nurseries import Nursery


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Where daemons are started."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("TRUEUP_")]:
            patch.delenv(name)
        with Nursery() as made:
            yield made


@pytest.fixture(scope="session", params=list(crash_stories.STORIES))
def story(
    request: pytest.FixtureRequest, nursery: Nursery, tmp_path_factory: pytest.TempPathFactory
) -> crash_stories.Story:
    """A story, lived once from end to end without any disturbance."""
    return crash_stories.live(request.param, tmp_path_factory.mktemp(request.param), nursery)
