"""Whatever happens in whatever order: nothing is oversold, nothing is shipped twice, and a quiet town comes to rest."""

import os

from hypothesis import HealthCheck, settings
from support.histories import Histories

NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"

Histories.TestCase.settings = settings(
    max_examples=2000 if NIGHTLY else 80,
    stateful_step_count=40 if NIGHTLY else 18,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

TestHistories = Histories.TestCase
