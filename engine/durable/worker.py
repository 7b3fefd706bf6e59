"""The worker process: durable_rules behind a pipe. Run as a program by `workers`, never imported by the engine.

Frames (four bytes of length, big-endian, then JSON) come in on standard input, and one goes out for each:

- `["load", [PROGRAM, ...]]` -> `["loaded"]`; a PROGRAM is a list of shards `[definition, slots, members, boxes]`
- `["match", program, [[code, ...], ...]]` -> `["matched", [[box, ...], ...]]`, one list of boxes per code tuple
- anything that goes wrong -> `["failed", why]`

The first frame is sent unasked: `["ready"]` or `["unavailable", why]`. The process ends with its input, and ends itself
when a request takes too long: a parent that died cannot do it. It imports little, so that it starts quickly.
"""

import contextlib
import json
import operator
import os
import re
import resource
import signal
import struct
import sys
from collections.abc import Callable
from typing import Any

_SESSION = "0"
_NUMBER = re.compile(r'"n": ?(\d+)')
_RULE = re.compile(r'^\s*{\s*"(\w+)"')
_FACTS_AT_ONCE = 500


class _Shard:
    """One durable_rules ruleset, loaded."""

    def __init__(self, rules: Any, name: str, written: list[Any]) -> None:
        definition, self._slots, self._members, self._boxes = written
        # With a single slot it would give a bare number, not a tuple.
        self._of_slots: Callable[[list[int]], tuple[int, ...]] | None = (
            operator.itemgetter(*self._slots) if len(self._slots) > 1 else None
        )
        fields = len(self._slots) + len(self._members)
        self._form = '{"n":%d' + "".join(f',"f{field}":%d' for field in range(fields)) + "}"
        self._rules = rules
        self._handle = rules.create_ruleset(name, definition)
        # Without an action ever started in it, deleting a session frees memory that was never set.
        self._drain("")

    def match(self, codes: list[list[int]], fired: list[list[int]]) -> None:
        """Add the boxes that fit each code tuple to the list at its place in `fired`."""
        places: dict[tuple[int, ...], list[int]] = {}
        for place, each in enumerate(codes):
            places.setdefault(self._projected(each), []).append(place)
        distinct = list(places.items())
        for start in range(0, len(distinct), _FACTS_AT_ONCE):
            batch = distinct[start : start + _FACTS_AT_ONCE]
            facts = "".join([self._form % (number, *key) + "," for number, (key, _) in enumerate(batch)])
            for box, numbers in self._drain(facts):
                for number in numbers:
                    for place in batch[number][1]:
                        fired[place].append(box)

    def unload(self) -> None:
        """Free the ruleset. Its session is already gone: deleting the ruleset alone would leak it."""
        self._rules.delete_ruleset(self._handle)

    def _projected(self, codes: list[int]) -> tuple[int, ...]:
        values = self._of_slots(codes) if self._of_slots else tuple([codes[slot] for slot in self._slots])
        if not self._members:
            return values
        return values + tuple(
            [int(any(low <= codes[slot] <= high for low, high in ranges)) for slot, ranges in self._members]
        )

    def _drain(self, facts: str) -> list[tuple[int, set[int]]]:
        """Assert facts, each followed by a comma, and collect which boxes matched which numbers."""
        # The last fact matches the rule `warm`. If that does not fire, durable_rules has dropped facts in silence.
        warm = False
        found = []
        _, offset = self._rules.assert_facts(self._handle, f'[{facts}{{"w":1}}]')
        started = self._rules.start_action_for_state(self._handle, offset)
        result = started[1] if started else None
        while result:
            rule = _RULE.match(result)
            if rule is None:
                raise ValueError(f"an answer without a rule: {result[:80]}")
            if rule[1] == "warm":
                warm = True
            else:
                found.append((self._boxes[int(rule[1][1:])], set(map(int, _NUMBER.findall(result)))))
            result = self._rules.complete_and_start_action(self._handle, offset)
        self._rules.delete_state(self._handle, _SESSION)
        if not warm:
            raise ValueError("facts were dropped")
        return found


class _Worker:
    """The loaded programs, and the answers to requests."""

    def __init__(self, rules: Any) -> None:
        self._rules = rules
        self._loads = 0
        self._programs: list[list[_Shard]] = []

    def answer(self, request: list[Any]) -> list[Any]:
        match request:
            case ["load", programs]:
                self._load(programs)
                return ["loaded"]
            case ["match", program, codes]:
                fired: list[list[int]] = [[] for _ in codes]
                for shard in self._programs[program]:
                    shard.match(codes, fired)
                return ["matched", fired]
            case _:
                return ["failed", "no such request"]

    def _load(self, programs: list[list[list[Any]]]) -> None:
        self._loads += 1
        old = self._programs
        self._programs = [
            [_Shard(self._rules, f"r{self._loads}p{program}s{shard}", written) for shard, written in enumerate(shards)]
            for program, shards in enumerate(programs)
        ]
        for shard in (shard for shards in old for shard in shards):
            shard.unload()


def _read(count: int) -> bytes:
    parts = b""
    while len(parts) < count:
        part = os.read(0, min(count - len(parts), 1 << 20))
        if not part:
            sys.exit(0)
        parts += part
    return parts


def _sender(descriptor: int) -> Callable[[list[Any]], None]:
    def send(message: list[Any]) -> None:
        body = json.dumps(message, separators=(",", ":")).encode()
        frame = memoryview(struct.pack(">I", len(body)) + body)
        while frame:
            frame = frame[os.write(descriptor, frame) :]

    return send


def main() -> None:
    """Serve until the input ends. Arguments: memory in bytes, and seconds that a request may take."""
    memory, seconds = int(sys.argv[1]), float(sys.argv[2])
    # Control-C is for the program that started us; it will close our input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    # What the C library might print must not get between the frames.
    send = _sender(os.dup(1))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    # Some systems have no such limit; the time limit still holds there.
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    try:
        import durable_rules_engine  # noqa: PLC0415 - only here, where its absence can be told
    except ImportError as error:
        send(["unavailable", str(error)])
        return
    worker = _Worker(durable_rules_engine)
    send(["ready"])
    while True:
        (length,) = struct.unpack(">I", _read(4))
        request = json.loads(_read(length))
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            answer = worker.answer(request)
        except Exception as error:  # noqa: BLE001 - whatever it is, the parent decides what to do about it
            answer = ["failed", f"{type(error).__name__}: {error}"]
        signal.setitimer(signal.ITIMER_REAL, 0)
        send(answer)


if __name__ == "__main__":
    main()
