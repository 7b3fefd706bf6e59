"""What reports can't be made is said before the work, not after it."""

import pytest
from support.command_lines import Run
from support.served_shops import ServedShop

TRACKING = "1Z999AA10123456784"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--format", "htlm"), "Did you mean html?"),
        (("--report", "nowhere/report.html", "--format", "html"), "there is no folder nowhere"),
    ],
    ids=["format", "folder"],
)
def test_nothing_is_applied_that_could_not_be_reported(
    trueup: Run, imported: ServedShop, words: tuple[str, ...], said: str
):
    """A slip in an option must not be found when the shop is written already."""
    trueup("label", "1001", "--carrier", "UPS", "--tracking", TRACKING)

    answer = trueup("apply", "--yes", *words)

    assert answer.code == 1
    assert said in answer.err
    assert imported.levels("MUG") == {"Lake Jackson": 49, "Austin Office": 48}


@pytest.mark.usefixtures("imported")
def test_a_plan_that_can_not_be_saved_is_not_made(trueup: Run):
    """The folder is looked for first."""
    answer = trueup("diff", "--out", "nowhere/plan.json")

    assert answer.code == 1
    assert "there is no folder nowhere" in answer.err
