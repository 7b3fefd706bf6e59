"""The simulator's control API: whatever is asked of it, it does it or says what is wrong, and never fails itself."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from support import furnished_shops, fuzzing
from support.admin import Admin, Clock

from simulator import worlds
from simulator.control import routes

PATHS = sorted((min((route.methods or set()) - {"HEAD"}), route.path) for route in routes.of(worlds.World()))
BODIES = [
    json.dumps(each).encode()
    for each in (
        {"name": "Austin"},
        {"title": "Mug", "sku": "MUG", "stock": {"Austin": 5}},
        {"sku": "MUG", "location": "Austin", "available": 5},
        {"lines": [{"sku": "MUG", "quantity": 1}], "ship_to": {"name": "Ana", "country_code": "US"}},
        {"quantity": 2, "reason": "other", "restock": True, "seconds": 5, "at": "2026-11-23T10:00:00Z"},
        {"operation": "Tag", "kind": "drop", "times": 1, "after": True, "share": 0.5, "seed": 7},
        {
            "topic": "orders/create",
            "uri": "https://receiver.test",
            "token": "a",
            "client_id": "b",
            "client_secret": "c",
        },
    )
]
SEGMENTS = ["1001", "1002", "%231001", "Austin", "Lake%20Jackson", "nobody", "%00", "%ff", "a" * 300]
LIVES = 500
"""Requests to one shop, before the next gets a new one: shops grow."""


class _Shops:
    """A shop with a little of everything, and a new one after so many requests."""

    def __init__(self) -> None:
        self._asked = 0
        self._shop: Admin | None = None

    def now(self) -> Admin:
        """The shop to ask."""
        if self._shop is None or self._asked % LIVES == 0:
            self.close()
            self._shop = Admin(worlds.World(clock=Clock()))
            furnished_shops.furnish(self._shop)
        self._asked += 1
        return self._shop

    def close(self) -> None:
        """Hang up."""
        if self._shop is not None:
            self._shop.close()


@pytest.fixture
def shops() -> Iterator[_Shops]:
    """Shops to ask."""
    made = _Shops()
    yield made
    made.close()


@fuzzing.LOOKING
@given(throws=fuzzing.THROWS)
def test_no_request_breaks_the_control_api(throws: fuzzing.Throws, shops: _Shops, meter: fuzzing.Meter):
    """Every path, with bodies of all sorts."""
    for dice in throws:
        shop = shops.now()
        method, pattern = dice.choice(PATHS)
        segment = dice.choice(SEGMENTS)
        address = pattern.replace("{name}", segment).replace("{client_id}", segment)
        body = fuzzing.spoil(dice, BODIES) if dice.random() < 0.7 else json.dumps(fuzzing.grow(dice)).encode()
        more: dict[str, Any] = {"content": body} if method == "POST" else {}
        with meter.each(method, address, body):
            answer = shop.request(method, f"/_control{address}", **more)
            assert answer.status_code < 500, answer.text
            assert "error" in answer.json() or answer.status_code == 200
            meter.taken += answer.status_code == 200
