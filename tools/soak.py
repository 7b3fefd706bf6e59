"""The soak: the daemon's turns for a set time, under storms, in towns where something happens all the time.

Time in the towns is virtual, so that waiting costs nothing. Prints what was done, what went wrong at the shop, what was
checked, and memory and open files at start and end; leaves with 1 when anything that must hold did not.
"""

import argparse
import gc
import logging
import os
import platform
import sqlite3
import sys
import time
from collections import Counter
from pathlib import Path

import structlog
from support import lives

from store import migrating  # noqa: F401 - loaded before memory is looked at


def main() -> int:
    """Soak, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0, help="how long (default: 60)")
    parser.add_argument("--seed", type=int, default=1, help="the first life's seed; each next life has the next one")
    parser.add_argument("--rate", type=float, default=0.08, help="the share of requests that go wrong (default: 0.08)")
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.CRITICAL)
    began = time.monotonic()
    until = began + asked.minutes * 60
    tally = lives.Tally()
    seed, memory, files = asked.seed, [_memory()], [_open_files()]
    while time.monotonic() < until:
        lives.Life(seed, asked.rate, tally).live(lambda: time.monotonic() < until)
        seed += 1
        gc.collect()
        memory.append(_memory())
        files.append(_open_files())
        if seed % 5 == 0:
            print(f"  {tally.turns:,} rounds, {len(tally.violations)} violations, {memory[-1]} MiB", flush=True)
    _tell(asked, tally, time.monotonic() - began, memory, files)
    return 1 if tally.violations else 0


def _tell(asked: argparse.Namespace, tally: lives.Tally, seconds: float, memory: list[int], files: list[int]) -> None:
    print(
        f"\n{platform.python_implementation()} {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()} {platform.release()}"
    )
    print(f"ran        {seconds / 60:.1f} minutes, seeds from {asked.seed}, {asked.rate:.0%} of all requests go wrong")
    print(f"towns      {tally.lives:,}, with {tally.deeds:,} deeds of customers, merchants, warehouses and people")
    print(f"rounds     {tally.turns:,}: {_words(tally.states)}")
    print(f"changes    {sum(tally.changes.values()):,}: {_words(tally.changes)}")
    print(f"faults     {sum(tally.faults.values()):,} in {tally.requests:,} requests: {_words(tally.faults)}")
    print(f"checks     {sum(tally.checks.values()):,}")
    for what, count in tally.checks.most_common():
        print(f"           {count:>9,}  {what}")
    print(f"violations {len(tally.violations):,}")
    for one in tally.violations[:20]:
        print(f"           {one}")
    settled = memory[min(3, len(memory) - 1)]
    print(f"memory     {memory[0]} MiB at start, {settled} MiB after three towns, {memory[-1]} MiB at the end")
    print(f"open files {files[0]} at start, {files[-1]} at the end")


def _words(counts: Counter[str]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.most_common()) or "none"


def _memory() -> int:
    """Resident memory of this process in MiB: the daemon's and the simulated shop's together."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


if __name__ == "__main__":
    sys.exit(main())
