"""`trueup undo`: what a round did, taken back."""

from pathlib import Path

import pytest
from support.command_lines import Run
from support.served_shops import ServedShop


@pytest.fixture
def counted(trueup: Run, imported: ServedShop) -> ServedShop:
    """Round 2 set Austin's level from 48 to 30, as counted."""
    trueup("shop", "write-inventory", "on")
    counts = "warehouse,sku,on_hand\nwarehouse-a,MUG,31\nwarehouse-b,MUG,50\n"
    Path("counts.csv").write_text(counts, encoding="utf-8")
    assert trueup("import", "stock", "counts.csv").code == 0
    answer = trueup("apply", "--yes")
    assert answer.code == 0, answer.err
    imported.control("DELETE", "requests")
    return imported


def writes(shop: ServedShop) -> int:
    """How many write requests the shop has had since."""
    return int(shop.control("GET", "requests")["writes"])


def test_undo_with_yes_takes_back_what_the_round_did(trueup: Run, counted: ServedShop):
    """And the next round would do it again, which is said."""
    before = counted.levels("MUG")

    answer = trueup("undo", "2", "--yes")

    assert answer.code == 0, answer.err
    assert counted.levels("MUG") == {**before, "Austin Office": 48}
    assert "trueup pause" in answer.out
    assert trueup("diff").code == 2


def test_without_a_terminal_the_undo_is_shown_and_not_done(trueup: Run, counted: ServedShop):
    """A script says --yes."""
    answer = trueup("undo", "2")

    assert answer.code == 1
    assert "undo of round 2" in answer.out
    assert "trueup undo 2 --yes" in answer.err
    assert writes(counted) == 0


def test_what_moved_on_is_left_alone_with_the_reason(trueup: Run, counted: ServedShop):
    """Nothing to do is no failure."""
    counted.control("POST", "stock", sku="MUG", location="Austin Office", available=7)

    answer = trueup("undo", "2", "--yes")

    assert answer.code == 0, answer.err
    assert "is not undone" in answer.out
    assert "it is 7 by now" in answer.out
    assert counted.levels("MUG")["Austin Office"] == 7


def test_a_limit_holds_an_undo_until_it_is_allowed(trueup: Run, counted: ServedShop, monkeypatch: pytest.MonkeyPatch):
    """A large round has a large reverse."""
    monkeypatch.setenv("TRUEUP_GUARDS__LEVELS_CHANGED", "0")

    held = trueup("undo", "2", "--yes")
    held_writes = writes(counted)
    allowed = trueup("undo", "2", "--yes", "--allow", "levels_changed=1")

    assert (held.code, held_writes) == (1, 0)
    assert allowed.code == 0, allowed.err
    assert counted.levels("MUG")["Austin Office"] == 48


@pytest.mark.usefixtures("imported")
def test_an_unknown_round_is_refused(trueup: Run):
    """By its number."""
    answer = trueup("undo", "99", "--yes")

    assert answer.code == 1
    assert "99" in answer.err
