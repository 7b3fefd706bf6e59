"""`trueup forget`: who is forgotten, what is asked first, and what is said about it."""

import pytest
from support.command_lines import Run

pytestmark = pytest.mark.usefixtures("imported")


def test_a_customer_whose_order_is_open_is_not_forgotten(trueup: Run):
    """Rounds would record them again."""
    answer = trueup("forget", "1001", "--yes")

    assert answer.code == 1
    assert "Order 1001 is still open" in answer.err
    assert "--even-open" in answer.err


def test_what_was_forgotten_is_told_with_the_rounds_it_concerns(trueup: Run):
    """Asked for, it is done all the same, and a second time finds less."""
    answer = trueup("forget", "1001", "--even-open", "--yes")

    assert answer.code == 0, answer.err
    assert "what rules were asked and said about their orders" in answer.out
    assert "was forgotten" in trueup("orders", "show", "1001").out
    assert "what rules were asked" not in trueup("forget", "1001", "--even-open", "--yes").out


def test_nobody_is_forgotten_without_a_yes(trueup: Run):
    """Where nobody can answer, it says what to type."""
    answer = trueup("forget", "1001", "--even-open")

    assert answer.code == 1
    assert "Add --yes" in answer.err


def test_somebody_unknown_is_told_what_is_kept_of_people(trueup: Run):
    """No e-mail address is."""
    answer = trueup("forget", "ana@example.com", "--yes")

    assert answer.code == 1
    assert "Trueup keeps no e-mail addresses" in answer.err
