"""Webhook subscriptions: made, listed, changed, refused with Shopify's texts, and kept across a restart."""

from pathlib import Path

import pytest
from support.admin import Admin, Clock
from support.wires import SUBSCRIBE, URI, Wire

from simulator.worlds import World

LIST = """query L($topics: [WebhookSubscriptionTopic!]) { webhookSubscriptions(first: 10, topics: $topics) {
  nodes { id legacyResourceId topic uri format includeFields name apiVersion { handle } } } }"""
DELETE = """mutation D($id: ID!) { webhookSubscriptionDelete(id: $id)
  { deletedWebhookSubscriptionId userErrors { field message } } }"""
UPDATE = """mutation U($id: ID!, $wish: WebhookSubscriptionInput!) {
  webhookSubscriptionUpdate(id: $id, webhookSubscription: $wish) {
  webhookSubscription { uri includeFields } userErrors { field message } } }"""


def create(shop: Admin, topic: str = "ORDERS_CREATE", uri: str | None = URI, **more: object) -> dict[str, object]:
    """Subscribe, and give the payload."""
    payload: dict[str, object] = shop.data(SUBSCRIBE, topic=topic, wish={"uri": uri, **more})[
        "webhookSubscriptionCreate"
    ]
    return payload


def test_a_subscription_is_listed_as_it_was_made(shop: Admin):
    """With the API version in which it will be told."""
    create(shop, name="mine", includeFields=["id"])
    create(shop, "LOCATIONS_DELETE")

    (listed,) = shop.data(LIST, topics=["ORDERS_CREATE"])["webhookSubscriptions"]["nodes"]

    assert listed.pop("id").endswith(listed.pop("legacyResourceId"))
    assert listed == {
        "topic": "ORDERS_CREATE",
        "uri": URI,
        "format": "JSON",
        "includeFields": ["id"],
        "name": "mine",
        "apiVersion": {"handle": "2026-10"},
    }


@pytest.mark.parametrize(
    ("uri", "text"),
    [
        ("ftp://receiver.test/hooks", "Address protocol ftp:// is not supported"),
        ("http://receiver.test/hooks", "Address protocol http:// is not supported"),
        ("nonsense", "Address is invalid"),
        ("https://[broken", "Address is invalid"),
        ("https://receiver.test:99999/", "Address is invalid"),
        (None, "Address is invalid"),
    ],
)
def test_an_address_that_cannot_be_reached_is_refused(shop: Admin, uri: str | None, text: str):
    """In Shopify's words, about the field that it names."""
    assert create(shop, uri=uri) == {
        "webhookSubscription": None,
        "userErrors": [{"field": ["webhookSubscription", "callbackUrl"], "message": text}],
    }


def test_the_same_address_cannot_have_a_topic_twice(shop: Admin):
    """Another topic or another address can."""
    create(shop)

    again = create(shop)

    assert again["userErrors"] == [
        {
            "field": ["webhookSubscription", "callbackUrl"],
            "message": "Address for this topic has already been taken",
        }
    ]
    assert create(shop, "ORDERS_EDITED")["userErrors"] == []
    assert create(shop, uri=URI + "/2")["userErrors"] == []


def test_a_receiver_on_this_machine_needs_no_certificate(shop: Admin):
    """The one thing that Shopify would refuse: nothing could be tried out otherwise."""
    assert create(shop, uri="http://127.0.0.1:8770/webhooks")["userErrors"] == []


def test_a_deleted_subscription_is_told_nothing_more(shop: Admin):
    """Not even of what happened before."""
    wire = Wire(shop.world)
    create(shop)
    shop.place(("MUG", 1))
    number = shop.data(LIST)["webhookSubscriptions"]["nodes"][0]["id"]

    assert shop.data(DELETE, id=number)["webhookSubscriptionDelete"] == {
        "deletedWebhookSubscriptionId": number,
        "userErrors": [],
    }
    shop.control("webhooks/send")
    assert wire.sent == []
    assert shop.data(DELETE, id=number)["webhookSubscriptionDelete"]["userErrors"] == [
        {"field": ["id"], "message": "Webhook subscription does not exist"}
    ]


def test_a_changed_subscription_is_told_at_its_new_address_what_it_asks_for(shop: Admin):
    """The fields that are named, and no others."""
    wire = Wire(shop.world)
    create(shop)
    number = shop.data(LIST)["webhookSubscriptions"]["nodes"][0]["id"]

    changed = shop.data(UPDATE, id=number, wish={"uri": URI + "/new", "includeFields": ["id", "name"]})
    shop.place(("MUG", 1))
    shop.control("webhooks/send")

    assert changed["webhookSubscriptionUpdate"]["userErrors"] == []
    assert wire.sent[0].uri == URI + "/new"
    assert set(wire.sent[0].payload) == {"id", "name"}


def test_subscriptions_outlive_a_restart(tmp_path: Path, clock: Clock):
    """And what happens after it is told."""
    with Admin(World(clock=clock, state_file=tmp_path / "shop.json")) as admin:
        admin.control("locations", name="Here")
        create(admin, "LOCATIONS_CREATE")

    with Admin(World(clock=clock, state_file=tmp_path / "shop.json")) as admin:
        wire = Wire(admin.world)
        admin.control("locations", name="There")
        admin.control("webhooks/send")

    assert [each.payload["name"] for each in wire.sent] == ["There"]
