"""Fuzzing: how many inputs, what counts as hanging or blowing up, and bad inputs made out of good ones.

TRUEUP_FUZZ says how many inputs each parser gets (100000 in the long run, `make fuzz`); without it a few hundred. Each
input has a fence around it: so much time, so much memory. What a parser refuses by its own errors is well; whatever
else it raises fails the test, with the input in the message.
"""

import contextlib
import math
import os
import random
import resource
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

EXAMPLES = int(os.environ.get("TRUEUP_FUZZ", "300"))
"""Inputs for each parser."""

BATCH = 5_000
"""Inputs at a time: what makes them remembers each of its batch, some 40 kB of it."""

BATCHES = math.ceil(EXAMPLES / BATCH)

SECONDS = 5.0
"""More than this for one input counts as hanging; what is slow takes a hundredth of it."""

ROOM = 512 * 1024 * 1024
"""Bytes that one input may make the process grow by."""

LOOKING = settings(
    max_examples=min(EXAMPLES, BATCH),
    deadline=None,  # the fence has its own
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)

LONGEST_NOTE = 4_000
"""Characters of an input that a failure shows."""

_SIZES = Path("/proc/self/statm")

NASTY = (
    b"\x00", b"\xff", b"\xef\xbb\xbf", b"\r", b"\t", b"\x1b[2J", b"\xed\xa0\x80", b"\xe2\x80\xa8", b"\xf0\x9f\x98\x80",
    b"1e999999999", b"-1e-999999999", b"9" * 400, b"0" * 5_000, b"1" * 5_000, b"NaN", b"Infinity", b"-0", b"0x7f",
    b"99999999999999999999", b"18446744073709551616", b"null", b"true", b"~", b"''", b'""', b"\\u0000", b"\\ud800",
    b'"\\0"', b"0001-01-01T00:00:00+14:00", b"9999-12-31T23:59:59-14:00", b"2026-02-30", b"2026-11-23T10:00:00",
    b"[" * 200, b"{" * 200, b"- " * 200, b"{a: " * 200, b"[" * 60_000, b'{"a":' * 60_000, b"(" * 300, b"((a*)*)*",
    b".*" * 8, b"&a [*a, *a]", b"*a", b"!!python/object:os.system", b"<<: *a", b"---\n", b"...\n", b"%YAML 1.1\n",
    b": ", b"? ", b"../../../etc/passwd", b"%s%n%d", b"{0.__class__}", b"'; DROP TABLE orders; --", b"24:00",
    b"=cmd|' /C calc'!A0", b"<script>", b"gid://shopify/Order/1", b"# rows: 999999999\n", b",", b";", b'"', b"'",
    b"\n", b"\n\n", b"[[warehouse_feeds]]\n",
)  # fmt: skip
"""What parsers stumble over."""


LEAVES: tuple[object, ...] = (
    None, True, False, 0, 1, -1, 2**31, 2**63, -(2**63), 10**30, 0.5, -0.0, 1e308, float("inf"), float("nan"), "", "a",
    "1", "-1", "1.5", " ", "\x00", "\ud800", "\U0001f600", "a" * 300, "id", "gid://shopify/Order/1", "24:00",
)  # fmt: skip
"""Values of their own."""


class HungError(BaseException):
    """An input took too long. Not an Exception, so that no parser can swallow it."""


class Meter:
    """Fences each input, and counts: how many there were, how many were taken, how long the slowest took."""

    def __init__(self) -> None:
        self.inputs = 0
        self.taken = 0
        self.slowest = 0.0
        self._grown_from = peak()

    @contextlib.contextmanager
    def each(self, *given: object) -> Iterator[None]:
        """The fence around one input. Raises HungError and MemoryError; what is raised has a note of the input."""
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        before = signal.signal(signal.SIGALRM, _ring)
        began = time.perf_counter()
        if _SIZES.exists():
            resource.setrlimit(resource.RLIMIT_AS, (_size() + ROOM, hard))
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        try:
            yield
        except BaseException as problem:
            problem.add_note(f"the input: {given!r}"[:LONGEST_NOTE])
            raise
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        self.inputs += 1
        self.slowest = max(self.slowest, time.perf_counter() - began)

    def figures(self) -> str:
        """What was counted, in a sentence."""
        return (
            f"{self.inputs:,} inputs, {self.taken:,} of them taken, slowest {1000 * self.slowest:.0f} ms, "
            f"peak memory {peak() - self._grown_from:+.0f} MiB"
        )


def peak() -> float:
    """The most memory that this process ever had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def spoilt(seeds: Sequence[bytes], words: Sequence[bytes] = ()) -> st.SearchStrategy[bytes]:
    """Good inputs with up to eight things done to them; `words` are put in, besides what is nasty everywhere."""
    return st.builds(
        lambda seed, number: _spoil(seed, seeds, (*NASTY, *words), random.Random(number)),
        st.sampled_from(seeds),
        st.integers(0, 2**63),
    )


def anything(words: Sequence[object] = ()) -> st.SearchStrategy[object]:
    """Plain values of any shape, some of them huge, empty or odd, and `words` among them."""
    return st.integers(0, 2**63).map(lambda number: _grow(random.Random(number), (*LEAVES, *words), 5))


def _grow(dice: random.Random, leaves: Sequence[object], depth: int) -> object:
    match dice.randint(0, 4 if depth else 2):
        case 3:
            return [_grow(dice, leaves, depth - 1) for _ in range(dice.randint(0, 4))]
        case 4:
            return {str(dice.choice(leaves)): _grow(dice, leaves, depth - 1) for _ in range(dice.randint(0, 4))}
        case _:
            return dice.choice(leaves)


def _spoil(seed: bytes, seeds: Sequence[bytes], words: Sequence[bytes], dice: random.Random) -> bytes:
    data = seed if dice.random() < 0.95 else dice.randbytes(dice.randint(0, 200))
    for _ in range(dice.choice((0, 1, 1, 1, 2, 2, 3, 5, 8))):
        start = dice.randint(0, len(data))
        end = min(len(data), start + dice.choice((0, 1, 1, 2, 5, 20, 100)))
        piece = data[start:end]
        match dice.randint(0, 6):
            case 0:
                data = data[:start] + data[end:]
            case 1:
                data = data[:end] + piece * dice.choice((1, 2, 50)) + data[end:]
            case 2 | 3:
                data = data[:start] + dice.choice(words) + data[end:]
            case 4:
                data = data[:start] + bytes([dice.randrange(256)]) + data[end:]
            case 5:
                other = dice.choice(seeds)
                data = data[:start] + other[dice.randint(0, len(other)) :]
            case _:
                data = data[:start]
    return data


def _size() -> int:
    return int(_SIZES.read_text(encoding="ascii").split()[0]) * resource.getpagesize()


def _ring(_number: int, _frame: FrameType | None) -> None:
    raise HungError(f"it took longer than {SECONDS:g} s")
