"""A served shop that is stopped and started again with its state file goes on where it was."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.admin import Admin, Clock
from support.wires import SUBSCRIBE, URI, Wire

from simulator.worlds import World

QUERY = """mutation {
  bulkOperationRunQuery(query: "{ inventoryItems { edges { node { id } } } }") { bulkOperation { id } }
}"""
STATUS = "query S($id: ID!) { bulkOperation(id: $id) { status objectCount url partialDataUrl } }"
SET = """mutation S($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id changes { name delta location { id } } }
    userErrors { code message }
  }
}"""
ACTIVATE = """mutation A($item: ID!, $location: ID!, $key: String!) {
  inventoryActivate(inventoryItemId: $item, locationId: $location, available: 7) @idempotent(key: $key) {
    inventoryLevel { id quantities(names: ["available"]) { quantity } }
    userErrors { message }
  }
}"""


class Kept:
    """A shop with a state file, that can be stopped and started."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self.clock = clock
        self.start()

    def start(self) -> None:
        """Begin, or go on with what the file holds."""
        self.world = World(clock=self.clock, state_file=self._path)
        self.admin = Admin(self.world)
        self.wire = Wire(self.world)

    def restart(self) -> None:
        """Lose everything but the file."""
        self.admin.close()
        self.start()


@pytest.fixture
def kept(tmp_path: Path, clock: Clock) -> Iterator[Kept]:
    """Twelve things here, none there."""
    made = Kept(tmp_path / "shop.json", clock)
    for name in ("Here", "There"):
        made.admin.control("locations", name=name)
    for number in range(12):
        made.admin.control("products", title="Thing", sku=f"S-{number}", stock={"Here": 5})
    yield made
    made.admin.close()


def item(kept: Kept) -> str:
    """The first thing's inventory item."""
    return f"gid://shopify/InventoryItem/{min(kept.world.shop.items)}"


def written(kept: Kept, available: int) -> dict[str, Any]:
    """What setting the first thing's level asks for."""
    row = {"inventoryItemId": item(kept), "locationId": kept.admin.location("Here"), "quantity": available}
    rows = [{**row, "changeFromQuantity": None}]
    return {"name": "available", "reason": "correction", "referenceDocumentUri": "test://x", "quantities": rows}


def test_a_bulk_operation_goes_on_and_its_file_is_where_it_was(kept: Kept):
    """Begun before, complete after; and a finished one can still be fetched."""
    begun = kept.admin.data(QUERY)["bulkOperationRunQuery"]["bulkOperation"]["id"]
    kept.restart()
    kept.clock.advance(5)
    done = kept.admin.data(STATUS, id=begun)["bulkOperation"]
    assert (done["status"], done["objectCount"]) == ("COMPLETED", "12")

    kept.restart()

    assert len(kept.admin.request("GET", done["url"]).text.splitlines()) == 12


def test_a_bulk_operation_that_was_to_fail_fails_after_a_restart_too(kept: Kept):
    """With the partial file that it would have left."""
    kept.admin.control("bulk", kind="fail", share=0.5)
    begun = kept.admin.data(QUERY)["bulkOperationRunQuery"]["bulkOperation"]["id"]

    kept.restart()
    kept.clock.advance(5)

    failed = kept.admin.data(STATUS, id=begun)["bulkOperation"]
    assert (failed["status"], failed["url"]) == ("FAILED", None)
    assert len(kept.admin.request("GET", failed["partialDataUrl"]).text.splitlines()) == 6


@pytest.mark.parametrize("mode", ["documented", "observed"])
def test_a_key_is_remembered_with_what_it_was_used_for(kept: Kept, mode: str):
    """As documented the first answer comes again; other parameters are refused either way."""
    kept.admin.control("rules", idempotency=mode)
    first = kept.admin.data(SET, input=written(kept, 9), key="k-1")

    kept.restart()
    kept.admin.control("rules", idempotency=mode)

    again = kept.admin.data(SET, input=written(kept, 9), key="k-1")
    assert (again == first) is (mode == "documented")
    other = kept.admin.data(SET, input=written(kept, 8), key="k-1")["inventorySetQuantities"]
    assert [each["code"] for each in other["userErrors"]] == ["IDEMPOTENCY_KEY_PARAMETER_MISMATCH"]
    assert kept.admin.level("S-0", "Here") == (9, 0, 9)


def test_a_key_of_another_mutation_and_of_a_refusal_are_remembered_too(kept: Kept):
    """A level is answered as it is; a refusal as it was."""
    kept.admin.control("rules", idempotency="documented")
    wanted = {"item": item(kept), "location": kept.admin.location("There")}
    first = [kept.admin.data(ACTIVATE, key=key, **wanted) for key in ("k-1", "k-2")]

    kept.restart()
    kept.admin.control("rules", idempotency="documented")

    assert [kept.admin.data(ACTIVATE, key=key, **wanted) for key in ("k-1", "k-2")] == first
    assert first[1]["inventoryActivate"]["userErrors"]


def test_keys_of_more_than_a_day_ago_are_forgotten(kept: Kept):
    """As Shopify forgets them: the state file doesn't grow for ever."""
    kept.admin.data(SET, input=written(kept, 9), key="old")
    kept.clock.advance(25 * 3600)
    kept.admin.data(SET, input=written(kept, 8), key="new")

    assert [key for _, key in kept.world.idempotency.seen] == ["new"]


def test_webhooks_that_wait_are_sent_after_a_restart_with_the_ids_they_had(kept: Kept):
    """One that nobody answered, and one about an edit that its record no longer tells."""
    for topic in ("ORDERS_CREATE", "ORDERS_EDITED"):
        kept.admin.data(SUBSCRIBE, topic=topic, wish={"uri": URI})
    placed = kept.admin.place(("S-0", 1))
    kept.wire.status = 500
    kept.admin.control("webhooks/send")
    failed = kept.wire.sent[0]
    kept.admin.control(f"orders/{placed['name'].lstrip('#')}/edit", lines=[{"sku": "S-0", "quantity": 3}])

    kept.restart()
    kept.clock.advance(3600)
    kept.admin.control("webhooks/send")

    sent = {each.topic: each for each in kept.wire.sent}
    assert (sent["orders/create"].id, sent["orders/create"].body) == (failed.id, failed.body)
    assert [each["delta"] for each in sent["orders/edited"].payload["order_edit"]["line_items"]["additions"]] == [2]
    assert sent["orders/edited"].id != failed.id


def test_webhook_ids_are_never_given_twice(kept: Kept):
    """A receiver that knows an id takes what comes with it for a repetition."""
    kept.admin.data(SUBSCRIBE, topic="ORDERS_CREATE", wish={"uri": URI})
    ids = set()
    for _ in range(3):
        kept.admin.place(("S-0", 1))
        kept.admin.control("webhooks/send")
        ids |= {each.id for each in kept.wire.sent}
        kept.restart()

    assert len(ids) == 3


def test_a_state_file_of_before_is_still_read(kept: Kept, tmp_path: Path):
    """One without surroundings: the shop alone."""
    saved = json.loads((tmp_path / "shop.json").read_text())
    del saved["surroundings"]
    (tmp_path / "shop.json").write_text(json.dumps(saved))

    kept.restart()

    assert kept.admin.level("S-0", "Here") == (5, 0, 5)
