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


def test_a_second_parcel_under_a_number_once_the_label_has_its_own(history: Histories) -> None:
    """Once it was told which of two parcels is the label's, the goods of the other one waited to be packed again."""
    history.open(stock_there=True, cancel_voided=True, mapped=True)
    history.label_and_ship_by_hand(which=1, sku=2, whole=False, lost="after", way="just so", units=1)
    history.wait(seconds=120)
    history.round()
    history.answer(which=0, parcel=0, answer="it is the label's")
    history.quiet()


def test_a_voided_label_s_number_on_other_goods(history: Histories) -> None:
    """The parcel that a merchant made was taken for the voided label's, and taken back."""
    history.open(stock_there=True, cancel_voided=True, mapped=False)
    history.label(which=1, part=0, sku=2, units=1, whole=False)
    history.void(which=1, label=0, again=False)
    history.ship_a_label_by_hand(which=0, way="other units", units=2)
    history.round()
    history.quiet()


def test_goods_added_and_shipped_by_hand_once_the_label_is_written(history: Histories) -> None:
    """The order was closed before the added goods and their parcel were noted, so their stock stayed on the shelf."""
    history.open(stock_there=True, cancel_voided=True, mapped=True)
    history.label(which=1, part=0, sku=0, units=1, whole=True)
    history.round()
    history.edit(which=1, sku=0, units=1)
    history.ship_in_the_shop(which=1, place=4)
    history.quiet()


def test_goods_shipped_by_hand_before_anybody_was_to_ship_them(history: Histories) -> None:
    """Their part got its warehouse in the same round as the parcel was noted; the plan left them on its shelf."""
    history.open(stock_there=True, cancel_voided=True, mapped=False)
    history.edit(which=0, sku=0, units=4)
    history.round_cut_short(after=2, which=0, sku=2, units=1)
    history.ship_a_label_by_hand(which=0, way="everything", units=1)
    history.answer(which=0, parcel=0, answer="it is another")
    history.round()


def test_a_number_corrected_while_two_parcels_carry_the_old_one(history: Histories) -> None:
    """One of them was the label's, its answer lost; under its new number the label was written again."""
    history.open(stock_there=True, cancel_voided=True, mapped=True)
    history.label_and_ship_by_hand(which=1, sku=2, whole=False, lost="after", way="just so", units=1)
    history.correct(which=1, label=0)
    history.wait(seconds=120)
    history.round()
    history.quiet()
