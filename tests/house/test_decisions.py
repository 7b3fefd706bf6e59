"""The records of decisions have one form, so that a reader finds the price of each in the same place."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "decisions"
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_decision_says_what_was_asked_what_was_decided_and_what_follows(record: Path):
    """With its number, as in its file's name, and its status."""
    text = record.read_text(encoding="utf-8")

    assert text.startswith(f"# {record.name[:4]}. ")
    assert re.search(r"^Status: (accepted|replaced by \[\d{4}\])", text, re.MULTILINE)
    first, second, *others = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert (first, second) == ("What was to be decided", "What was decided")
    assert {"What follows", "What it costs"} & set(others)


def test_a_number_that_is_missing_is_accounted_for():
    """A gap looks like a page that was lost."""
    numbers = {int(record.name[:4]) for record in RECORDS}

    assert len(numbers) == len(RECORDS)
    assert set(range(1, max(numbers) + 1)) - numbers == {6, 7, 8, 9}
    assert "no 0006 to 0009" in (FOLDER / "README.md").read_text(encoding="utf-8")
