"""What holds a plan back: guards hold all of it, and what Shopify refused isn't asked for again with every round."""

from support import crashes, towns
from support.towns import Town

from engine import deciding
from reconciler import guards
from simulator import holds
from simulator.state.fulfillments import Hold
from store import labels

TAG = "Failed Shipment Notification"
TEXT = "has an unfulfillable status= on_hold."


async def test_a_breach_holds_the_whole_plan_and_applies_nothing(town: Town) -> None:
    """Not even the import of an order, which is far from the limit: a portion of a suspicious plan is never done."""
    town.write_back(on=True)
    await towns.order_mug(town)
    town.count("warehouse-b", "MUG-01", 2_000)
    await town.forget_requests()

    result = await town.round()

    (breach,) = result.plan.breaches
    assert (breach.guard, breach.limit, breach.allow) == ("largest_change", 1000, "--allow largest_change=1950")
    assert "MUG-01 at Lake Jackson by 1,950 units" in breach.summary
    assert result.outcomes == ()
    assert await town.writes() == 0
    assert (await town.plan()).changes == result.plan.changes


async def test_what_a_person_allowed_passes_once(town: Town) -> None:
    """The next breach is held again."""
    town.write_back(on=True)
    town.count("warehouse-b", "MUG-01", 2_000)

    await town.round(allowed={"largest_change": 1_950})
    assert await town.level("MUG-01", "Lake Jackson") == 2_000

    town.count("warehouse-b", "MUG-01", 4_000)
    assert (await town.round()).plan.is_stopped
    assert await town.level("MUG-01", "Lake Jackson") == 2_000


async def test_moves_and_emptied_levels_have_limits_of_their_own(town: Town) -> None:
    """Each breach says its limit, and nothing is done until all are allowed."""
    town.write_back(on=True)
    await towns.order_mug(town)
    await town.round()
    town.label("1001", "1ZGUARD")
    town.count("warehouse-b", "MUG-01", 0)
    strict = guards.Limits(orders_moved=0, levels_zeroed=0)

    result = await town.round(limits=strict)

    assert [breach.guard for breach in result.plan.breaches] == ["orders_moved", "levels_zeroed"]
    assert (await town.order())["fulfillments"] == []
    assert (await town.round(limits=strict, allowed={"orders_moved": 1})).plan.is_stopped
    assert not (await town.round(limits=strict, allowed={"orders_moved": 1, "levels_zeroed": 1})).plan.is_stopped
    assert await town.level("MUG-01", "Lake Jackson") == 0


async def _refused(town: Town) -> None:
    """Somebody holds the order after it was read: Shopify refuses the parcel, and the hold is gone again later."""
    await towns.order_mug(town)
    await town.round()
    town.ship_from("1001", "warehouse-b")
    town.label("1001", "1ZREFUSED")

    def somebody_holds_it() -> None:
        (fo,) = town.world.shop.fulfillment_orders.values()
        hold = Hold(id=1, reason="OTHER", reason_notes=None, handle="admin", by_app=False)
        holds.hold(town.world, fo, hold, [])

    async with crashes.watching(town, "fulfillmentCreate", before=somebody_holds_it) as client:
        result = await town.round(client=client)
    (refused,) = [one for one in result.outcomes if one.result == "refused"]
    assert TEXT in refused.message
    await town.control("orders/1001/release")


async def test_what_shopify_refused_is_told_with_its_own_words(town: Town) -> None:
    """The tag is set, and the note has Shopify's text."""
    await _refused(town)

    await town.round()

    assert (await town.order())["tags"] == [TAG]
    assert TEXT in town.notes()[0]


async def test_what_shopify_refused_is_not_asked_again_within_the_hour(town: Town) -> None:
    """Rounds come every minute; the refused request doesn't."""
    await _refused(town)
    await town.round()
    await town.forget_requests()

    town.clock.pass_time(minutes=50)
    result = await town.round()

    assert result.plan.changes == ()
    assert await town.writes() == 0
    (held,) = [one for one in result.plan.held if one.stage == "tracking"]
    assert held.cause == "impossible"
    assert TEXT in held.why


async def test_what_shopify_refused_is_asked_again_after_the_hour_and_heals(town: Town) -> None:
    """The cause is gone: the parcel is recorded and the tag taken off."""
    await _refused(town)
    await town.round()
    town.clock.pass_time(minutes=61)

    result = await town.round()

    assert towns.actions(result) == ["write_tracking", "untag", "note"]
    order = await town.order()
    assert (order["tags"], len(order["fulfillments"])) == ([], 1)
    assert (await town.round()).plan.changes == ()


async def test_another_label_is_tried_at_once(town: Town) -> None:
    """Only exactly the same request is left alone."""
    await _refused(town)
    with town.database.session() as session:
        labels.void(session, town.stored().parts[0].labels[0].id, now=town.clock())
    town.label("1001", "1ZOTHER")

    result = await town.round()

    assert towns.actions(result) == ["write_tracking"]


async def test_an_old_refusal_is_not_told_of_another_label(town: Town) -> None:
    """The refused label was voided, and the new one is held by a rule: the order didn't fail."""
    await _refused(town)
    with town.database.session() as session:
        labels.void(session, town.stored().parts[0].labels[0].id, now=town.clock())
    town.label("1001", "1ZOTHER")
    rules = towns.ruleset("on: tracking.missing\nrules:\n  - name: wait\n    then: [hold]\n")
    with deciding.Decider(rules, engine="plain", clock=town.clock) as decider:
        await town.round(decider=decider, ruleset=rules)

    assert (await town.order())["tags"] == []
