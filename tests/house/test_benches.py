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


def test_the_benchmark_of_the_receiver_answers_storms_alone_and_beside_a_round():
    """Two tables of three storms, every webhook of them taken; how soon is for a quiet machine to say."""
    said = run("receiving", "--count", "50", "--at-once", "10")

    assert (
        re.findall(r"^ +(\d+) +(\d+) +\d+\.\d ms", said, re.MULTILINE) == [("5", "1"), ("50", "10"), ("50", "40")] * 2
    )


def test_the_benchmark_of_the_check_times_whole_commands():
    """A rule set that the check refuses would end it with an error."""
    said = run("checking", "--rules", "20", "--times", "1")

    assert re.search(r"^ +20 +\d+ ms +\d+ ms +\d+\.\d$", said, re.MULTILINE)
