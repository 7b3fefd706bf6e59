"""Deeds in the shop: what customers and merchants do to orders and levels there."""

from hypothesis import strategies as st
from hypothesis.stateful import rule
from support.history_places import PICK, PLACES, SKUS, UNITS, OpenTown


class DeedsInTheShop(OpenTown):
    """A town with customers and merchants."""

    @rule(sku=PICK, units=UNITS, second=PICK)
    def order(self, sku: int, units: int, second: int) -> None:
        """A customer orders one or two products."""
        lines = {SKUS[sku % 3]: units}
        if second < 3:
            lines.setdefault(SKUS[second], 1)
        body = [{"sku": name, "quantity": quantity} for name, quantity in lines.items()]
        self._control("orders", {"lines": body})

    @rule(which=PICK, sku=PICK, units=st.integers(0, 4))
    def edit(self, which: int, sku: int, units: int) -> None:
        """An order gets other quantities."""
        self._of_order(which, "edit", {"lines": [{"sku": SKUS[sku % 3], "quantity": units}]})

    @rule(which=PICK, restock=st.booleans())
    def cancel(self, which: int, restock: bool) -> None:  # noqa: FBT001
        """An order is cancelled."""
        self._of_order(which, "cancel", {"restock": restock})

    @rule(which=PICK, what=st.sampled_from(["hold", "release"]))
    def hold(self, which: int, what: str) -> None:
        """A merchant holds an order, or lets it go."""
        self._of_order(which, what, {})

    @rule(sku=PICK, place=PICK, units=st.integers(0, 20))
    def type_a_number(self, sku: int, place: int, units: int) -> None:
        """Somebody edits a level in the shop."""
        self._control("stock", {"sku": SKUS[sku % 3], "location": PLACES[place % 3], "available": units})

    @rule(sku=PICK, place=PICK)
    def stock_a_product(self, sku: int, place: int) -> None:
        """Somebody stocks a product at one more location."""
        self._control("stock_item", {"sku": SKUS[sku % 3], "location": PLACES[place % 3]})
