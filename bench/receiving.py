"""How soon webhooks are answered: a quiet trickle, a storm, and a storm while rounds write to the same database.

Run it with `make bench`, or `PYTHONPATH=tests python bench/receiving.py [--count N] [--at-once N]`. The receiver is the
one of `trueup run`, on a port and a thread of its own; the sender is another process. Each webhook is on disk before
its 200. Times are real ones of this machine; what Shopify allows is 5 seconds. Beside a round: this process computes
and commits 250 rows at a time without pause, as a busy daemon at its worst does.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from shared import figures

from reconciler.webhooks import inbox, receiving, serving
from store import databases, dirt, migrating, shops

SHOP, SECRET = "bench.myshopify.com", "bench-secret"


@contextmanager
def receiver(folder: Path) -> Iterator[tuple[databases.Database, int]]:
    """The receiver over a new SQLite file; gives the database and the port."""
    with databases.open(f"sqlite:///{folder}/bench.db") as database:
        migrating.upgrade(database)
        with database.session() as session:
            shops.ensure(session, SHOP)
        box = inbox.Inbox(database, SHOP, clock=lambda: datetime.now(UTC), noticed=lambda: None)
        with serving.serve(receiving.create_app(box, SHOP, (SECRET,)), "127.0.0.1", 0) as port:
            yield database, port


@contextmanager
def a_round(database: databases.Database) -> Iterator[None]:
    """A daemon at work in this process: it computes, and commits 250 rows at a time."""
    done = threading.Event()

    def work() -> None:
        number = 0
        while not done.is_set():
            number += 1
            marks = [dirt.Mark(kind="level", subject=f"{number}-{row}") for row in range(250)]
            with database.session() as session:
                dirt.receive(
                    session,
                    SHOP,
                    [dirt.Notice(webhook_id=f"round-{number}", event_id="", topic="round", marks=tuple(marks))],
                    datetime.now(UTC),
                )
            until = time.perf_counter() + 0.05
            while time.perf_counter() < until:
                sum(range(1000))

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def storm(port: int, count: int, at_once: int) -> None:
    """Send, and print a line of the table."""
    command = [sys.executable, "-m", "shared.storms", str(port), str(count), str(at_once), SECRET, SHOP]
    began = time.perf_counter()
    said = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own program
    waited = sorted(json.loads(said))
    taken = time.perf_counter() - began
    median, late, worst = statistics.median(waited), waited[int(len(waited) * 0.99)], waited[-1]
    times = "".join(f"{seconds * 1000:>9.1f} ms" for seconds in (median, late, worst))
    print(f"  {count:>8,}{at_once:>9}{times}{taken:>8.1f} s")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="How soon webhooks are answered.")
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--at-once", type=int, default=100)
    asked = parser.parse_args()
    print(figures.machine())
    with tempfile.TemporaryDirectory() as folder, receiver(Path(folder)) as (database, port):
        print(f"\n  {'webhooks':>8}{'at once':>9}{'median':>12}{'99 %':>12}{'worst':>12}{'all':>10}")
        storm(port, max(1, asked.count // 10), 1)
        storm(port, asked.count, asked.at_once)
        storm(port, asked.count, 4 * asked.at_once)
        print("  beside a round")
        with a_round(database):
            storm(port, max(1, asked.count // 10), 1)
            storm(port, asked.count, asked.at_once)
            storm(port, asked.count, 4 * asked.at_once)


if __name__ == "__main__":
    main()
