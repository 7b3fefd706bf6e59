"""Whatever happens in whatever order: nothing is oversold, nothing is shipped twice, and a quiet town comes to rest.

How many histories are run is told in `support.profiles`. A failing history becomes a scenario.
"""

from support import profiles
from support.histories import Histories

Histories.TestCase.settings = profiles.histories(0.75)

TestHistories = Histories.TestCase
