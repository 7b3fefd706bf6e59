"""Histories that failed once, made as short as they go and kept: each with what was wrong then."""

from collections.abc import Iterator

import pytest
from support.histories import Histories


@pytest.fixture
def history() -> Iterator[Histories]:
    """A history yet to be told."""
    history = Histories()
    yield history
    history.teardown()


def test_two_parcels_that_need_the_same_item_stocked_at_the_same_place(history: Histories) -> None:
    """Stocking it for the second parcel was projected as from zero, and forgot what the first one's move took there."""
    history.open(stock_there=True, cancel_voided=False, mapped=False)
    history.map(place=1, warehouse=1, writes=True)
    history.order_and_label(second=7, sku=3, units=1, warehouse=3)
    history.order_and_label(second=2, sku=7, units=1, warehouse=7)
    history.map(place=2, warehouse=3, writes=False)
    history.order_and_label(second=5, sku=0, units=1, warehouse=3)
    history.quiet()
