"""A shell as a person has it in front of them: lines are typed in order, in one folder, and each is answered."""

import os
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

DEADLINE = 60.0
MARK = "--that-was-all--"


class Answer(NamedTuple):
    """What a line came to: its exit code, and what it printed to either stream."""

    code: int
    out: str


class Shell:
    """One shell process. `trueup` is on its path, and no TRUEUP_ variable of the machine is set in it."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self._process = subprocess.Popen(
            ["/bin/sh"],
            cwd=folder,
            env=environment(**variables),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,
        )

    def type(self, line: str) -> Answer:
        """Type a line and wait for its end. Nobody answers what it asks."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{{ {line}\n}} </dev/null\nprintf '\\n%s %s\\n' {MARK} $?\n".encode())
        out, _, code = self._read_to_mark(line).rpartition(f"\n{MARK} ")
        return Answer(int(code), out)

    def close(self) -> None:
        """Leave the shell."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()

    def _read_to_mark(self, line: str) -> str:
        assert self._process.stdout is not None
        until, read = time.monotonic() + DEADLINE, b""
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            while not (MARK.encode() in read and read.endswith(b"\n")):
                assert selector.select(max(0.0, until - time.monotonic())), f"{line} did not end; it said {read!r}"
                more = os.read(self._process.stdout.fileno(), 1 << 16)
                assert more, f"the shell ended with {line}; it said {read!r}"
                read += more
        return read.decode()


def environment(**variables: str) -> dict[str, str]:
    """The environment of a person who has `trueup` on the path, and has set nothing yet."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("TRUEUP_")}
    path = os.pathsep.join([str(Path(sys.executable).parent), bare.get("PATH", "")])
    return {**bare, "PATH": path, "TERM": "dumb", "COLUMNS": "100", **variables}


@contextmanager
def shell(folder: Path, **variables: str) -> Iterator[Shell]:
    """A shell in a folder, left at the end."""
    opened = Shell(folder, **variables)
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def serving(line: str, folder: Path, port: int) -> Iterator[None]:
    """A line that serves something until it is stopped, in a terminal of its own; entered once the port answers."""
    with (folder / "served.log").open("w+", encoding="utf-8") as log:
        server = subprocess.Popen(
            ["/bin/sh", "-c", f"exec {line}"], cwd=folder, env=environment(), stdout=log, stderr=subprocess.STDOUT
        )
        try:
            until = time.monotonic() + DEADLINE
            while not _answers(port):
                assert server.poll() is None, f"{line} ended: {(folder / 'served.log').read_text(encoding='utf-8')}"
                assert time.monotonic() < until, f"{line} did not answer"
                time.sleep(0.05)
            yield
        finally:
            server.terminate()
            server.wait(DEADLINE)


def free_port() -> int:
    """A port of the loopback address that nobody listens at."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as caller:
        caller.settimeout(1)
        return caller.connect_ex(("127.0.0.1", port)) == 0
