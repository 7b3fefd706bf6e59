"""Faults on demand: lost connections, broken bodies, late answers, new ids, a stale index, and storms by seed."""

import json
import time
from typing import Any

import pytest
from support.admin import Admin, Clock

from simulator.mishaps import ConnectionDropped

TAG = 'mutation Tag($id: ID!) { tagsAdd(id: $id, tags: ["seen"]) { userErrors { message } } }'
OPEN = "query Open($q: String) { orders(first: 9, query: $q) { nodes { name } } }"


@pytest.mark.parametrize(("when", "tags"), [("before", []), ("after", ["seen"])])
@pytest.mark.parametrize("after_bytes", [0, 1, 40])
def test_a_dropped_connection_leaves_the_client_in_doubt(shop: Admin, when: str, tags: list[str], after_bytes: int):
    """Only the shop knows whether the tag was set."""
    order = shop.place(("MUG", 1))["id"]
    shop.control("faults", operation="tagsAdd", kind="drop", when=when, after_bytes=after_bytes)
    with pytest.raises(ConnectionDropped, match=f"dropped after {after_bytes} bytes"):
        shop.post(TAG, {"id": order})
    assert shop.order("#1001")["tags"] == tags


def test_a_cut_body_is_no_json(shop: Admin):
    """HTTP says all is well."""
    shop.control("faults", kind="cut", when="after", after_bytes=25)
    answer = shop.post("{ shop { name } }")
    assert answer.status_code == 200
    assert len(answer.content) == 25
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_a_garbled_answer_is_a_page_of_html(shop: Admin):
    """As proxies send it."""
    shop.control("faults", kind="garble")
    answer = shop.post("{ shop { name } }")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("kind", ["delay", "slow"])
def test_a_late_answer_is_the_right_one(shop: Admin, kind: str):
    """It only takes its time."""
    shop.control("faults", kind=kind, seconds=0.1)
    begun = time.monotonic()
    assert shop.data("{ shop { name } }") == {"shop": {"name": "Simulated Shop"}}
    assert time.monotonic() - begun >= 0.09


def test_fulfillment_orders_may_be_made_anew_under_the_client(shop: Admin):
    """The old ids are closed; stock does not move."""
    old = shop.place(("MUG", 2))["fulfillment_orders"][0]["id"]
    shop.control("faults", operation="Open", kind="renumber")
    shop.data(OPEN)
    shown = shop.order("#1001")["fulfillment_orders"]
    assert [(each["id"] == old, each["status"]) for each in shown] == [(True, "CLOSED"), (False, "OPEN")]
    assert shop.level("MUG", "Lake Jackson") == (48, 2, 50)
    [new] = shop.control("orders/1001/renumber")["fulfillment_orders"]
    assert new not in {each["id"] for each in shown}


def test_a_stale_index_hides_new_rows_from_filtered_lists_alone(shop: Admin, clock: Clock):
    """Without a filter the order is there at once; with one, only after the lag."""
    shop.control("rules", search_lag_seconds=5)
    shop.place(("MUG", 1))
    assert shop.data(OPEN)["orders"]["nodes"] == [{"name": "#1001"}]
    assert shop.data(OPEN, q="status:open")["orders"]["nodes"] == []
    clock.advance(5)
    assert shop.data(OPEN, q="status:open")["orders"]["nodes"] == [{"name": "#1001"}]


def weather(shop: Admin, seed: int) -> list[Any]:
    """Return what becomes of forty requests in a storm."""
    shop.control("storm", seed=seed, rate=0.5)
    seen: list[Any] = []
    for _ in range(40):
        try:
            answer = shop.post("{ shop { name } }")
            seen.append((answer.status_code, answer.content))
        except ConnectionDropped as dropped:
            seen.append(str(dropped))
        clock = shop.world.clock
        assert isinstance(clock, Clock)
        clock.advance(60)
    shop.control("faults", "DELETE")
    return seen


def test_a_storm_plays_again_by_its_seed(shop: Admin):
    """The same seed, the same faults at the same requests; another seed, other ones; none after clearing."""
    first = weather(shop, 7)
    assert len({repr(each) for each in first}) > 3
    assert weather(shop, 7) == first
    assert weather(shop, 8) != first
    assert shop.data("{ shop { name } }")


def test_a_storm_that_cannot_be_is_refused(shop: Admin):
    """With the words that would do."""
    answer = shop.request("POST", "/_control/storm", json={"seed": 1, "kinds": ["gremlins"]})
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("kinds must be among throttle, http, drop")
    answer = shop.request("POST", "/_control/storm", json={"seed": 1, "rate": 2})
    assert answer.json() == {"error": "rate must be from 0 to 1, not 2.0"}
