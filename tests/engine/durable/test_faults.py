"""A crash, a hang, a wrong answer: each costs a warning, and never a decision."""

import json
import os
import signal
import time
from pathlib import Path

import pytest
from support import planting, rulesets
from support.rulesets import compare, equals, fact, rule, ruleset

from engine import deciding, ir
from engine.durable import workers

RULES = ruleset(
    rule("web", equals("order.channel", "web")),
    rule("dear", compare("order.total", ir.Operator.AT_LEAST, 100)),
    rule("cheap", compare("order.total", ir.Operator.LESS_THAN, 100)),
)
FACTS = [fact({"order.channel": channel, "order.total": total}) for channel in ("web", "pos") for total in (1, 100)]
RIGHT = [(0, 2), (0, 1), (2,), (1,)]


def decider(program: Path, folder: Path | None = None, **settings: float) -> deciding.Decider:
    """Make a decider that runs the planted worker."""
    worker = workers.Settings(program=program, **settings)
    return deciding.Decider(RULES, clock=rulesets.clock, worker=worker, examples=folder)


def test_a_crash_costs_one_restart_and_a_warning(tmp_path: Path):
    """The next process answers; durable_rules goes on."""
    program = planting.plant(tmp_path, before="batches == 3 and os.abort()")

    with decider(program) as deciding_on:
        assert deciding_on.matching(FACTS) == RIGHT
        assert deciding_on.name == "durable_rules"
        (warning,) = deciding_on.warnings

    assert "SIGABRT" in warning
    assert "started again" in warning


def test_a_crash_at_every_try_leaves_the_plain_evaluator(tmp_path: Path):
    """Two lost processes in a row are enough; the decisions are the same."""
    program = planting.plant(tmp_path, before="batches > 2 and os.kill(os.getpid(), 11)")

    with decider(program) as deciding_on:
        assert deciding_on.matching(FACTS) == RIGHT
        assert deciding_on.name == "plain"
        first, second = deciding_on.warnings

    assert "SIGSEGV" in first
    assert "The plain evaluator decides instead" in second


def test_a_hang_is_ended_at_the_deadline(tmp_path: Path):
    """An endless loop costs twice the deadline, once."""
    program = planting.plant(tmp_path, before="while batches > 2: pass")
    began = time.monotonic()

    with decider(program, deadline=0.5) as deciding_on:
        assert deciding_on.matching(FACTS) == RIGHT
        assert deciding_on.matching(FACTS) == RIGHT
        assert deciding_on.name == "plain"
        warnings = deciding_on.warnings

    assert "did not answer within 0.5 s" in warnings[0]
    assert time.monotonic() - began < 5


def test_a_wrong_answer_is_found_at_load(tmp_path: Path):
    """Answers at the edges of the rules are checked before any fact is."""
    program = planting.plant(tmp_path, after="result = result and result.replace('\"b0\"', '\"b1\"')")

    with decider(program) as deciding_on:
        assert deciding_on.name == "plain"
        assert deciding_on.matching(FACTS) == RIGHT
        (warning,) = deciding_on.warnings

    assert "is right" in warning


def test_a_wrong_answer_about_a_fact_is_found_and_an_example_saved(tmp_path: Path):
    """The plain evaluator's answer stands, and what is needed to mend durable_rules' is kept."""
    program = planting.plant(tmp_path, after="if batches > 2 and result: result = result.replace('b0', 'b1')")

    with decider(program, folder=tmp_path / "examples") as deciding_on:
        assert deciding_on.name == "durable_rules"
        assert deciding_on.matching(FACTS) == RIGHT
        assert deciding_on.name == "plain"
        (warning,) = deciding_on.warnings

    (path,) = (tmp_path / "examples").iterdir()
    example = json.loads(path.read_text(encoding="utf-8"))
    assert str(path) in warning
    assert path.stat().st_mode & 0o077 == 0
    assert example["durable_rules"] != example["plain"]
    assert tuple(example["plain"]) in RIGHT
    assert example["values"]["order.total"] in ({"type": "int", "value": 1}, {"type": "int", "value": 100})
    assert [each["name"] for each in example["rules"]] == ["web", "dear", "cheap"]


def test_a_saved_example_holds_only_what_the_rules_look_at(tmp_path: Path):
    """Names and addresses that no rule asks about stay out of it."""
    program = planting.plant(tmp_path, after="if batches > 2 and result: result = result.replace('b0', 'b1')")

    with decider(program, folder=tmp_path / "examples") as deciding_on:
        deciding_on.decide([fact({"order.channel": "web", "order.total": 1, "order.ship_to.name": "Ada Lovelace"})])

    (path,) = (tmp_path / "examples").iterdir()
    assert "Ada" not in path.read_text(encoding="utf-8")


def test_facts_that_durable_rules_drops_in_silence_are_noticed(tmp_path: Path):
    """A batch cut short is no answer."""
    program = planting.plant(tmp_path, before="facts = '[' + facts[1:].split('},')[0] + '}]' if batches > 2 else facts")

    with decider(program) as deciding_on:
        assert deciding_on.matching(FACTS) == RIGHT
        assert deciding_on.name == "plain"
        assert "dropped" in deciding_on.warnings[0]


def test_a_worker_that_needs_too_much_memory_is_refused_it(tmp_path: Path):
    """The bound is the worker's own; this process does not feel it."""
    program = planting.plant(tmp_path, before="hoard = b'x' * (1 << 30) if batches > 2 else None")

    with decider(program, memory=300 << 20) as deciding_on:
        assert deciding_on.matching(FACTS) == RIGHT
        assert deciding_on.name == "plain"
        assert "MemoryError" in deciding_on.warnings[0]


def test_what_durable_rules_prints_does_not_disturb_the_answers(tmp_path: Path):
    """Its C code may write to standard output."""
    program = planting.plant(tmp_path, before="os.write(1, b'freed something twice')")

    with decider(program) as deciding_on:
        assert deciding_on.matching(FACTS) == RIGHT
        assert deciding_on.warnings == ()


@pytest.mark.parametrize(
    "program_text",
    [
        "import sys; sys.exit(3)",
        "import os; os.write(1, b'\\0\\0\\0\\2{]')",
        "import os; os.write(1, b'\\0\\0\\0\\2[]')",
    ],
)
def test_a_worker_that_does_not_start_leaves_the_plain_evaluator(tmp_path: Path, program_text: str):
    """Whether it ends at once or talks nonsense."""
    program = tmp_path / "worker.py"
    program.write_text(program_text, encoding="utf-8")

    with decider(program) as deciding_on:
        assert deciding_on.matching(FACTS) == RIGHT
        assert deciding_on.name == "plain"


def test_without_durable_rules_the_plain_evaluator_decides_and_tells_why(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    """A Python for which it is not built, or a machine without a compiler. It is the process's to say, once."""
    program = tmp_path / "worker.py"
    program.write_text(
        "import runpy, sys\n"
        "sys.modules['durable_rules_engine'] = None\n"
        f"runpy.run_path({str(workers.Settings().program)!r}, run_name='__main__')\n",
        encoding="utf-8",
    )

    with decider(program) as deciding_on:
        assert deciding_on.matching(FACTS) == RIGHT
        assert deciding_on.name == "plain"
        assert deciding_on.warnings == ()

    assert "durable_rules cannot be imported" in deciding_on.absence
    assert caplog.messages == []


def test_a_killed_worker_is_replaced():
    """Between two batches, by anybody."""
    with deciding.Decider(RULES, clock=rulesets.clock) as deciding_on:
        assert deciding_on.matching(FACTS[:2]) == RIGHT[:2]
        assert deciding_on.worker_pid is not None
        os.kill(deciding_on.worker_pid, signal.SIGKILL)

        assert deciding_on.matching(FACTS) == RIGHT
        assert deciding_on.name == "durable_rules"
        assert len(deciding_on.warnings) == 1


def test_deciding_after_closing_still_decides():
    """Without a process; the warning tells the caller of the mistake."""
    with deciding.Decider(RULES, clock=rulesets.clock) as deciding_on:
        pass

    assert deciding_on.worker_pid is None
    assert deciding_on.matching(FACTS) == RIGHT
    assert "closed" in deciding_on.warnings[0]
