"""How many histories the property tests run, and how long each is: 200 with every test run, 2,000 each night.

TRUEUP_HISTORIES sets another number. HYPOTHESIS_PROFILE=nightly (`make nightly`) runs longer ones that are new each
time; otherwise the same are run every time, so that a change is blamed only for what it did.
"""

import os

from hypothesis import HealthCheck, Phase, settings

NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
HISTORIES = int(os.environ.get("TRUEUP_HISTORIES") or (2000 if NIGHTLY else 200))
STEPS = 40 if NIGHTLY else 18


def histories(share: float) -> settings:
    """The settings for this share of all histories."""
    return settings(
        max_examples=max(1, round(HISTORIES * share)),
        stateful_step_count=STEPS,
        derandomize=not NIGHTLY,
        # Making a failing history shorter takes minutes; 18 steps can be read as they are.
        phases=(Phase.generate, Phase.shrink) if NIGHTLY else (Phase.generate,),
        database=None,
        deadline=None,
        print_blob=NIGHTLY,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
