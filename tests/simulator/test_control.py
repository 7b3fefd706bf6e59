"""The control API: state across restarts, scripted faults, the record of requests, and clear refusals."""

from pathlib import Path
from typing import Any

import pytest
from support.admin import Admin, Clock

from simulator import seeds
from simulator.worlds import World

TAG = 'mutation Tag($id: ID!) { tagsAdd(id: $id, tags: ["seen"]) { userErrors { message } } }'


def test_the_shop_survives_a_restart(tmp_path: Path, clock: Clock):
    """Orders, stock and numbering go on where they were; nothing half-written stands beside the file."""
    path = tmp_path / "shop" / "state.json"
    with Admin(World(clock=clock, state_file=path)) as first:
        first.control("locations", name="Austin")
        first.control("products", title="Mug", sku="MUG", stock={"Austin": 5})
        first.data(TAG, id=first.place(("MUG", 2))["id"])
        before = first.state()
    with Admin(World(clock=clock, state_file=path)) as second:
        assert second.state() == before
        assert second.order("#1001")["tags"] == ["seen"]
        assert second.place(("MUG", 1))["name"] == "#1002"
        assert second.level("MUG", "Austin") == (2, 3, 5)
    assert [each.name for each in path.parent.iterdir()] == ["state.json"]


def test_requests_are_recorded_and_writes_counted(shop: Admin):
    """Reading is no writing; the control API is not counted at all."""
    order = shop.place(("MUG", 1))["id"]
    shop.data("query Names { shop { name } }")
    shop.data(TAG, id=order)
    shown = shop.control("requests", "GET")
    assert shown["writes"] == 1
    assert [(each["operation"], each["kind"], each["fields"], each["cost"]) for each in shown["requests"]] == [
        ("Names", "query", ["shop"], 1),
        ("Tag", "mutation", ["tagsAdd"], 10),
    ]
    shop.control("requests", "DELETE")
    assert shop.control("requests", "GET") == {"requests": [], "writes": 0}


@pytest.mark.parametrize(("when", "tags"), [("before", []), ("after", ["seen"])])
def test_a_fault_strikes_before_or_after_the_effect(shop: Admin, when: str, tags: list[str]):
    """The answer is lost either way; only the shop knows whether the tag is there. The next try goes well."""
    order = shop.place(("MUG", 1))["id"]
    shop.control("faults", operation="tagsAdd", kind="http", status=502, when=when, retry_after=2)
    assert shop.post("{ shop { id } }").status_code == 200
    answer = shop.post(TAG, {"id": order})
    assert (answer.status_code, answer.headers["Retry-After"]) == (502, "2.0")
    assert shop.order("#1001")["tags"] == tags
    assert shop.post(TAG, {"id": order}).status_code == 200


def test_a_storm_of_throttling_ends_after_its_times(shop: Admin):
    """Twice throttled, then fine; the bucket is empty meanwhile."""
    shop.control("faults", operation="Names", kind="throttle", times=2)
    codes = []
    for _ in range(3):
        body = shop.body("query Names { shop { name } }")
        codes.append(body["errors"][0]["extensions"]["code"] if "errors" in body else "fine")
        clock = shop.world.clock
        assert isinstance(clock, Clock)
        clock.advance(1)
    assert codes == ["THROTTLED", "THROTTLED", "fine"]


@pytest.mark.parametrize(
    ("path", "body", "status", "error"),
    [
        ("orders", {"lines": []}, 422, "an order needs at least one line: send lines=[{sku, quantity}]"),
        ("orders", {"lines": [{"sku": "NOPE"}]}, 404, "no product has the SKU or variant id 'NOPE'"),
        ("orders", {"lines": [{"sku": "MUG", "quantity": 0}]}, 422, "quantity must be at least 1, not 0"),
        ("orders", {"line": []}, 400, "Object contains unknown field `line`"),
        ("orders/77/cancel", {}, 404, "no order is named '77'"),
        ("locations", {"name": "Austin"}, 422, "a location named 'Austin' exists already"),
        ("locations/Nowhere/deactivate", {}, 404, "no location is named 'Nowhere'; there are: Lake Jackson, Austin"),
        (
            "stock",
            {"sku": "HAT", "location": "Austin", "available": 1},
            409,
            "'HAT' is not stocked at 'Austin': use stock_item first",
        ),
        (
            "faults",
            {"kind": "gremlins"},
            422,
            "kind must be one of throttle, http, drop, cut, garble, delay, slow, renumber, not 'gremlins'",
        ),
        ("rules", {"plan": "gold"}, 422, "plan must be one of standard, advanced, plus, enterprise, not 'gold'"),
    ],
)
def test_a_wrong_wish_is_refused_clearly(shop: Admin, path: str, body: dict[str, Any], status: int, error: str):
    """The error says what to send instead, and nothing happens."""
    before = shop.state()
    answer = shop.request("POST", f"/_control/{path}", json=body)
    assert answer.status_code == status
    assert error in answer.json()["error"]
    assert shop.state() == before


def test_the_story_seed_is_the_shop_of_the_story(clock: Clock):
    """Two locations in routing order, one product at both."""
    world = World(clock=clock)
    seeds.story(world)
    with Admin(world) as admin:
        assert [each["name"] for each in admin.state()["locations"]] == ["Lake Jackson", "Austin Office"]
        admin.place(("MUG-01", 1))
        assert admin.level("MUG-01", "Lake Jackson") == (49, 1, 50)
        assert admin.level("MUG-01", "Austin Office") == (48, 0, 48)


def test_several_products_may_share_a_sku(shop: Admin):
    """As at Shopify; the item tells how many others there are."""
    shop.control("products", title="Other mug", sku="MUG", stock={"Austin": 1})
    found = shop.data('{ inventoryItems(first: 5, query: "sku:MUG") { nodes { duplicateSkuCount } } }')
    assert found["inventoryItems"]["nodes"] == [{"duplicateSkuCount": 1}, {"duplicateSkuCount": 1}]
