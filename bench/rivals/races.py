"""Racing contestants: each in a process of its own, which may die, over the same facts, each answer checked.

A contestant's module, rules and facts go in; what it took, or why it has no figure, comes out. A process is forked for
each race, so that facts are made once, nobody's threads or memory get in another's way, and a crash is only noted.
"""

import gc
import importlib
import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from importlib import metadata
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

SECONDS = 0.7
"""How long a pass may take, roughly; the slow ones are asked about fewer facts, the first ones."""
_PATIENCE = 300.0
_PASSES = 3
_TRIALS = (50, 500, 5_000)


class Pass(NamedTuple):
    """The best of several passes over the same facts: seconds by the clock, and of the processor."""

    clock: float
    processor: float


class Timing(NamedTuple):
    """How a race went: facts answered, seconds that a start takes, and the passes by way (`cold`, `warm`, ...)."""

    facts: int
    start: float
    passes: dict[str, Pass]

    def per_second(self, way: str = "") -> float:
        """Give facts a second by the clock."""
        return self.facts / self.passes[way].clock

    def per_processor_second(self, way: str = "") -> float:
        """Give facts per second of processor time, of all processes and threads of the contestant."""
        return self.facts / self.passes[way].processor


class Race(NamedTuple):
    """The facts as the contestant wants them, and the right answers."""

    rules: Sequence[Any]
    facts: Sequence[Any]
    right: Sequence[Sequence[int]]


def module(name: str) -> Any:
    """Import a contestant; gives why not, as a text, where it is not installed."""
    try:
        return importlib.import_module(f"rivals.{name}")
    except Exception as error:  # noqa: BLE001 - whatever it is, the table names it
        return f"not installed ({type(error).__name__}: {error})"


def version(package: str | None) -> str:
    """Give the installed version of a package, nothing for none."""
    return metadata.version(package) if package else ""


def race(name: str, race: Race, run: Callable[[Any, Race], Timing] | None = None) -> Timing | str:
    """Run a contestant in a process of its own. Gives a text where it cannot, dies, is too slow, or answers wrongly."""
    context = multiprocessing.get_context("fork")
    near, far = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(far, name, race, run or once))
    process.start()
    far.close()
    try:
        return near.recv() if near.poll(_PATIENCE) else f"no answer within {_PATIENCE:.0f} s"
    except EOFError:
        process.join()
        return f"died (exit code {process.exitcode})"
    finally:
        process.kill()
        process.join()


def once(contestant: Any, race: Race) -> Timing:
    """Time the first pass of a new contestant over as many facts as its time allows, several times; the best counts."""
    began = time.perf_counter()
    contestant.prepare(race.rules)
    start = time.perf_counter() - began
    count = len(race.facts)
    for few in _TRIALS:
        trial, _ = timed(contestant.prepare(race.rules), race.facts[:few])
        if trial.clock > SECONDS / 2:
            # What a pass costs whatever its length, polars pays more of than others.
            count = min(count, max(few, int(SECONDS / trial.clock * few)))
            break
    passes: dict[str, Pass] = {}
    for _ in range(_PASSES):
        taken, answers = timed(contestant.prepare(race.rules), race.facts[:count])
        note(passes, "", taken)
        check(answers, race.right)
    return Timing(count, start, passes)


def timed(answer: Callable[[Sequence[Any]], Any], facts: Sequence[Any], worker: int | None = None) -> tuple[Pass, Any]:
    """Time one pass; `worker` is a process that works for the contestant."""
    gc.collect()
    spent = time.process_time() + _spent(worker)
    began = time.perf_counter()
    answers = answer(facts)
    clock = time.perf_counter() - began
    return Pass(clock, time.process_time() + _spent(worker) - spent), answers


def note(passes: dict[str, Pass], way: str, taken: Pass) -> None:
    """Keep the best of each kind."""
    best = passes.get(way, taken)
    passes[way] = Pass(min(best.clock, taken.clock), min(best.processor, taken.processor))


def _spent(process: int | None) -> float:
    """Give the processor seconds of another process so far."""
    if process is None:
        return 0.0
    # Nanoseconds of its one thread; /proc/PID/stat counts in hundredths of a second, more than a small race takes.
    return int(Path(f"/proc/{process}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9


def check(answers: Sequence[Sequence[int]], right: Sequence[Sequence[int]]) -> None:
    """Compare every answer; raises AssertionError on the first that is wrong."""
    for number, (answer, wanted) in enumerate(zip(answers, right, strict=False)):
        if list(answer) != list(wanted):
            raise AssertionError(f"wrong about fact {number}: {list(answer)}, {list(wanted)} is right")


def _work(far: Connection, name: str, race: Race, run: Callable[[Any, Race], Timing]) -> None:
    # What libraries print at their end, and the end itself, is of no interest.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(1, 2)
    contestant = module(name)
    if isinstance(contestant, str):
        far.send(contestant)
    else:
        _touch(race.facts)
        gc.freeze()
        try:
            far.send(run(contestant, race))
        except Exception as error:  # noqa: BLE001 - as above
            far.send(f"{type(error).__name__}: {error}"[:200])
    far.close()
    os._exit(0)


def _touch(facts: Sequence[Any]) -> None:
    """Look at everything once: a forked process copies memory when it first counts a reference."""
    for fact in facts:
        values = getattr(fact, "values", None)
        for value in fact.values() if isinstance(fact, dict) else values.values() if isinstance(values, dict) else ():
            str(value)
