"""The benchmarks run, and what they print can be read and compared."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RATIO = re.compile(r"standard +10,000 .* (\d+\.\d\d) +\d+\.\d s$", re.MULTILINE)


def run(bench: str, *arguments: str) -> str:
    """Run one benchmark as `make bench` does; returns what it printed."""
    done = subprocess.run(
        [sys.executable, f"bench/{bench}.py", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "tests"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(("bench", "tables"), [("reading", 2), ("overwriting", 1)])
def test_a_benchmark_of_the_client_comes_near_the_floor(bench: str, tables: int):
    """At least 95 % of what the bucket allows, without a network to wait for; and it says what it ran on."""
    said = run(bench, "--levels", "10000", "--plans", "standard", "--latency", "0")

    ratios = [float(found) for found in RATIO.findall(said)]
    assert len(ratios) == tables
    assert max(ratios) <= 1 / 0.95
    assert "httpx" in said.splitlines()[0]


def test_the_benchmark_of_the_receiver_finds_every_webhook_answered_in_time():
    """A small storm: nothing refused, and the slowest far from the 5 seconds that Shopify waits."""
    said = run("receiving", "--count", "50", "--at-once", "10")

    worst = [float(found) for found in re.findall(r" (\d+\.\d) ms +\d+\.\d s$", said, re.MULTILINE)]
    assert len(worst) == 6
    assert max(worst) < 2_500
