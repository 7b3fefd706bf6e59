"""Page by page, or in bulk? Decided by which is sooner done. Called by the reading modules.

Pages cost points, and points come back at the rate of the shop's plan; the bucket's content is free. A bulk operation
costs a dozen points whatever its size and takes Shopify's own time. Reading by `nodes(ids:)` costs so little (15 points
for 250 variants, 3 for 250 items at one location) that pages are sooner done on every plan, at the pace that was
recorded. Where a shop has been seen to write faster, its own pace is used, and where it charges more for pages, its own
prices are: at 5,000 objects a second, bulk is sooner done for a catalogue beyond 60,000 variants on the standard plan
(100 points a second, 2,000 in the bucket), and at whole pages of 24 points beyond 90,000 at the recorded pace. The
network counts too: the seconds that the answers take, as many at a time as there are readers.
"""

from typing import Protocol

from reconciler.shopify import answers

PACE = 1456.0
"""Objects that a bulk operation writes in a second. Source: a recorded job; a shop's own, once seen, counts instead."""

OVERHEAD = 4.0
"""Seconds that a bulk operation takes whatever its size: starting, being noticed at its end, fetching."""

PATIENCE = 4.0
"""A job may take so many times what was expected, and a minute, before its deadline."""


class Paced(Protocol):
    """What is known of a shop's speed: `ShopClient` has it."""

    bulk_pace: float | None

    @property
    def bucket(self) -> answers.ThrottleStatus | None:
        """The points there are, and how fast they come back."""


def paging_seconds(bucket: answers.ThrottleStatus, points: float, waits: float = 0.0) -> float:
    """How long pages take that cost so many points.

    `waits` are the seconds that the network takes for pages that can only be asked for one after the other.
    """
    return max(waits, (points - bucket.currently_available) / bucket.restore_rate)


def bulk_seconds(client: Paced, objects: int) -> float:
    """How long a bulk operation of so many objects is expected to take."""
    return OVERHEAD + objects / (client.bulk_pace or PACE)


def is_bulk_sooner(client: Paced, points: float, objects: int, waits: float = 0.0) -> bool:
    """Whether bulk is done before pages are. Nobody knows before the first answer told the bucket: then pages."""
    bucket = client.bucket
    return bucket is not None and bulk_seconds(client, objects) < paging_seconds(bucket, points, waits)


def deadline(client: Paced, objects: int) -> float:
    """Seconds after which a bulk operation of so many objects is given up."""
    return 60.0 + PATIENCE * bulk_seconds(client, objects)
