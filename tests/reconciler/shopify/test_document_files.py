"""Loading documents."""

import pytest

from reconciler.shopify import documents


def test_a_document_brings_the_fragments_it_spreads_each_once():
    """Fragments that spread fragments included."""
    text = documents.load("orders").text

    assert text.count("fragment FulfillmentOrderLineFields on") == 1
    assert text.count("fragment LineFields on") == 1


def test_queries_and_mutations_are_told_apart():
    """Retrying depends on it."""
    kinds = {name: documents.load(name).is_mutation for name in documents.names()}

    assert {name for name, is_mutation in kinds.items() if is_mutation} == {
        "activate",
        "add_tags",
        "bulk_cancel",
        "bulk_run",
        "cancel_fulfillment",
        "create_fulfillment",
        "move",
        "remove_tags",
        "set_quantities",
        "subscribe",
        "update_tracking",
    }


def test_a_document_without_a_named_operation_is_refused():
    """Requests are told apart by their operation's name."""
    with pytest.raises(ValueError, match="give its operation a name"):
        documents.compose("nameless", "{ shop { id } }")
