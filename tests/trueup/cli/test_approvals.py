"""`trueup approve` and `trueup rounds waiting`: what waits for a person, shown and carried out."""

import json
from pathlib import Path

import pytest
from support.command_lines import Run
from support.served_shops import ServedShop

TRACKING = "1Z999AA10123456784"
ASK = """
on: placement.elsewhere
rules:
  - name: ask-about-moves
    then: [relocate, require_approval]
"""


@pytest.fixture
def waiting(trueup: Run, imported: ServedShop) -> ServedShop:
    """Order 1001 is to be moved to Austin, and a rule wants a person's word for that. Round 2 says so."""
    Path("rules/05-ask.yaml").write_text(ASK, encoding="utf-8")
    assert trueup("label", "1001", "--carrier", "UPS", "--tracking", TRACKING).code == 0
    answer = trueup("apply", "--yes")
    assert answer.code == 0, answer.err
    assert "trueup approve 2" in answer.err
    imported.control("DELETE", "requests")
    return imported


def writes(shop: ServedShop) -> int:
    """How many write requests the shop has had since."""
    return int(shop.control("GET", "requests")["writes"])


@pytest.mark.usefixtures("imported")
def test_without_anything_waiting_the_list_says_so(trueup: Run):
    """And the command succeeds."""
    answer = trueup("rounds", "waiting")

    assert (answer.code, answer.out) == (0, "Nothing waits for approval.\n")


@pytest.mark.usefixtures("waiting")
def test_the_list_tells_round_cause_contents_and_what_to_type(trueup: Run):
    """All that is needed to decide to look."""
    answer = trueup("rounds", "waiting")

    assert answer.code == 0
    assert "a rule" in answer.out
    assert "1 relocate" in answer.out
    assert "trueup approve 2" in answer.out


def test_what_waits_in_a_round_is_shown_in_full_and_changes_nothing(trueup: Run, waiting: ServedShop):
    """As a report like any other, in any format."""
    text = trueup("rounds", "waiting", "2")
    document = json.loads(trueup("rounds", "waiting", "2", "--format", "json").out)

    assert "Lake Jackson → Austin Office" in text.out
    assert "trueup approve 2" in text.err
    assert document["orders"][0]["name"] == "1001"
    assert writes(waiting) == 0


def test_approving_does_exactly_what_waits(trueup: Run, waiting: ServedShop):
    """The order is moved; what it was held back by comes with the next round."""
    answer = trueup("approve", "2")
    written = writes(waiting)

    assert answer.code == 0, answer.err
    assert written == 1
    assert "1 order moved" in answer.out
    assert trueup("rounds", "waiting").out == "Nothing waits for approval.\n"
    assert "approve" in trueup("rounds", "list").out


def test_approving_twice_is_refused(trueup: Run, waiting: ServedShop):
    """With the round that did it."""
    trueup("approve", "2")
    written = writes(waiting)

    answer = trueup("approve", "2")

    assert answer.code == 1
    assert "was approved already, and done as round 3" in answer.err
    assert writes(waiting) == written


def test_approving_what_changed_since_says_what_and_does_nothing(trueup: Run, waiting: ServedShop):
    """The label is void now, so nobody wants the move."""
    trueup("label", "void", "1001", TRACKING)
    trueup("orders", "ship-from", "1001", "warehouse-b")

    answer = trueup("approve", "2")

    assert answer.code == 1
    assert "order 1001, relocate: Lake Jackson → Austin Office is no longer wanted" in answer.err
    assert "Nothing was applied" in answer.err
    assert writes(waiting) == 0


@pytest.mark.usefixtures("imported")
def test_approving_an_unknown_round_is_refused(trueup: Run):
    """A slip of the number."""
    unknown, nothing_waits = trueup("approve", "99"), trueup("approve", "1")

    assert (unknown.code, nothing_waits.code) == (1, 1)
    assert "99" in unknown.err
    assert "Nothing of round 1 waits for approval" in nothing_waits.err


def test_a_limit_may_be_approved_where_the_settings_say_so(
    trueup: Run, imported: ServedShop, monkeypatch: pytest.MonkeyPatch
):
    """The whole plan waits, and exactly it is applied."""
    monkeypatch.setenv("TRUEUP_GUARDS__ORDERS_MOVED", "0")
    monkeypatch.setenv("TRUEUP_GUARDS__ON_BREACH", "approve")
    trueup("label", "1001", "--carrier", "UPS", "--tracking", TRACKING)
    imported.control("DELETE", "requests")

    held = trueup("apply", "--yes")
    held_writes = writes(imported)
    approved = trueup("approve", "2")

    assert (held.code, held_writes) == (1, 0)
    assert "trueup approve 2" in held.err
    assert approved.code == 0, approved.err
    assert "1 tracking written" in approved.out
