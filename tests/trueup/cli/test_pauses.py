"""`trueup pause` and `trueup resume`."""

import pytest
from support.command_lines import Run
from support.served_shops import ServedShop


@pytest.mark.usefixtures("project")
def test_a_pause_is_shown_with_its_reason_until_it_is_over(trueup: Run):
    """Others wonder why nothing happens."""
    paused = trueup("pause", "counting the shelves")
    shown = trueup("shop", "show").out
    resumed = trueup("resume")

    assert (paused.code, resumed.code) == (0, 0)
    assert "trueup resume" in paused.out
    assert "counting the shelves" in shown
    assert "running" in trueup("shop", "show").out
    assert "was not paused" in trueup("resume").out


def test_while_paused_the_daemon_looks_and_writes_nothing(trueup: Run, imported: ServedShop):
    """`diff` works as always."""
    trueup("label", "1001", "--carrier", "UPS", "--tracking", "1Z999AA10123456784")
    trueup("pause")
    imported.control("DELETE", "requests")

    ran = trueup("run", "--once")
    requests = imported.control("GET", "requests")

    assert ran.code == 0
    assert requests["writes"] == 0
    assert requests["requests"]
    assert trueup("diff").code == 2


def test_what_people_type_is_done_all_the_same(trueup: Run, imported: ServedShop):
    """Whoever paused the shop may want to mend it by hand."""
    trueup("label", "1001", "--carrier", "UPS", "--tracking", "1Z999AA10123456784")
    trueup("pause")

    assert trueup("apply", "--yes").code == 0
    assert imported.levels("MUG") == {"Lake Jackson": 50, "Austin Office": 47}


def test_quiet_hours_of_the_settings_are_kept(trueup: Run, imported: ServedShop, monkeypatch: pytest.MonkeyPatch):
    """Held and shown; the rest is done."""
    trueup("label", "1001", "--carrier", "UPS", "--tracking", "1Z999AA10123456784")
    monkeypatch.setenv("TRUEUP_QUIET__HOURS", '["relocate 00:00-12:00", "relocate 12:00-00:00"]')
    imported.control("DELETE", "requests")

    answer = trueup("apply", "--yes")

    assert answer.code == 0
    assert "waits until its quiet hours are over" in answer.out
    assert imported.control("GET", "requests")["writes"] == 0
