"""Running the worker process: starting it, asking it with a deadline, noticing its death, ending it.

Used by `matchers`. A request is a list that JSON can say; the answer likewise. Nothing here knows rules.
"""

import contextlib
import os
import selectors
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import msgspec

from engine.durable import errors


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How the worker process is run.

    `program` is the Python file it runs; `deadline` the seconds that one answer may take (a full batch takes a few
    milliseconds); `memory` the bytes of address space it may use (it needs about 50 MB).
    """

    program: Path = Path(__file__).with_name("worker.py")
    deadline: float = 10.0
    memory: int = 1 << 30


class Worker:
    """One worker process, from start to end. Not for several threads at once."""

    def __init__(self, settings: Settings) -> None:
        """Start the process and wait until it is ready; raises UnavailableError if durable_rules is not there."""
        self._deadline = settings.deadline
        # The worker ends itself somewhat later than we would: that is for a parent that is no longer there.
        arguments = [str(settings.program), str(settings.memory), str(settings.deadline * 1.5)]
        try:
            # -P: the worker's own folder must not stand on its import path. A session of its own: a control-C in the
            # terminal is not for it, not even while Python starts.
            self._process = subprocess.Popen(  # noqa: S603 - our own file, no shell
                [sys.executable, "-P", *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                start_new_session=True,
            )
        except OSError as error:
            raise errors.UnavailableError(f"the worker process cannot be started: {error}") from error
        if self._process.stdin is None or self._process.stdout is None:
            raise AssertionError("both pipes were asked for")
        self._input = self._process.stdin.fileno()
        self._output = self._process.stdout.fileno()
        os.set_blocking(self._input, False)
        os.set_blocking(self._output, False)
        try:
            self._expect_ready()
        except errors.DurableError:
            self.close()
            raise

    @property
    def pid(self) -> int:
        """Give the process id."""
        return self._process.pid

    def ask(self, request: list[Any]) -> Any:
        """Send a request and give what its answer holds; raises WorkerLostError."""
        body = msgspec.json.encode(request)
        frame = struct.pack(">I", len(body)) + body
        match self._exchange(frame):
            case ["loaded"]:
                return None
            case ["matched", matched]:
                return matched
            case ["failed", str(why)]:
                raise errors.WorkerLostError(f"the worker process could not answer: {why}")
            case _:
                raise errors.WorkerLostError("the worker process sent an answer that makes no sense")

    def close(self) -> None:
        """End the process, at once and surely. A second call does nothing."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _expect_ready(self) -> None:
        match self._exchange(b""):
            case ["ready"]:
                return
            case ["unavailable", str(why)]:
                raise errors.UnavailableError(f"durable_rules cannot be imported: {why}")
            case _:
                raise errors.WorkerLostError("the worker process did not say that it is ready")

    def _exchange(self, frame: bytes) -> Any:
        """Write the frame and read one, both before the deadline."""
        until = time.monotonic() + self._deadline
        unsent = memoryview(frame)
        received = bytearray()
        wanted = 4
        with selectors.DefaultSelector() as selector:
            selector.register(self._output, selectors.EVENT_READ)
            if unsent:
                selector.register(self._input, selectors.EVENT_WRITE)
            while len(received) < wanted:
                ready = selector.select(max(0.0, until - time.monotonic()))
                if not ready:
                    raise self._lost(f"did not answer within {self._deadline:g} s")
                for key, _ in ready:
                    if key.fd == self._input:
                        unsent = self._send(unsent)
                        if not unsent:
                            selector.unregister(self._input)
                    else:
                        received += self._receive()
                        if len(received) >= 4:
                            wanted = 4 + int(struct.unpack(">I", received[:4])[0])
        try:
            return msgspec.json.decode(received[4:wanted])
        except msgspec.DecodeError as error:
            raise self._lost("sent an answer that makes no sense") from error

    def _send(self, unsent: memoryview) -> memoryview:
        try:
            return unsent[os.write(self._input, unsent) :]
        except BlockingIOError:
            return unsent
        except BrokenPipeError as error:
            raise self._lost(self._death()) from error

    def _receive(self) -> bytes:
        try:
            received = os.read(self._output, 1 << 20)
        except BlockingIOError:
            return b""
        if not received:
            raise self._lost(self._death())
        return received

    def _death(self) -> str:
        try:
            status = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return "closed its pipe"
        if status < 0:
            return f"was ended by {signal.Signals(-status).name}"
        return f"ended with status {status}"

    def _lost(self, how: str) -> errors.WorkerLostError:
        return errors.WorkerLostError(f"the worker process {how}")
