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
from typing import TypeAlias

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

EXAMPLES = int(os.environ.get("TRUEUP_FUZZ", "300"))
"""Inputs for each parser."""

SECONDS = 5.0
"""More of the processor's time than this for one input counts as hanging; what is slow takes a hundredth of it."""

PATIENCE = 60.0
"""More than this on the clock counts as hanging, too: waiting takes none of the processor's time."""

ROOM = 512 * 1024 * 1024
"""Bytes that one input may make the process grow by."""

AT_ONCE = 25
"""Inputs made from one number: what makes the numbers takes longer than most parsers do."""

LOOKING = settings(
    max_examples=math.ceil(EXAMPLES / AT_ONCE),
    deadline=None,  # the fence has its own
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)

Throws: TypeAlias = list[random.Random]

THROWS = st.integers(0, 2**62).map(lambda number: [random.Random(number + each) for each in range(AT_ONCE)])
"""Dice, one for each input."""

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
        before = [(number, signal.signal(number, _ring)) for number in (signal.SIGALRM, signal.SIGPROF)]
        began = time.process_time()
        if _SIZES.exists():
            resource.setrlimit(resource.RLIMIT_AS, (_size() + ROOM, hard))
        signal.setitimer(signal.ITIMER_REAL, PATIENCE)
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            yield
        except BaseException as problem:
            problem.add_note(f"the input: {given!r}"[:LONGEST_NOTE])
            raise
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.setitimer(signal.ITIMER_PROF, 0)
            for number, handler in before:
                signal.signal(number, handler)
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        self.inputs += 1
        self.slowest = max(self.slowest, time.process_time() - began)

    def figures(self) -> str:
        """What was counted, in a sentence."""
        return (
            f"{self.inputs:,} inputs, {self.taken:,} of them taken, slowest {1000 * self.slowest:.0f} ms, "
            f"peak memory {peak() - self._grown_from:+.0f} MiB"
        )


def peak() -> float:
    """The most memory that this process ever had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def spoil(dice: random.Random, seeds: Sequence[bytes], words: Sequence[bytes] = ()) -> bytes:
    """A good input with up to eight things done to it; `words` are put in, besides what is nasty everywhere."""
    data = dice.choice(seeds) if dice.random() < 0.95 else dice.randbytes(dice.randint(0, 200))
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
                data = data[:start] + dice.choice((*NASTY, *words)) + data[end:]
            case 4:
                data = data[:start] + bytes([dice.randrange(256)]) + data[end:]
            case 5:
                other = dice.choice(seeds)
                data = data[:start] + other[dice.randint(0, len(other)) :]
            case _:
                data = data[:start]
    return data


def grow(dice: random.Random, words: Sequence[object] = (), depth: int = 5) -> object:
    """A plain value of any shape, some of it huge, empty or odd, and `words` in it."""
    match dice.randint(0, 4 if depth else 2):
        case 3:
            return [grow(dice, words, depth - 1) for _ in range(dice.randint(0, 4))]
        case 4:
            keys = [str(dice.choice((*LEAVES, *words))) for _ in range(dice.randint(0, 4))]
            return {key: grow(dice, words, depth - 1) for key in keys}
        case _:
            return dice.choice((*LEAVES, *words))


def type_text(dice: random.Random) -> str:
    """Unicode as somebody may type it, or paste it."""
    if dice.random() < 0.5:
        return dice.choice(NASTY).decode("utf-8", "replace")
    return "".join(chr(dice.choice(_LETTERS)) for _ in range(dice.randint(0, 30)))


_LETTERS = [*range(32, 127), *range(160, 700), 0x202E, 0x2028, 0x1F600, 0xFEFF, 0x0301, 0x0660]


def _size() -> int:
    return int(_SIZES.read_text(encoding="ascii").split()[0]) * resource.getpagesize()


def _ring(_number: int, _frame: FrameType | None) -> None:
    raise HungError(f"it took more than {SECONDS:g} s of the processor's time, or {PATIENCE:g} s")
