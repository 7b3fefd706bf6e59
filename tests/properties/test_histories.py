"""Whatever happens in whatever order: nothing is oversold, nothing is shipped twice, and a quiet town comes to rest.

HYPOTHESIS_PROFILE=nightly runs 2,000 longer histories, new ones each time; otherwise the same few are run, so that a
change is blamed only for what it did. A failing history becomes a scenario.
"""

import os

from hypothesis import HealthCheck, Phase, settings
from support.histories import Histories

NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"

Histories.TestCase.settings = settings(
    max_examples=2000 if NIGHTLY else 60,
    stateful_step_count=40 if NIGHTLY else 18,
    derandomize=not NIGHTLY,
    # Making a failing history shorter takes minutes; 18 steps can be read as they are.
    phases=(Phase.generate, Phase.shrink) if NIGHTLY else (Phase.generate,),
    database=None,
    deadline=None,
    print_blob=NIGHTLY,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

TestHistories = Histories.TestCase
