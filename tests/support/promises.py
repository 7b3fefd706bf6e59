"""What holds in every history: nothing is oversold by our writes, nothing is shipped twice, and all comes to rest.

"Nothing is oversold" means, for every level that is mapped and written: no round leaves more available there than the
warehouses let it offer (`towns_looked_at.offers`): what they have on hand and nobody needs, less what Shopify has
committed there for orders that no part of theirs accounts for. What a customer takes beyond that between two rounds is
Shopify's own doing; it shows as available below the limit, never above. The promise is per location: a shortage at one
location is not taken off another.
"""

from collections import Counter
from typing import Any

from support import doubted, towns_looked_at
from support.towns import Town
from support.towns_looked_at import Sight

from reconciler import plans
from reconciler import round as rounds
from store import states


def check_offers(town: Town, seen: Sight, result: rounds.Result) -> None:
    """No level that this round wrote offers more than it may."""
    written = {
        (outcome.change.address.sku, outcome.change.address.location)
        for outcome in result.outcomes
        if isinstance(outcome.change.work, plans.SetInventory) and outcome.result == "done"
    }
    for one in towns_looked_at.offers(town, seen) if written else ():
        assert (one.sku, one.location) not in written or one.offered <= one.limit, one


def check_labels(seen: Sight) -> None:
    """No two valid labels share a fulfillment. That none is written twice is looked at by the `ledgers`."""
    for order in seen.state["orders"]:
        known = seen.stored.get(order["id"])
        ids = Counter(label.fulfillment_gid for label in _valid(known) if label.fulfillment_gid)
        assert all(times == 1 for times in ids.values()), f"two labels of {order['name']} share a fulfillment"


def check_rest(town: Town, seen: Sight, plan: plans.Plan) -> None:
    """When all is quiet, each label's parcel stands or somebody is told why not, and so is who has to say whose it is.

    Nobody packs what the shop doesn't wait for, and what it waits for somebody packs. `plan` is one made just then.
    """
    shown = {held.address.label for held in plan.held}
    doubts = doubted.find(town, seen)
    for order in seen.state["orders"]:
        known = seen.stored.get(order["id"])
        if known is None or known.cancelled_at is not None:
            continue
        there = {one["id"]: doubted.numbers(one) for one in doubted.standing(order)}
        unclear = [doubt for doubt in doubts if doubt.order.gid == known.gid]
        for label in _valid(known) if known.closed_at is None else ():
            numbers = there.get(label.fulfillment_gid or "")
            assert numbers is not None or label.id in shown, f"{label} of {order['name']} is lost, and nobody is told"
            assert numbers is None or label.tracking_number in numbers, f"{label} stands as {numbers}"
        for doubt in unclear:
            _check_asked(order, known, doubt)
        _check_packing(order, known, vague=bool(unclear))


def _check_asked(order: dict[str, Any], known: states.Order, doubt: doubted.Doubt) -> None:
    assert "unclear_parcel" in known.failure, f"nobody is asked about {doubt.label} of {order['name']}"
    tags = set(known.tags)
    assert tags, f"{order['name']} has no tag although somebody is asked"
    assert tags <= set(order["tags"]), f"{order['name']} doesn't show in the shop that somebody is asked"


def _check_packing(order: dict[str, Any], known: states.Order, *, vague: bool) -> None:
    needed, waiting = towns_looked_at.to_pack(known), towns_looked_at.waiting(order)
    standing = {one["id"]: doubted.numbers(one) for one in doubted.standing(order)}
    unwritten: Counter[str] = Counter()
    for label in _valid(known):
        if label.fulfillment_gid not in standing:
            unwritten.update(doubted.labelled(known, label))
    for sku, units in waiting.items():
        assert units <= needed[sku] + unwritten[sku], f"nobody packs {units} x {sku} of {order['name']}"
    voided = [label for part in known.parts for label in part.labels if label.voided_at is not None]
    for label in voided:
        if label.fulfillment_gid or any(label.tracking_number in numbers for numbers in standing.values()):
            return  # a voided parcel that stands in the shop, or may stand there, waits for a person
    for sku, units in needed.items() if not vague else ():
        assert units <= waiting[sku], f"{units} x {sku} of {order['name']}, the shop waits for {waiting[sku]}"


def _valid(order: states.Order | None) -> list[states.Label]:
    """The labels of an order that were made here and not called off."""
    labels = [label for part in order.parts for label in part.labels] if order is not None else []
    return [label for label in labels if label.voided_at is None and not label.adopted]
