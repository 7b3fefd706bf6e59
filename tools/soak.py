"""The soak: the daemon's turns for a set time, under storms, in towns where something happens all the time.

All towns are shops in one database, with one set of warehouses, as they are for a daemon that goes on and on. Time in
the towns is virtual, so that waiting costs nothing. Prints what was done, what went wrong at the shop, what was
checked, and what the process took of the machine at start and end; leaves with 1 when anything that must hold did not.
"""

import argparse
import gc
import logging
import os
import platform
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

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
    seed, sizes, paces = asked.seed, [_sizes()], list[float]()
    with tempfile.TemporaryDirectory(prefix="trueup-soak-") as folder:
        home = lives.Home(Path(folder))
        while time.monotonic() < until:
            worked, turns = time.process_time(), tally.turns
            lives.Life(seed, asked.rate, tally, home).live(lambda: time.monotonic() < until)
            paces.append((time.process_time() - worked) / (tally.turns - turns))
            seed += 1
            gc.collect()
            sizes.append(_sizes())
            if seed % 5 == 0:
                print(
                    f"  {tally.turns:,} rounds, {len(tally.violations)} violations, {sizes[-1].memory} MiB", flush=True
                )
        home.database.close()
        stored = sum(one.stat().st_size for one in Path(folder).glob("trueup.db*")) // 1024**2
    _tell(asked, tally, time.monotonic() - began)
    settled = sizes[min(3, len(sizes) - 1)]
    print(
        f"memory     {sizes[0].memory} MiB at start, {settled.memory} after three towns, {sizes[-1].memory} at the end"
    )
    print(f"open files {sizes[0].files} at start, {settled.files} after three towns, {sizes[-1].files} at the end")
    print(f"processes  {sizes[0].processes} at start, {sizes[-1].processes} at the end")
    tenth = max(1, len(paces) // 10)
    first, last = (1000 * sum(some) / len(some) for some in (paces[:tenth], paces[-tenth:]))
    print(f"pace       {first:.0f} ms of work a round in the first tenth of the towns, {last:.0f} ms in the last")
    print(f"database   {stored} MiB at the end")
    return 1 if tally.violations else 0


def _tell(asked: argparse.Namespace, tally: lives.Tally, seconds: float) -> None:
    print(
        f"\n{platform.python_implementation()} {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()} {platform.release()}"
    )
    print(f"ran        {seconds / 60:.1f} minutes, seeds from {asked.seed}, {asked.rate:.0%} of all requests go wrong")
    print(f"towns      {tally.lives:,}, with {tally.deeds:,} deeds of customers, merchants, warehouses and people")
    print(f"answers    {tally.answers:,} at rest, to what nobody but a person can tell")
    print(f"rounds     {tally.turns:,}: {_words(tally.states)}")
    print(f"changes    {sum(tally.changes.values()):,}: {_words(tally.changes)}")
    print(f"faults     {sum(tally.faults.values()):,} in {tally.requests:,} requests: {_words(tally.faults)}")
    print(f"checks     {sum(tally.checks.values()):,}")
    for what, count in tally.checks.most_common():
        print(f"           {count:>9,}  {what}")
    print(f"violations {len(tally.violations):,}")
    for one in tally.violations[:20]:
        print(f"           {one}")


class _Sizes(NamedTuple):
    """What this process takes: resident memory in MiB, the daemon's and the simulated shop's together, and handles."""

    memory: int
    files: int
    processes: int


def _sizes() -> _Sizes:
    own = Path("/proc/self")
    lines = own.joinpath("status").read_text(encoding="ascii").splitlines()
    memory = next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))
    children = [number for task in own.glob("task/*/children") for number in task.read_text(encoding="ascii").split()]
    return _Sizes(memory, len(list(own.joinpath("fd").iterdir())), 1 + len(children))


def _words(counts: Counter[str]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.most_common()) or "none"


if __name__ == "__main__":
    sys.exit(main())
