"""Choosing a format, and writing to files."""

from pathlib import Path

import pytest
from support import story_plans

from reconciler.reports import building, errors, rendering


def test_an_unknown_format_names_the_nearest_and_all_others():
    """A slip costs one look, not a search in the manual."""
    with pytest.raises(errors.UnknownFormatError, match="Did you mean json") as caught:
        rendering.render(building.build(story_plans.plan()), "jsn")

    assert "text, json, markdown, html, csv" in str(caught.value)


@pytest.mark.parametrize("name", rendering.FORMATS)
def test_every_format_is_written_as_it_is_shown(name: str, tmp_path: Path):
    """The file is what the screen would show."""
    report = building.build(story_plans.story())
    path = tmp_path / "report"
    rendering.write(report, name, path)

    assert path.read_bytes().decode("utf-8-sig") == rendering.render(report, name)


def test_a_file_that_cannot_be_written_gets_a_clear_sentence(tmp_path: Path):
    """The folder is named as the person gave it."""
    path = tmp_path / "missing" / "report.html"

    with pytest.raises(errors.ReportNotWrittenError, match="missing"):
        rendering.write(building.build(story_plans.plan()), "html", path)
