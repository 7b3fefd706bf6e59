"""What the tests of security share: an environment of their own, and the meter of the fuzzers."""

import asyncio
import os
from collections.abc import Iterator

import pytest
from support import fuzzing


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No TRUEUP_ variable of the machine."""
    for name in list(os.environ):
        if name.startswith("TRUEUP_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("TERM", "dumb")


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """An event loop that lasts."""
    with asyncio.Runner() as made:
        yield made


@pytest.fixture
def meter(request: pytest.FixtureRequest) -> Iterator[fuzzing.Meter]:
    """A meter whose figures are printed at the end (seen with `pytest -s`)."""
    made = fuzzing.Meter()
    yield made
    print(f"\n{request.node.name}: {made.figures()}")  # noqa: T201 - figures for whoever runs it for them
