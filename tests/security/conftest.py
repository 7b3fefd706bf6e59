"""What the tests of security share: an environment of their own, and the meter of the fuzzers."""

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


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let each fuzzer run as many batches as were asked for."""
    if "fuzzing" in metafunc.module.__name__:
        metafunc.parametrize("batch", range(fuzzing.BATCHES))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let every fuzzer have its first batch before any has its second: a run that is cut short has tried them all."""
    batches = {item.nodeid: getattr(item, "callspec", None) for item in items}
    items.sort(key=lambda item: getattr(batches[item.nodeid], "params", {}).get("batch", 0))


@pytest.fixture
def batch() -> int:
    """Which batch this is; fuzzers are run once for each."""
    return 0


@pytest.fixture
def meter(request: pytest.FixtureRequest, batch: int) -> Iterator[fuzzing.Meter]:  # noqa: ARG001 - one for each
    """A meter whose figures are printed at the end (seen with `pytest -s`)."""
    made = fuzzing.Meter()
    yield made
    print(f"\n{request.node.name}: {made.figures()}")  # noqa: T201 - figures for whoever runs it for them
