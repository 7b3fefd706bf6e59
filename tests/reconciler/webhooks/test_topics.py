"""What each topic marks, told from payloads that the simulated shop sends and from Shopify's examples."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler import dirt
from reconciler.webhooks import errors, topics
from simulator.webhooks import topics as simulated

FO = "gid://shopify/FulfillmentOrder/{}"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def found(topic: str, payload: Any) -> set[tuple[str, str]]:
    """The marks, as pairs."""
    return {(mark.kind, mark.subject) for mark in topics.marks(topic, payload) or ()}


@pytest.mark.parametrize(
    ("topic", "payload", "kind", "subjects"),
    [
        ("orders/updated", {"id": 7, "name": "#1"}, dirt.ORDER, ["gid://shopify/Order/7"]),
        ("orders/edited", {"order_edit": {"id": 1, "order_id": 7}}, dirt.ORDER, ["gid://shopify/Order/7"]),
        ("fulfillments/create", {"id": 1, "order_id": 7}, dirt.ORDER, ["gid://shopify/Order/7"]),
        (
            "fulfillment_orders/moved",
            {"original_fulfillment_order": {"id": FO.format(1)}, "moved_fulfillment_order": {"id": FO.format(2)}},
            dirt.FULFILLMENT_ORDER,
            [FO.format(1), FO.format(2)],
        ),
        (
            "fulfillment_orders/merged",
            {"merge_intents": [], "fulfillment_order_merges": {"fulfillment_order": {"id": FO.format(3)}}},
            dirt.FULFILLMENT_ORDER,
            [FO.format(3)],
        ),
        ("inventory_levels/disconnect", {"inventory_item_id": 5}, dirt.ITEM, ["gid://shopify/InventoryItem/5"]),
        ("inventory_items/update", {"id": 5, "sku": "A"}, dirt.ITEM, ["gid://shopify/InventoryItem/5"]),
        ("locations/delete", {"id": 9}, dirt.SHOP, ["gid://shopify/Location/9"]),
    ],
)
def test_a_topic_marks_what_it_is_about(topic: str, payload: Any, kind: str, subjects: list[str]):
    """By Shopify's global ids."""
    assert found(topic, payload) == {(kind, subject) for subject in subjects}


def test_topics_about_other_things_mark_nothing():
    """And are no mistake either."""
    assert topics.marks("customers/create", {"id": 1}) is None


@given(topic=st.sampled_from([simulated.written(topic) for topic in simulated.SENT]), payload=JSON)
def test_whatever_is_sent_is_marks_or_a_refusal(topic: str, payload: Any):
    """Never anything else, however it is nested."""
    try:
        outcome = "marked" if topics.marks(topic, payload) else "nothing"
    except errors.RefusedError as refused:
        outcome = f"refused with {refused.status}"

    assert outcome in {"marked", "refused with 400"}


def test_everything_that_is_subscribed_to_is_understood():
    """A topic that nobody reads would be sent for nothing."""
    for topic in topics.WANTED:
        written = simulated.written(topic) if topic in simulated.SENT else "inventory_items/update"
        with pytest.raises(errors.RefusedError):
            topics.marks(written, {})
