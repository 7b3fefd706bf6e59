"""Cautions: what a person should know beside the changes of a plan, because it puts what the plan stands on in doubt.

`round.look` puts them among the plan's warnings; reports show them, and the daemon logs them.
"""

from datetime import timedelta

from reconciler import feeding
from reconciler.contexts import Shop

FURTHEST_CLOCK = timedelta(seconds=30)
"""How far our clock may be from Shopify's. Machines that keep their time are within a second; half a minute is half of
what the journal waits for a lost request, and turns "counted before the parcel left" into after."""


def of(shop: Shop) -> tuple[str, ...]:
    """Everything that makes a look at this shop less sure than it should be."""
    return (*feeding.warnings(shop), *_clocks(shop.client.clock_skew))


def _clocks(skew: timedelta | None) -> tuple[str, ...]:
    if skew is None or abs(skew) <= FURTHEST_CLOCK:
        return ()
    where = "behind" if skew > timedelta(0) else "ahead of"
    told = (
        f"This machine's clock is {abs(skew).total_seconds():,.0f} seconds {where} Shopify's, and more than "
        f"{FURTHEST_CLOCK.total_seconds():.0f} is too much: what was counted, labelled and ordered first can be told "
        "wrongly. Let it keep its time (NTP)."
    )
    return (told,)
