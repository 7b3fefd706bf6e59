"""The report as JSON, whose fields other programs rely on."""

import json
from typing import Any

from inline_snapshot import snapshot
from support import story_plans

from reconciler.reports import as_json, building


def _story() -> Any:
    return json.loads(as_json.render(building.build(story_plans.story())))


def test_the_fields_of_the_report_are_stable():
    """A field that goes away or changes its meaning needs a new format number."""
    report = _story()

    assert report["format"] == 1
    assert sorted(report) == snapshot(
        [
            "breaches",
            "engine",
            "format",
            "held",
            "ignored",
            "is_applied",
            "is_empty",
            "is_stopped",
            "locations",
            "looked_at",
            "made_at",
            "notifications",
            "observed_at",
            "orders",
            "others",
            "rules_digest",
            "scope",
            "shop",
            "summary",
            "totals",
            "warnings",
            "writes_inventory",
        ]
    )


def test_a_change_has_everything_a_program_needs():
    """The move of the story, with what Shopify does by itself because of it."""
    assert _story()["orders"][0]["entries"][0] == snapshot(
        {
            "kind": "placement.elsewhere",
            "stage": "placement",
            "action": "relocate",
            "glyph": "→",
            "words": "move",
            "key": "relocate order=1001 part=1 fo=1001",
            "address": {
                "order": "1001",
                "order_id": None,
                "part": 1,
                "fulfillment_order_id": "gid://shopify/FulfillmentOrder/1001",
                "label": None,
                "sku": None,
                "item_id": None,
                "location": None,
                "location_id": None,
                "warehouse": None,
            },
            "subject": "order 1001, part 1",
            "title": "",
            "before": "Lake Jackson",
            "after": "Austin Office",
            "shown": "Lake Jackson → Austin Office",
            "amount": None,
            "difference": "It ships from warehouse-a, Shopify has it at Lake Jackson",
            "rule": "follow-the-label",
            "why": "Shopify's history should show where the parcel left from",
            "place": "rules/20-placement.yaml:4",
            "conditions": ["part.labelled is true"],
            "overrode": [],
            "effects": [
                {"sku": "LAMP-1", "location": "Lake Jackson", "before": 49, "after": 50},
                {"sku": "LAMP-1", "location": "Austin Office", "before": 48, "after": 47},
            ],
            "touches_shop": True,
            "result": None,
        }
    )


def test_a_held_difference_says_why_and_how_to_mend_it():
    """The cause is a word for programs, the rest is for people."""
    assert _story()["held"][0] == snapshot(
        {
            "kind": "placement.blocked",
            "stage": "placement",
            "cause": "impossible",
            "words": "can't be done now",
            "address": {
                "order": "1002",
                "order_id": None,
                "part": 1,
                "fulfillment_order_id": None,
                "label": None,
                "sku": None,
                "item_id": None,
                "location": None,
                "location_id": None,
                "warehouse": "warehouse-c",
            },
            "subject": "order 1002, part 1, warehouse-c",
            "title": "",
            "summary": "It ships from warehouse-c, which is mapped to no location",
            "why": "nobody knows where it should move to",
            "fix": 'trueup map warehouse-c "NAME OF THE LOCATION"',
            "rule": "",
            "place": "",
        }
    )


def test_the_totals_are_numbers():
    """A chat message or an alarm needs no parsing of sentences."""
    totals = [(total["action"], total["count"], total["words"]) for total in _story()["totals"]]

    assert totals == snapshot(
        [
            ("relocate", 1, "1 order to move"),
            ("write_tracking", 1, "1 tracking to write"),
            ("tag", 1, "1 tag to add"),
            ("note", 1, "1 note to write"),
            ("set_inventory", 3, "3 levels to set"),
            ("notify", 1, "1 notice"),
        ]
    )


def test_the_schema_describes_every_field_of_the_report():
    """Programs in typed languages can make their readers from it."""
    schema = as_json.schema()

    assert set(schema["$defs"]["Report"]["properties"]) == set(_story())
    assert "Shopify" in schema["$defs"]["Entry"]["description"]
