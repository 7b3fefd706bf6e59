"""Webhooks of the simulated shop: who gets which, when, signed how, and what happens when nobody answers."""

import uuid
from typing import Any

import pytest
from support.admin import Admin, Clock
from support.wires import SUBSCRIBE, URI, Wire, sign

from simulator import auth
from simulator.webhooks import outbox, topics
from simulator.worlds import World

HOLD = """mutation H($id: ID!) { fulfillmentOrderHold(id: $id, fulfillmentHold: {reason: OTHER, reasonNotes: "x"})
  { userErrors { message } } }"""
MOVE = """mutation M($id: ID!, $to: ID!, $lines: [FulfillmentOrderLineItemInput!]) {
  fulfillmentOrderMove(id: $id, newLocationId: $to, fulfillmentOrderLineItems: $lines) { userErrors { message } } }"""
MERGE = """mutation M($merges: [FulfillmentOrderMergeInput!]!) {
  fulfillmentOrderMerge(fulfillmentOrderMergeInputs: $merges) { userErrors { message } } }"""
SPLIT = """mutation S($splits: [FulfillmentOrderSplitInput!]!) {
  fulfillmentOrderSplit(fulfillmentOrderSplits: $splits) { userErrors { message } } }"""


@pytest.fixture
def wire(shop: Admin) -> Wire:
    """Everything the shop sends."""
    return Wire(shop.world)


def subscribe(shop: Admin, *names: str, uri: str = URI, **more: Any) -> list[str]:
    """Subscribe to topics, and give the ids."""
    made = [
        shop.data(SUBSCRIBE, topic=topic, wish={"uri": uri, **more})["webhookSubscriptionCreate"] for topic in names
    ]
    assert all(each["userErrors"] == [] for each in made), made
    return [each["webhookSubscription"]["id"] for each in made]


def send(shop: Admin) -> int:
    """Send what is due."""
    return int(shop.control("webhooks/send")["attempts"])


def test_a_placed_order_is_told_to_whoever_subscribed(shop: Admin, wire: Wire):
    """One webhook for each topic: the order, its routing, and the stock it took."""
    subscribe(shop, "ORDERS_CREATE", "FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE", "INVENTORY_LEVELS_UPDATE")

    placed = shop.place(("MUG", 1))
    send(shop)

    assert sorted(wire.topics()) == [
        "fulfillment_orders/order_routing_complete",
        "inventory_levels/update",
        "orders/create",
    ]
    order = next(each for each in wire.sent if each.topic == "orders/create")
    assert order.payload["admin_graphql_api_id"] == placed["id"]
    assert order.payload["line_items"][0]["sku"] == "MUG"


def test_a_webhook_carries_the_headers_and_the_signature_of_shopify(shop: Admin, wire: Wire):
    """Signed with the app's secret over exactly the bytes of the body."""
    subscribe(shop, "ORDERS_CREATE", name="orders-for-us")

    shop.place(("MUG", 1))
    send(shop)

    (sent,) = wire.sent
    headers = dict(sent.headers)
    assert headers.pop("X-Shopify-Hmac-SHA256") == sign(sent.body)
    assert uuid.UUID(headers.pop("X-Shopify-Webhook-Id")) != uuid.UUID(headers.pop("X-Shopify-Event-Id"))
    assert headers == {
        "Content-Type": "application/json",
        "User-Agent": "Shopify-Captain-Hook",
        "X-Shopify-API-Version": "2026-10",
        "X-Shopify-Name": "orders-for-us",
        "X-Shopify-Shop-Domain": shop.world.shop.domain,
        "X-Shopify-Topic": "orders/create",
        "X-Shopify-Triggered-At": "2026-11-23T10:00:00.000000Z",
    }


def test_a_new_secret_signs_from_then_on(shop: Admin, wire: Wire):
    """What is sent after the rotation is signed with what the app has now."""
    subscribe(shop, "LOCATIONS_CREATE")
    shop.control("apps", client_id=auth.CLIENT_ID, client_secret="another")

    shop.control("locations", name="Dallas")
    send(shop)

    assert wire.sent[0].headers["X-Shopify-Hmac-SHA256"] == sign(wire.sent[0].body, "another")


def test_what_happened_before_the_subscription_is_not_told(shop: Admin, wire: Wire):
    """A subscription begins when it is made."""
    shop.place(("MUG", 1))
    subscribe(shop, "ORDERS_CREATE", "INVENTORY_LEVELS_UPDATE")

    assert send(shop) == 0
    assert wire.sent == []


def test_the_topics_of_one_event_share_its_id_and_have_webhook_ids_of_their_own(shop: Admin, wire: Wire):
    """Whoever dropped by event id would miss topics."""
    subscribe(shop, "ORDERS_CREATE", "INVENTORY_LEVELS_UPDATE")

    shop.place(("MUG", 1))
    send(shop)

    assert len({each.headers["X-Shopify-Event-Id"] for each in wire.sent}) == 1
    assert len({each.id for each in wire.sent}) == 2


def test_payloads_are_built_when_they_are_sent(shop: Admin, wire: Wire):
    """Two quick changes give two webhooks, both with the last value."""
    subscribe(shop, "INVENTORY_LEVELS_UPDATE")

    shop.control("stock", sku="MUG", location="Austin", available=60)
    shop.control("stock", sku="MUG", location="Austin", available=48)
    send(shop)

    assert [each.payload["available"] for each in wire.sent] == [48, 48]


def test_a_change_of_committed_alone_sends_nothing(shop: Admin, wire: Wire):
    """Sending a parcel takes from committed and on hand, never from available."""
    shop.place(("MUG", 1))
    subscribe(shop, "INVENTORY_LEVELS_UPDATE")

    shop.control("orders/1001/fulfil")

    assert send(shop) == 0
    assert wire.sent == []


def test_edits_parcels_and_cancellations_have_topics_of_their_own(shop: Admin, wire: Wire):
    """Beside orders/updated, which comes with each of them."""
    subscribe(
        shop,
        *(f"ORDERS_{name}" for name in ("UPDATED", "EDITED", "PARTIALLY_FULFILLED", "FULFILLED", "CANCELLED")),
        *("FULFILLMENTS_CREATE", "FULFILLMENTS_UPDATE"),
    )
    shop.place(("MUG", 2))
    told = {}
    for name, path, body in (
        ("edit", "orders/1001/edit", {"lines": [{"sku": "MUG", "quantity": 3}]}),
        ("fulfil", "orders/1001/fulfil", {"tracking": "1Z1", "company": "UPS"}),
    ):
        wire.sent.clear()
        shop.control(path, **body)
        send(shop)
        told[name] = set(wire.topics())
    shop.place(("CUP", 1))
    wire.sent.clear()
    shop.control("orders/1002/cancel")
    send(shop)

    assert told["edit"] == {"orders/updated", "orders/edited"}
    assert told["fulfil"] == {"orders/updated", "orders/fulfilled", "fulfillments/create"}
    assert set(wire.topics()) == {"orders/updated", "orders/cancelled"}


def test_each_thing_that_befalls_a_fulfillment_order_has_its_topic(shop: Admin, wire: Wire):
    """Moved whole, held, released, split and merged, each told by ids alone."""
    subscribe(shop, *(topic for topic in topics.SENT if topic.startswith("FULFILLMENT_ORDERS_")))
    first = shop.place(("MUG", 3))["fulfillment_orders"][0]["id"]
    told: list[list[str]] = []

    def happens(document: str, **variables: Any) -> None:
        send(shop)
        wire.sent.clear()
        shop.data(document, **variables)
        send(shop)
        told.append([each.topic.partition("/")[2] for each in wire.sent])

    happens(MOVE, id=first, to=shop.location("Austin"))
    moved = wire.sent[0].payload
    happens(HOLD, id=first)
    shop.control("orders/1001/release")
    line = shop.lines(first)["MUG"]
    split = {"fulfillmentOrderId": first, "fulfillmentOrderLineItems": [{"id": line, "quantity": 1}]}
    happens(SPLIT, splits=[split])
    rest = wire.sent[0].payload["remaining_fulfillment_order"]["id"]
    intents = [{"fulfillmentOrderId": each} for each in (first, rest)]
    happens(MERGE, merges=[{"mergeIntents": intents}])
    happens(MOVE, id=first, to=shop.location("Lake Jackson"), lines=[{"id": shop.lines(first)["MUG"], "quantity": 1}])

    assert told == [["moved"], ["placed_on_hold"], ["split"], ["merged"], ["moved"]]
    assert moved["source_location"]["id"] == shop.location("Lake Jackson")
    assert moved["destination_location_id"] == shop.location("Austin")
    assert moved["original_fulfillment_order"]["id"] == moved["moved_fulfillment_order"]["id"] == first
    assert wire.sent[0].payload["moved_fulfillment_order"]["id"] not in {first, rest}


def test_locations_and_what_they_stock_are_told(shop: Admin, wire: Wire):
    """Made, switched off and on, stocked, unstocked, deleted."""
    subscribe(shop, *(topic for topic in topics.SENT if topic.startswith(("LOCATIONS_", "INVENTORY_LEVELS_"))))
    for method, path, body in (
        ("POST", "locations", {"name": "Dallas"}),
        ("POST", "stock_item", {"sku": "HAT", "location": "Dallas"}),
        ("POST", "unstock", {"sku": "HAT", "location": "Dallas"}),
        ("POST", "locations/Dallas/deactivate", {}),
        ("POST", "locations/Dallas/activate", {}),
        ("DELETE", "locations/Dallas", {}),
    ):
        shop.control(path, method, **body)
        send(shop)

    assert wire.topics() == [
        "locations/create",
        "inventory_levels/connect",
        "inventory_levels/disconnect",
        "locations/deactivate",
        "locations/activate",
        "locations/delete",
    ]
    assert set(wire.sent[-1].payload) == {"id"}


def test_a_failure_is_tried_again_eight_times_over_four_hours_and_then_the_subscription_is_gone(
    shop: Admin, wire: Wire, clock: Clock
):
    """Always the same webhook, unchanged."""
    subscribe(shop, "ORDERS_CREATE")
    wire.status = 503
    begun = clock()
    shop.place(("MUG", 1))
    assert send(shop) == 1
    for retry in range(1, outbox.RETRIES + 1):
        assert send(shop) == 0
        clock.advance(outbox.wait_before(retry).total_seconds())
        assert send(shop) == 1

    assert len({(each.id, each.body) for each in wire.sent}) == 1
    assert round((clock() - begun).total_seconds()) == 4 * 3600
    assert shop.control("webhooks", "GET")["subscriptions"] == []
    assert shop.control("webhooks", "GET")["waiting"] == []


def test_only_a_2xx_counts_as_received(shop: Admin, wire: Wire, clock: Clock):
    """A redirect is a failure; 204 is not."""
    subscribe(shop, "ORDERS_CREATE")
    wire.status = 302
    shop.place(("MUG", 1))
    send(shop)
    wire.status = 204
    clock.advance(60)

    assert (send(shop), send(shop)) == (1, 0)
    assert [each["status"] for each in shop.control("webhooks", "GET")["attempts"]] == [302, 204]


@pytest.mark.parametrize(("kind", "sent"), [("lose", 0), ("repeat", 3), ("late", 0), ("shuffle", 1)])
def test_a_script_loses_repeats_or_delays_a_webhook(shop: Admin, wire: Wire, clock: Clock, kind: str, sent: int):
    """As often as it says; the next one goes well again."""
    subscribe(shop, "ORDERS_CREATE")
    shop.control("webhooks", kind=kind, topic="ORDERS_CREATE", copies=2, seconds=300)
    shop.place(("MUG", 1))
    send(shop)
    assert len(wire.sent) == sent
    assert len({each.id for each in wire.sent}) <= 1

    shop.place(("MUG", 1))
    clock.advance(300)
    send(shop)

    assert len({each.id for each in wire.sent}) == (1 if kind == "lose" else 2)


def test_bad_weather_is_the_same_for_the_same_seed(clock: Clock):
    """A history that failed can be played again."""

    def play() -> list[str]:
        with Admin(World(clock=clock)) as admin:
            wire = Wire(admin.world)
            admin.control("locations", name="Here")
            admin.control("products", title="Mug", sku="MUG", stock={"Here": 500})
            subscribe(admin, "ORDERS_CREATE")
            admin.control("webhooks/weather", seed=7, rate=0.8)
            for _ in range(20):
                admin.place(("MUG", 1))
            send(admin)
            return [each.payload["name"] for each in wire.sent]

    first = play()

    assert first == play()
    assert first != sorted(set(first))
