"""Real daemons: `python -m trueup run` as processes of their own, with the lines of their logs."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

DEADLINE = 30.0


def wait_until(happened: Callable[[], Any], what: str) -> Any:
    """Look until it is so, and give what it is; fail with `what` when it doesn't come."""
    until = time.monotonic() + DEADLINE
    while time.monotonic() < until:
        if found := happened():
            return found
        time.sleep(0.01)
    raise AssertionError(f"it did not come to this in time: {what}")


class Daemon:
    """One process, in the environment of the test and some more `variables`.

    `lines` are the lines of its log so far, each as it was decoded from JSON.
    """

    def __init__(self, project: Path, *words: str, **variables: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "trueup", "--settings", str(project / "settings.toml"), "run", *words],
            cwd=Path(__file__).parents[2],
            env={**os.environ, **variables},
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        self.lines: list[dict[str, Any]] = []
        self.said: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self.said.append(line)
            if line.startswith("{"):
                self.lines.append(json.loads(line))

    @property
    def rounds(self) -> list[dict[str, Any]]:
        """The lines that tell of turns."""
        return [line for line in self.lines if "outcome" in line]

    def outcomes(self) -> list[str]:
        """How its turns ended, in order."""
        return [line["outcome"] for line in self.rounds]

    def wait_for(self, event: str, after: int = 0) -> dict[str, Any]:
        """The first line of its log, `after` so many, whose event holds these words."""

        def found() -> dict[str, Any] | None:
            return next((line for line in self.lines[after:] if event in line["event"]), None)

        line: dict[str, Any] = wait_until(found, f"a line with {event!r} in {self.said}")
        return line

    def wait_for_outcome(self, outcome: str) -> None:
        """Wait until a turn ends like that, from now on."""
        before = len(self.rounds)
        wait_until(lambda: outcome in self.outcomes()[before:], f"a turn that is {outcome} in {self.said}")

    def signal(self, number: int) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    def wait(self) -> int:
        """Wait for its end; its exit code, negative for the signal that killed it."""
        code = self._process.wait(DEADLINE)
        self._reader.join(DEADLINE)
        return code

    def stop(self) -> int:
        """Ask it to end, and wait until it has."""
        self._process.terminate()
        return self.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self.wait()
        if self._process.stderr is not None:
            self._process.stderr.close()
