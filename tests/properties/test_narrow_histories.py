"""Narrow rounds among everything else that befalls a town: whatever they look at, they keep the same promises.

The histories are those of the full rounds, with narrow ones on any choice of orders and products in between. A narrow
round may leave things undone; it may never offer what is not there, ship twice, or disturb what full rounds come to.
"""

from hypothesis import strategies as st
from hypothesis.stateful import rule
from support import profiles
from support.histories import Histories
from support.history_places import PICK, UNITS

SOME = st.sets(st.integers(0, 5), max_size=3)


class NarrowHistories(Histories):
    """A town in which webhooks are heard, some of them."""

    @rule(orders=SOME, items=SOME)
    def narrow_round(self, orders: set[int], items: set[int]) -> None:
        """Some orders and products are dirty, whatever happened to them."""
        self._look_narrowly(orders, items)

    @rule(sku=PICK, units=UNITS, second=PICK, items=SOME)
    def order_that_is_told_of(self, sku: int, units: int, second: int, items: set[int]) -> None:
        """An order comes, and a narrow round because of it."""
        self.order(sku, units, second)
        rows = self.runner.run(self.town.state())["orders"]
        self._look_narrowly({len(rows) - 1}, {sku % 3} | items)

    @rule(orders=SOME, items=SOME, which=PICK, sku=PICK, units=UNITS)
    def narrow_round_on_parcels(self, orders: set[int], items: set[int], which: int, sku: int, units: int) -> None:
        """There are parcels and counts that nobody told of."""
        self._stir(which, sku, units)
        self._look_narrowly(orders, items)

    def _look_narrowly(self, orders: set[int], items: set[int]) -> None:
        self._disturbed(only=self.some_dirt(orders, items))


NarrowHistories.TestCase.settings = profiles.histories(0.25)

TestNarrowHistories = NarrowHistories.TestCase
