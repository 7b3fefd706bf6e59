"""Parcels of which only a person can say whose they are, at the command line."""

import pytest
from support.command_lines import Run
from support.served_shops import ServedShop

pytestmark = pytest.mark.usefixtures("imported")

TRACKING = "1Z999AA10123456784"


def _doubt(trueup: Run, shop: ServedShop) -> None:
    """The order is labelled, and somebody ships it by hand, elsewhere, under the label's number."""
    trueup("label", "1001", "--carrier", "UPS", "--tracking", TRACKING)
    shop.control("POST", "orders/1001/fulfil", tracking=TRACKING, company="UPS")
    trueup("apply", "--yes")


def test_a_person_says_which_parcel_is_the_label_s(trueup: Run, imported: ServedShop):
    """The round after that has nothing left to ask."""
    _doubt(trueup, imported)
    asked = trueup("orders", "show", "1001").out
    answer = trueup("label", "match", "1001", TRACKING)
    trueup("apply", "--yes")

    assert "trueup label match 1001" in asked
    assert answer.code == 0, answer.err
    assert "#1001-F1 is the parcel" in answer.out
    assert trueup("diff").code == 0


def test_matching_where_no_parcel_has_the_number_is_refused(trueup: Run):
    """The next round will write the label by itself."""
    trueup("label", "1001", "--carrier", "UPS", "--tracking", TRACKING)
    answer = trueup("label", "match", "1001", TRACKING)

    assert answer.code == 1
    assert f"No parcel in Shopify carries {TRACKING}" in answer.err


def test_matching_a_parcel_of_another_name_is_refused_with_those_there_are(trueup: Run, imported: ServedShop):
    """Only parcels with the number may be the label's."""
    _doubt(trueup, imported)
    answer = trueup("label", "match", "1001", TRACKING, "--parcel", "1001-F9")

    assert answer.code == 1
    assert "#1001-F1" in answer.err


def _edit(shop: ServedShop, units: int) -> None:
    shop.control("POST", "orders/1001/edit", lines=[{"sku": "MUG", "quantity": units}])


def test_what_a_matched_parcel_lacks_of_the_label_is_said_to_be_packed_again(trueup: Run, imported: ServedShop):
    """The label is for two, the customer took one mug off, it left, and the other was ordered after all."""
    _edit(imported, 2)
    trueup("apply", "--yes")
    trueup("label", "1001", "--carrier", "UPS", "--tracking", TRACKING)
    _edit(imported, 1)
    imported.control("POST", "orders/1001/fulfil", tracking=TRACKING, company="UPS")
    _edit(imported, 2)
    answer = trueup("label", "match", "1001", TRACKING)

    assert answer.code == 0, answer.err
    assert "it doesn't hold all of the label: 1 x MUG is to be packed again" in answer.out
