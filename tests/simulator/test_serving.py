"""Serving a shop: by command, of any size, on a clock of its own."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.admin import Admin, Clock

from simulator import clocks, crowds
from simulator.worlds import World

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def served(*options: str) -> Iterator[str]:
    """Run the simulator as a process of its own, and give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "simulator", "--port", port, *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        base = f"http://127.0.0.1:{port}"
        _wait_for(f"{base}/_control/summary", process)
        yield base
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        try:
            get(url)
        except httpx.ConnectError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"the simulator did not answer at {url}")


def get(url: str) -> Any:
    """Return what an address answers."""
    return httpx.get(url).json()


def post(url: str, body: dict[str, Any]) -> Any:
    """Send something to an address and return what it answers."""
    return httpx.post(url, json=body, headers={"X-Shopify-Access-Token": "shpat_simulator"}).json()


def test_a_served_shop_answers_and_goes_on_after_a_restart(tmp_path: Path):
    """By command line, with the story's seed; the second run finds what the first left."""
    state = tmp_path / "shop.json"
    with served("--seed", "story", "--state", str(state)) as base:
        post(f"{base}/_control/orders", {"lines": [{"sku": "MUG-01", "quantity": 1}]})
        answer = post(f"{base}/admin/api/2026-10/graphql.json", {"query": "{ orders(first: 1) { nodes { name } } }"})
        assert answer["data"] == {"orders": {"nodes": [{"name": "#1001"}]}}
        before = get(f"{base}/_control/state")
    with served("--state", str(state)) as base:
        assert get(f"{base}/_control/state") == before


def test_a_dropped_connection_is_dropped_on_the_wire_too():
    """The client reads headers that promise more than comes."""
    with served("--seed", "story") as base:
        post(f"{base}/_control/faults", {"kind": "drop", "after_bytes": 10, "when": "after"})
        with pytest.raises(httpx.RemoteProtocolError):
            post(f"{base}/admin/api/2026-10/graphql.json", {"query": "{ shop { name } }"})


def test_a_shop_of_any_size_is_the_same_for_the_same_seed(clock: Clock):
    """Locations, products with stock, orders of which every third was sent."""
    size = crowds.Size(locations=12, skus=40, orders=9, seed=3)
    shown = []
    for _ in range(2):
        world = World(clock=clock)
        crowds.gather(world, size)
        with Admin(world) as admin:
            shown.append(admin.state())
            summary = admin.control("summary", "GET")
    assert shown[0] == shown[1]
    assert (summary["locations"], summary["products"], summary["orders"], summary["open orders"]) == (12, 40, 9, 6)
    assert {each["name"] for each in shown[0]["locations"]} >= {"Lake Jackson", "Lake Jackson 2"}


@pytest.mark.parametrize(
    ("size", "reason"),
    [
        (crowds.Size(locations=0), "a shop has 1 to 200 locations, not 0"),
        (crowds.Size(skus=-1), "skus and orders must not be negative"),
        (crowds.Size(skus=0, orders=1), "orders need at least one SKU"),
    ],
)
def test_a_size_that_cannot_be_is_refused(size: crowds.Size, reason: str):
    """With what would do."""
    with pytest.raises(ValueError, match=reason):
        crowds.gather(World(), size)


def test_a_faster_clock_makes_minutes_of_seconds(clock: Clock):
    """And fills the bucket as much faster."""
    fast = clocks.faster(60, clock)
    start = fast()
    clock.advance(2)
    assert fast() - start == timedelta(minutes=2)
    with Admin(World(clock=fast)) as admin:
        admin.world.bucket.drain()
        clock.advance(0.1)
        assert admin.world.bucket.available == 600
    with pytest.raises(ValueError, match="speed must be above 0"):
        clocks.faster(0)
