"""Install the rule engines that `make bench` races against: `python tools/rivals.py`, after `make setup`.

In: requirements/bench.lock, read with its hashes. Out: what it names, in .venv. A package that cannot be installed here
is named, the others are installed all the same, and the benchmark's table says which one is missing.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import setup

LOCK = setup.REQUIREMENTS / "bench.lock"
MANNER = ("install", "--require-hashes", "--no-build-isolation")


def main() -> int:
    """Install all at once, or one by one where that fails; 0 in any case."""
    wanted = setup.digest([LOCK])
    if setup.read_stamp().get("bench") == wanted:
        return 0
    setup.say("Installing the rule engines to race against; the first time takes a minute.")
    if setup.pip(*MANNER, "-r", str(LOCK)):
        one_by_one()
    else:
        setup.write_stamp(setup.read_stamp() | {"bench": wanted})
    return 0


def one_by_one() -> None:
    """Install each package of the lock by itself, and name those that cannot be."""
    with tempfile.TemporaryDirectory() as folder:
        alone = Path(folder) / "alone.lock"
        for name, entry in entries(LOCK.read_text(encoding="utf-8")):
            alone.write_text(entry, encoding="utf-8")
            if setup.pip(*MANNER, "--no-deps", "-r", str(alone)):
                setup.say(f"{name} could not be installed: {setup.last_words()}")


def entries(lock: str) -> Iterator[tuple[str, str]]:
    """Take a lock apart: the name of each package, and its lines."""
    for entry in re.findall(r"^\S.*(?:\n[ \t]+.*)*", lock, re.MULTILINE):
        yield entry.partition("==")[0], f"{entry}\n"


if __name__ == "__main__":
    sys.exit(main())
