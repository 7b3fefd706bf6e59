"""The worker process: it heeds nobody's control-C, and never outlives the process that started it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from support import planting, rulesets
from support.rulesets import equals, fact, rule, ruleset

from engine import deciding
from engine.durable import supervising, workers

REPOSITORY = Path(__file__).parents[3]

PARENT = """
import os, sys
sys.path[:0] = {paths!r}
from pathlib import Path
from engine.durable import supervising, workers
supervisor = supervising.Supervisor(workers.Settings(program=Path({program!r}), deadline=0.6))
print(supervisor.pid, flush=True)
{then}
"""


def start_parent(program: Path, then: str) -> "subprocess.Popen[str]":
    """Start a process that runs a worker, and then does what it is told."""
    text = PARENT.format(paths=[str(REPOSITORY)], program=str(program), then=then)
    return subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, text=True)


def ended_within(pid: int, seconds: float) -> bool:
    """Wait for a process that is not our child to end."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not running(pid):
            return True
        time.sleep(0.02)
    return False


def running(pid: int) -> bool:
    """Tell whether the process runs; one that ended and waits to be buried does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_a_control_c_does_not_reach_the_worker():
    """The program that started it decides when to stop."""
    with deciding.Decider(ruleset(rule("web", equals("order.channel", "web"))), clock=rulesets.clock) as decider:
        assert decider.worker_pid is not None
        os.kill(decider.worker_pid, signal.SIGINT)

        assert decider.matching([fact({"order.channel": "web", "order.total": 1})]) == [(0,)]
        assert decider.warnings == ()


def test_the_worker_is_not_in_the_terminals_group():
    """A control-C in the terminal goes to a whole group; the worker has its own."""
    supervisor = supervising.Supervisor(workers.Settings())

    assert supervisor.pid is not None
    assert os.getpgid(supervisor.pid) != os.getpgid(0)
    supervisor.close()


def test_closing_ends_the_worker():
    """At once, and no process is left to be buried."""
    with deciding.Decider(ruleset(rule("any")), clock=rulesets.clock) as decider:
        pid = decider.worker_pid
        assert pid is not None
        assert running(pid)

    assert not Path(f"/proc/{pid}").exists()


def test_the_worker_ends_when_its_parent_is_killed():
    """Its input ends, and so does it."""
    with start_parent(workers.Settings().program, "import time; time.sleep(60)") as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()

    assert ended_within(pid, 5)


def test_a_hanging_worker_ends_even_without_its_parent(tmp_path: Path):
    """In an endless loop it cannot see that its input ended; its own clock ends it."""
    program = planting.plant(tmp_path, before="while True: pass")
    then = (
        "import threading; t = threading.Timer(0.2, os._exit, [0]); t.start(); supervisor.match([[PROGRAM]], 0, [[0]])"
    )
    shard = ['{"warm":{"all":[{"m":{"w":1}}]}}', [0], [], []]

    with start_parent(program, then.replace("PROGRAM", repr(shard))) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.wait(timeout=10)

    assert running(pid)
    assert ended_within(pid, 5)
