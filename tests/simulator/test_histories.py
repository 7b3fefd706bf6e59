"""What must hold after any history of orders, edits, moves, shipments, holds, splits and stock counts."""

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from support.admin import Admin, Clock

from simulator.worlds import World

SKUS = ("MUG", "CUP", "HAT")
PLACES = ("Lake Jackson", "Austin", "Dallas")
ON_HAND = ("available", "committed", "reserved", "damaged", "safety_stock", "quality_control")
MOVE = """mutation M($id: ID!, $to: ID!, $lines: [FulfillmentOrderLineItemInput!]) {
  fulfillmentOrderMove(id: $id, newLocationId: $to, fulfillmentOrderLineItems: $lines) {
    movedFulfillmentOrder { id status assignedLocation { name } lineItems(first: 9) { nodes { id } } }
    originalFulfillmentOrder { id status } remainingFulfillmentOrder { id status assignedLocation { name } }
    userErrors { message } } }"""
PROGRESS = """mutation P($id: ID!) {
  fulfillmentOrderReportProgress(id: $id) { fulfillmentOrder { status } userErrors { message } } }"""
REOPEN = """mutation O($id: ID!) {
  fulfillmentOrderOpen(id: $id) { fulfillmentOrder { status } userErrors { message } } }"""
CREATE = """mutation C($entry: FulfillmentOrderLineItemsInput!) {
  fulfillmentCreate(fulfillment: {lineItemsByFulfillmentOrder: [$entry]}) {
    fulfillment { id location { name } fulfillmentLineItems(first: 9) { nodes { quantity lineItem { sku } } } }
    userErrors { message } } }"""
CANCEL = """mutation U($id: ID!) { fulfillmentCancel(id: $id) { fulfillment { id } userErrors { message } } }"""
SPLIT = """mutation S($splits: [FulfillmentOrderSplitInput!]!) {
  fulfillmentOrderSplit(fulfillmentOrderSplits: $splits) { userErrors { message } } }"""
MERGE = """mutation M($inputs: [FulfillmentOrderMergeInput!]!) {
  fulfillmentOrderMerge(fulfillmentOrderMergeInputs: $inputs) { userErrors { message } } }"""
OFF = """mutation Off($id: ID!, $to: ID) {
  locationDeactivate(locationId: $id, destinationLocationId: $to) @idempotent(key: "k") {
    locationDeactivateUserErrors { message } } }"""
SET = """mutation S($input: InventorySetQuantitiesInput!) {
  inventorySetQuantities(input: $input) @idempotent(key: "k") { userErrors { code } } }"""

places = st.sampled_from(PLACES)
picks = st.integers(min_value=0, max_value=99)
amounts = st.integers(min_value=1, max_value=4)


class Histories(RuleBasedStateMachine):
    """A shop to which anything may happen; `shelf` is what must stand on each shelf, kept by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.shop = Admin(World(clock=self.clock, plan="enterprise"))
        self.shelf: Counter[tuple[str, str]] = Counter()
        self.returned: Counter[tuple[str, str]] = Counter()
        self.closed: set[str] = set()

    @initialize()
    def open_shop(self) -> None:
        """Everything at two places, the hat at one."""
        for place in PLACES:
            self.shop.control("locations", name=place)
        for sku in SKUS:
            stock = {"Lake Jackson": 8} if sku == "HAT" else {"Lake Jackson": 8, "Austin": 6}
            self.shop.control("products", title=sku.title(), sku=sku, stock=stock)
            self.shelf.update({(sku, place): number for place, number in stock.items()})

    def teardown(self) -> None:
        """Hang up."""
        self.shop.close()

    def _orders(self) -> list[dict[str, Any]]:
        orders: list[dict[str, Any]] = self.shop.state()["orders"]
        return orders

    def _open(self) -> list[dict[str, Any]]:
        return [each for order in self._orders() for each in order["fulfillment_orders"] if each["status"] != "CLOSED"]

    def _line(self, source: dict[str, Any], pick: int) -> tuple[str, int]:
        lines = [line for line in source["lines"] if line["remaining"]]
        line = lines[pick % len(lines)]
        return self.shop.lines(source["id"])[line["sku"]], line["remaining"]

    @rule(sku=st.sampled_from(SKUS), other=st.sampled_from(SKUS), quantity=amounts)
    def place_order(self, sku: str, other: str, quantity: int) -> None:
        """A customer orders one or two things."""
        lines = [(sku, quantity)] if sku == other else [(sku, quantity), (other, 1)]
        self.shop.place(*lines)

    @precondition(lambda self: self._open())
    @rule(pick=picks, to=places, part=st.booleans(), quantity=amounts)
    def move(self, *, pick: int, to: str, part: bool, quantity: int) -> None:
        """Somebody moves goods, or is refused."""
        source = self._open()[pick % len(self._open())]
        line, remaining = self._line(source, pick)
        lines = [{"id": line, "quantity": min(quantity, remaining)}] if part else None
        known = set(self.closed) | {each["id"] for each in self._open()}
        answer = self.shop.data(MOVE, id=source["id"], to=self.shop.location(to), lines=lines)["fulfillmentOrderMove"]
        if answer["userErrors"]:
            assert answer["movedFulfillmentOrder"] is None
            return
        moved, rest = answer["movedFulfillmentOrder"], answer["remainingFulfillmentOrder"]
        assert moved["assignedLocation"]["name"] == to
        assert answer["originalFulfillmentOrder"]["id"] == source["id"]
        assert moved["id"] == source["id"] or moved["id"] not in known, "what is made anew has a new id"
        if moved["id"] == source["id"]:
            assert rest is None, "who moves whole leaves nothing behind"
        if rest is not None:
            assert rest["assignedLocation"]["name"] == source["location"], "what is left stays where it was"
            assert rest["id"] == source["id"]

    @precondition(lambda self: self._open())
    @rule(pick=picks, quantity=amounts)
    def send(self, pick: int, quantity: int) -> None:
        """A parcel leaves, unless the order is held."""
        source = self._open()[pick % len(self._open())]
        line, remaining = self._line(source, pick)
        lines = [{"id": line, "quantity": min(quantity, remaining)}]
        entry = {"fulfillmentOrderId": source["id"], "fulfillmentOrderLineItems": lines}
        made = self.shop.data(CREATE, entry=entry)["fulfillmentCreate"]["fulfillment"]
        assert (made is None) == (source["status"] == "ON_HOLD")
        if made is not None:
            self._leave(made)

    @precondition(lambda self: any(order["fulfillments"] for order in self._orders()))
    @rule(pick=picks)
    def take_back(self, pick: int) -> None:
        """A fulfillment is cancelled, once; what was refunded meanwhile stays where it is."""
        made = [(order, each) for order in self._orders() for each in order["fulfillments"]]
        order, chosen = made[pick % len(made)]
        before = self._waiting(order["name"])
        taken = self.shop.data(CANCEL, id=chosen["id"])["fulfillmentCancel"]["fulfillment"]
        assert (taken is None) == (chosen["status"] == "CANCELLED")
        if taken is None:
            return
        for line in chosen["lines"]:
            back = self._waiting(order["name"])[line["sku"]] - before[line["sku"]]
            self.returned[order["name"], line["sku"]] -= line["quantity"] - back
            if (line["sku"], chosen["location"]) in self._levels():
                self.shelf[line["sku"], chosen["location"]] += back

    def _waiting(self, name: str) -> Counter[str]:
        waiting: Counter[str] = Counter()
        for source in self.shop.order(name)["fulfillment_orders"]:
            for line in source["lines"]:
                waiting[line["sku"]] += line["remaining"]
        return waiting

    @precondition(lambda self: self._orders())
    @rule(pick=picks, restock=st.booleans())
    def cancel(self, *, pick: int, restock: bool) -> None:
        """An order is cancelled, or is refused because something was sent."""
        order = self._orders()[pick % len(self._orders())]
        answer = self.shop.request("POST", f"/_control/orders/{order['name'][1:]}/cancel", json={"restock": restock})
        if answer.status_code == 200 and not restock:
            stocked = {(each["sku"], each["location"]) for each in self.shop.state()["levels"]}
            for source in order["fulfillment_orders"]:
                for line in source["lines"]:
                    if (line["sku"], source["location"]) in stocked and source["status"] != "CLOSED":
                        self.shelf[line["sku"], source["location"]] -= line["remaining"]

    @precondition(lambda self: self._orders())
    @rule(pick=picks, sku=st.sampled_from(SKUS), quantity=st.integers(min_value=0, max_value=4))
    def edit(self, pick: int, sku: str, quantity: int) -> None:
        """A line gets another quantity, or is refused."""
        order = self._orders()[pick % len(self._orders())]
        lines = [{"sku": sku, "quantity": quantity}]
        self.shop.request("POST", f"/_control/orders/{order['name'][1:]}/edit", json={"lines": lines})

    @precondition(lambda self: any(line["quantity"] for order in self._orders() for line in order["lines"]))
    @rule(pick=picks, quantity=amounts, place=st.none() | places)
    def refund(self, pick: int, quantity: int, place: str | None) -> None:
        """Some of a line is refunded: unsent goods first, then sent ones, which may come back to a place."""
        lines = [(order, line) for order in self._orders() for line in order["lines"] if line["quantity"]]
        order, line = lines[pick % len(lines)]
        sku, left = line["sku"], min(quantity, line["quantity"])
        wish = {"lines": [{"sku": sku, "quantity": left}], "restock_at": place}
        stocked = set(self._levels())
        self.shop.control(f"orders/{order['name'][1:]}/refund", **wish)
        for source in order["fulfillment_orders"]:
            for part in source["lines"]:
                taken = min(left, part["remaining"]) if part["sku"] == sku else 0
                left -= taken
                if place is None and (sku, source["location"]) in stocked:
                    self.shelf[sku, source["location"]] -= taken
        self.returned[order["name"], sku] += left
        if place is not None and (sku, place) in stocked:
            self.shelf[sku, place] += left

    @precondition(lambda self: self._orders())
    @rule(pick=picks, what=st.sampled_from(["hold", "release"]))
    def hold(self, pick: int, what: str) -> None:
        """An order is held or let go."""
        order = self._orders()[pick % len(self._orders())]
        self.shop.control(f"orders/{order['name'][1:]}/{what}")

    @precondition(lambda self: self._open())
    @rule(pick=picks, text=st.sampled_from([PROGRESS, REOPEN]))
    def pack(self, pick: int, text: str) -> None:
        """Packing begins, or is called off, or is refused; no stock moves."""
        before = self._levels()
        source = self._open()[pick % len(self._open())]
        self.shop.data(text, id=source["id"])
        assert self._levels() == before

    @precondition(lambda self: self._open())
    @rule(pick=picks)
    def off_without_successor(self, pick: int) -> None:
        """A location with goods or orders can't be switched off unless they go somewhere; nothing changes."""
        place = self._open()[pick % len(self._open())]["location"]
        before = self.shop.state()
        answer = self.shop.data(OFF, id=self.shop.location(place), to=None)["locationDeactivate"]
        assert answer["locationDeactivateUserErrors"]
        assert self.shop.state() == before
        self.clock.advance(100_000)

    @precondition(lambda self: self._open())
    @rule(pick=picks, quantity=amounts)
    def split(self, pick: int, quantity: int) -> None:
        """Goods are divided at their place, or the split is refused."""
        source = self._open()[pick % len(self._open())]
        line, _ = self._line(source, pick)
        lines = [{"id": line, "quantity": quantity}]
        self.shop.data(SPLIT, splits=[{"fulfillmentOrderId": source["id"], "fulfillmentOrderLineItems": lines}])

    @precondition(lambda self: self._pairs())
    @rule(pick=picks)
    def merge(self, pick: int) -> None:
        """What waits for one order at one place is joined again."""
        pair = self._pairs()[pick % len(self._pairs())]
        intents = [{"fulfillmentOrderId": each} for each in pair]
        payload = self.shop.data(MERGE, inputs=[{"mergeIntents": intents}])["fulfillmentOrderMerge"]
        assert payload["userErrors"] == []

    def _pairs(self) -> list[list[str]]:
        pairs = []
        for order in self._orders():
            for place in PLACES:
                ready = [
                    each["id"]
                    for each in order["fulfillment_orders"]
                    if (each["status"], each["location"]) == ("OPEN", place)
                ]
                pairs += [ready[:2]] if len(ready) > 1 else []
        return pairs

    @rule()
    def clear_dallas(self) -> None:
        """Dallas is switched off, everything there goes to Austin, and it is switched on again, empty."""
        held = {key: level for key, level in self._levels().items() if key[1] == "Dallas"}
        self.clock.advance(100_000)
        ids = {"id": self.shop.location("Dallas"), "to": self.shop.location("Austin")}
        assert self.shop.data(OFF, **ids)["locationDeactivate"]["locationDeactivateUserErrors"] == []
        self.shop.control("locations/Dallas/activate")
        for sku, place in held:
            self.shelf[sku, "Austin"] += self.shelf.pop((sku, place), 0)

    @rule(sku=st.sampled_from(SKUS), place=places, number=st.integers(min_value=0, max_value=9))
    def count_stock(self, sku: str, place: str, number: int) -> None:
        """Somebody sets available; a place that does not stock the item ignores it."""
        found = self.shop.data(
            "query I($q: String!) { inventoryItems(first: 1, query: $q) { nodes { id } } }", q=f"sku:{sku}"
        )
        row = {
            "inventoryItemId": found["inventoryItems"]["nodes"][0]["id"],
            "locationId": self.shop.location(place),
            "quantity": number,
            "changeFromQuantity": None,
        }
        before = self._levels().get((sku, place))
        self.clock.advance(100_000)
        wish = {"name": "available", "reason": "correction", "quantities": [row]}
        assert self.shop.data(SET, input=wish)["inventorySetQuantities"]["userErrors"] == []
        if before is not None:
            self.shelf[sku, place] += number - before["available"]

    @rule(sku=st.sampled_from(SKUS))
    def stock_at_dallas(self, sku: str) -> None:
        """Dallas starts to stock something."""
        if (sku, "Dallas") not in self._levels():
            level = self.shop.control("stock_item", sku=sku, location="Dallas", available=3)
            self.shelf[sku, "Dallas"] = level["on_hand"]

    def _levels(self) -> dict[tuple[str, str], dict[str, Any]]:
        return {(each["sku"], each["location"]): each for each in self.shop.state()["levels"]}

    def _leave(self, fulfillment: dict[str, Any]) -> None:
        for line in fulfillment["fulfillmentLineItems"]["nodes"]:
            key = (line["lineItem"]["sku"], fulfillment["location"]["name"])
            if key in self._levels():
                self.shelf[key] -= line["quantity"]

    @invariant()
    def on_hand_is_the_sum_and_what_stands_on_the_shelf(self) -> None:
        """Only counting, sending, taking back and cancelling without restock change it."""
        for key, level in self._levels().items():
            assert level["on_hand"] == sum(level[name] for name in ON_HAND)
            assert level["on_hand"] == self.shelf[key], key

    @invariant()
    def committed_is_what_open_orders_wait_for(self) -> None:
        """At each place, for each item."""
        waiting: Counter[tuple[str, str]] = Counter()
        for source in self._open():
            for line in source["lines"]:
                waiting[line["sku"], source["location"]] += line["remaining"]
        for key, level in self._levels().items():
            assert level["committed"] == waiting[key], key

    @invariant()
    def every_unit_of_an_order_is_waiting_or_sent(self) -> None:
        """No move, split, hold, edit or refund loses or doubles a unit."""
        for order in self._orders():
            units: Counter[str] = Counter()
            for source in order["fulfillment_orders"]:
                units.update({line["sku"]: line["remaining"] for line in source["lines"]})
            for made in order["fulfillments"]:
                if made["status"] == "SUCCESS":
                    for line in made["lines"]:
                        units[line["sku"]] += line["quantity"]
            assert {sku: number for sku, number in units.items() if number} == {
                sku: number
                for line in order["lines"]
                if (number := line["quantity"] + self.returned[order["name"], sku := line["sku"]])
            }, order

    @invariant()
    def what_is_closed_stays_closed(self) -> None:
        """Whatever still waits goes on under another id."""
        now = {each["id"]: each["status"] for order in self._orders() for each in order["fulfillment_orders"]}
        assert all(now[each] == "CLOSED" for each in self.closed)
        self.closed = {each for each, status in now.items() if status == "CLOSED"}

    @invariant()
    def fulfillment_orders_are_well_formed(self) -> None:
        """Closed ones wait for nothing, open ones for something; no line waits for more than it holds."""
        for order in self._orders():
            for source in order["fulfillment_orders"]:
                remaining = [line["remaining"] for line in source["lines"]]
                assert all(0 <= line["remaining"] <= line["total"] for line in source["lines"])
                assert (source["status"] == "CLOSED") == (not any(remaining)), source
                assert all(line["total"] > 0 for line in source["lines"])


Histories.TestCase.settings = settings(
    max_examples=30, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestHistories = Histories.TestCase
