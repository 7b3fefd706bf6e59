"""Post-office boxes among street addresses."""

import pytest

from reconciler import addresses


@pytest.mark.parametrize(
    "line",
    [
        "PO Box 12",
        "P.O. Box 12",
        "p. o. box 12",
        "P/O Box 12",
        "POB 12",
        "GPO Box 9",
        "Post Office Box 12",
        "Post Box 12",
        "c/o Ana, PO BOX 12",
        "Locked Bag 7",
        "Postfach 12 34",
        "Packstation 120",
        "Postbus 5",
        "BP 45",
        "B.P. 45",
        "Boîte postale 45",
        "Case Postale 1",
        "Casella postale 3",
        "Apartado de correos 8",
        "Apartado 8",
        "Apdo. 8",
        "Casilla 33",
        "Caixa Postal 22",
        "Skrytka pocztowa 4",
    ],
)
def test_a_post_office_box_is_known_by_its_words(line: str) -> None:
    """In either line of the address, and in the languages that shops ship to."""
    assert addresses.is_po_box(line) is True
    assert addresses.is_po_box("1 Main St", line) is True


@pytest.mark.parametrize(
    "line",
    ["1 Main St", "12 Boxwood Lane", "4 Post Oak Blvd", "Poblado 12", "BP Garage", "Bagley Road 7", "Casillas 3"],
)
def test_a_street_is_none(line: str) -> None:
    """Also where its name begins like one."""
    assert addresses.is_po_box(line) is False


def test_where_there_is_no_address_nothing_is_known() -> None:
    """Neither yes nor no."""
    assert addresses.is_po_box(None, " ") is None
