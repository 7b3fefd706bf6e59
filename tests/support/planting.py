"""Worker programs with a planted fault: the real worker, on a durable_rules whose functions misbehave as told."""

from pathlib import Path

import engine.durable.worker

_PROGRAM = """
import os, runpy, sys, time, types
import durable_rules_engine as real

planted = types.ModuleType("durable_rules_engine")
planted.__dict__.update(real.__dict__)
counted = {counted!r}
batches = 0

def assert_facts(handle, facts):
    global batches
    if '"n"' in facts:
        with open(counted, "ab") as count:
            count.write(b".")
            batches = count.tell()
    {before}
    return real.assert_facts(handle, facts)

def complete_and_start_action(handle, offset):
    result = real.complete_and_start_action(handle, offset)
    {after}
    return result

planted.assert_facts = assert_facts
planted.complete_and_start_action = complete_and_start_action
sys.modules["durable_rules_engine"] = planted
runpy.run_path({worker!r}, run_name="__main__")
"""


def plant(folder: Path, *, before: str = "pass", after: str = "pass") -> Path:
    """Write a worker program into the folder and give its path.

    `before` is a statement run before facts are asserted, and knows their text as `facts`; `after` is one run with
    `result`, what a rule has matched, before it is handed over. Both know `batches`, how many batches of facts came so
    far, to any process of this program, the one in hand among them. The first two hold the edges of the rules.
    """
    worker = engine.durable.worker.__file__
    path = folder / "planted_worker.py"
    path.write_text(
        _PROGRAM.format(counted=str(folder / "batches"), before=before, after=after, worker=worker), encoding="utf-8"
    )
    return path
