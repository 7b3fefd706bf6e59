"""What holds in every history: nothing is oversold by our writes, nothing is shipped twice, and all comes to rest.

"Nothing is oversold" means, for every level that is mapped and written: no round leaves more available there than the
warehouses let it offer (`towns_looked_at.offers`): what they have on hand and nobody needs, less what Shopify has
committed there for orders that no part of theirs accounts for. What a customer takes beyond that between two rounds is
Shopify's own doing; it shows as available below the limit, never above. The promise is per location: a shortage at one
location is not taken off another.
"""

from collections import Counter

from support import towns_looked_at
from support.towns import Town
from support.towns_looked_at import Sight

from reconciler import plans
from reconciler import round as rounds


def check_offers(town: Town, seen: Sight, result: rounds.Result) -> None:
    """No level that this round wrote offers more than it may."""
    written = {
        (outcome.change.address.sku, outcome.change.address.location)
        for outcome in result.outcomes
        if isinstance(outcome.change.work, plans.SetInventory) and outcome.result == "done"
    }
    for one in towns_looked_at.offers(town, seen) if written else ():
        assert (one.sku, one.location) not in written or one.offered <= one.limit, one


def check_parcels(seen: Sight) -> None:
    """Each tracking number of ours stands in the shop at most once, and no two valid labels share a fulfillment."""
    for order in seen.state["orders"]:
        standing = [one for one in order["fulfillments"] if one["status"] == "SUCCESS"]
        numbers = Counter(tracking["number"] for one in standing for tracking in one["tracking"])
        # A merchant may give one number to two parcels; we don't.
        twice = {number for number, times in numbers.items() if times > 1 and not number.startswith("HAND")}
        assert not twice, twice
        known = seen.stored.get(order["id"])
        ids = Counter(
            label.fulfillment_gid
            for part in (known.parts if known else ())
            for label in part.labels
            if label.voided_at is None and label.fulfillment_gid and not label.adopted
        )
        assert all(times == 1 for times in ids.values()), f"two labels of {order['name']} share a fulfillment"


def check_rest(seen: Sight) -> None:
    """When all is quiet, each parcel is known by its label, and nobody packs what the shop doesn't wait for."""
    for order in seen.state["orders"]:
        known = seen.stored.get(order["id"])
        if known is None or known.cancelled_at is not None:
            continue
        standing = {
            one["tracking"][0]["number"]: one["id"] for one in order["fulfillments"] if one["status"] == "SUCCESS"
        }
        everything = [label for part in known.parts for label in part.labels]
        for label in everything:
            if label.voided_at is None and label.tracking_number in standing and not label.adopted:
                assert label.fulfillment_gid == standing[label.tracking_number], label
        if any(label.voided_at is not None and label.fulfillment_gid for label in everything):
            continue  # a voided parcel that still stands in the shop waits for a person
        needed, waiting = towns_looked_at.to_pack(known), towns_looked_at.waiting(order)
        for sku, units in needed.items():
            assert units <= waiting[sku], f"{units} x {sku} of {order['name']}, the shop waits for {waiting[sku]}"
