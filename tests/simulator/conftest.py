"""The shop that most tests of the simulator start from."""

from collections.abc import Iterator

import pytest
from support.admin import Admin, Clock

from simulator.worlds import World


@pytest.fixture
def clock() -> Clock:
    """Time that the test moves."""
    return Clock()


@pytest.fixture
def empty(clock: Clock) -> Iterator[Admin]:
    """A shop with nothing in it."""
    with Admin(World(clock=clock)) as admin:
        yield admin


@pytest.fixture
def shop(empty: Admin) -> Admin:
    """Lake Jackson (first in routing) and Austin; MUG at both, CUP at both, HAT at Lake Jackson alone."""
    empty.control("locations", name="Lake Jackson")
    empty.control("locations", name="Austin")
    empty.control("products", title="Mug", sku="MUG", stock={"Lake Jackson": 50, "Austin": 48}, price="18.00")
    empty.control("products", title="Cup", sku="CUP", stock={"Lake Jackson": 10, "Austin": 10})
    empty.control("products", title="Hat", sku="HAT", stock={"Lake Jackson": 5})
    return empty
