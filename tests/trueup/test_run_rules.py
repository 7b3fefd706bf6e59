"""The rules in force while their files are edited."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from trueup import errors, projects, rulebooks

GOOD = """\
on: order.new
rules:
  - name: {name}
    then:
      - assign_warehouse: {{default: true}}
"""
BROKEN = """\
on: order.new
rules:
  - name: everything
    when:
      order.totl: {at_least: 5}
    then:
      - assign_warehouse: {default: true}
"""
Lines = list[Any]


@pytest.fixture
def rules(project: Path) -> Path:
    """The one rule file of the project, in order."""
    (project / "rules").mkdir()
    file = project / "rules" / "10-orders.yaml"
    file.write_text(GOOD.format(name="everything"), encoding="utf-8")
    return file


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What is logged."""
    with structlog.testing.capture_logs() as captured:
        yield captured


def names(book: rulebooks.Rulebook) -> list[str]:
    """The rules in force."""
    return [rule.name for rule in book.ruleset.rules]


def test_an_edit_takes_effect_at_the_next_round(rules: Path, lines: Lines) -> None:
    """The new rules are in force, with a decider of their own, and the log says so."""
    with rulebooks.Rulebook(projects.open_project()) as book:
        before = book.decider
        rules.write_text(GOOD.format(name="other"), encoding="utf-8")

        book.refresh()

        assert names(book) == ["other"]
        assert book.decider is not before
        assert [line["event"] for line in lines] == ["the rules have changed"]


def test_files_that_only_were_touched_change_nothing(rules: Path, lines: Lines) -> None:
    """What counts is what they say."""
    with rulebooks.Rulebook(projects.open_project()) as book:
        before = book.decider
        rules.write_text(rules.read_text(encoding="utf-8"), encoding="utf-8")

        book.refresh()

        assert book.decider is before
        assert lines == []


def test_a_broken_edit_keeps_the_last_good_rules_and_is_warned_of_until_it_is_mended(rules: Path, lines: Lines) -> None:
    """Each round names file, line and column and what was meant; mending it is told once."""
    with rulebooks.Rulebook(projects.open_project()) as book:
        rules.write_text(BROKEN, encoding="utf-8")
        book.refresh()
        book.refresh()

        assert names(book) == ["everything"]
        assert [line["log_level"] for line in lines] == ["warning", "warning"]
        (problem,) = lines[-1]["problems"]
        assert "rules/10-orders.yaml:5:7: error:" in problem
        assert "order.total" in problem

        rules.write_text(GOOD.format(name="mended"), encoding="utf-8")
        book.refresh()
        book.refresh()

        assert names(book) == ["mended"]
        assert [line["event"] for line in lines[2:]] == ["the rule files are in order again", "the rules have changed"]


def test_a_file_that_is_still_being_written_waits_for_the_next_round(rules: Path, lines: Lines) -> None:
    """Its first half may be a whole set of rules, and none that anybody meant."""
    whole = GOOD.format(name="first") + GOOD.format(name="second").partition("rules:\n")[2]

    def write_the_rest() -> None:
        rules.write_text(whole, encoding="utf-8")

    with rulebooks.Rulebook(projects.open_project(), pause=write_the_rest) as book:
        rules.write_text(GOOD.format(name="first"), encoding="utf-8")

        book.refresh()
        assert (names(book), lines) == (["everything"], [])

        book.refresh()
        assert names(book) == ["first", "second"]


def test_rules_that_are_gone_are_broken_rules(rules: Path, lines: Lines) -> None:
    """A folder that was moved away for a moment does not leave a shop without rules."""
    with rulebooks.Rulebook(projects.open_project()) as book:
        shutil.rmtree(rules.parent)

        book.refresh()

        assert names(book) == ["everything"]
        assert "no such file or folder" in str(lines[0]["problems"])


def test_the_decider_of_the_old_rules_ends_with_them(rules: Path) -> None:
    """No process is left behind by an edit."""
    with rulebooks.Rulebook(projects.open_project()) as book:
        old = book.decider.worker_pid
        if old is None:
            pytest.skip("durable_rules is not installed here, so there is no worker process")
        rules.write_text(GOOD.format(name="other"), encoding="utf-8")

        book.refresh()

        new = book.decider.worker_pid
        assert new not in {None, old}
        with pytest.raises(ProcessLookupError):
            os.kill(old, 0)


def test_rules_that_are_broken_at_the_start_are_refused(rules: Path) -> None:
    """There is no last good set yet; every problem is named with its place."""
    rules.write_text(BROKEN, encoding="utf-8")

    with pytest.raises(errors.RulesError, match=r"10-orders\.yaml:5:7"):
        rulebooks.Rulebook(projects.open_project())
