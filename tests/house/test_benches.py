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


@pytest.mark.parametrize("bench", ["reading", "overwriting"])
def test_a_benchmark_of_the_client_comes_near_the_floor(bench: str):
    """At least 95 % of what the bucket allows, without a network to wait for; and it says what it ran on."""
    said = run(bench, "--levels", "10000", "--plans", "standard", "--latency", "0")

    ratios = [float(found) for found in RATIO.findall(said)]
    assert len(ratios) == 2
    assert max(ratios) <= 1 / 0.95
    assert "httpx" in said.splitlines()[0]
