"""The audit of locked packages: what it says, and when it fails."""

import importlib.util
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

TOOL = Path(__file__).parents[2] / "tools" / "audit.py"
TODAY = date(2026, 11, 23)
HOLE = {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fix_versions": ["2.1"]}
VULNERABLE = {"name": "lamp", "version": "2.0", "vulns": [HOLE]}
SOUND = {"name": "mug", "version": "1.0", "vulns": []}
SKIPPED = {"name": "shade", "skip_reason": "not found"}


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    """The tool."""
    spec = importlib.util.spec_from_file_location("audit", TOOL)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def _accept(**more: Any) -> list[dict[str, Any]]:
    return [{"package": "lamp", "id": "CVE-2026-1", "reason": "not used", "until": date(2026, 12, 31)} | more]


def test_a_known_vulnerability_fails(audit: ModuleType):
    """With the version that mends it."""
    lines, is_well = audit.judge([VULNERABLE, SOUND], [], TODAY)

    assert not is_well
    assert lines[0] == "lamp 2.0: PYSEC-2026-1, fixed in 2.1"


def test_one_that_was_accepted_with_a_reason_does_not(audit: ModuleType):
    """By any of its names."""
    assert audit.judge([VULNERABLE], _accept(), TODAY)[1]


@pytest.mark.parametrize("more", [{"until": date(2026, 11, 22)}, {"reason": " "}, {"package": "mug"}, {"id": "CVE-2"}])
def test_nothing_is_accepted_without_end_or_reason(audit: ModuleType, more: dict[str, Any]):
    """Nor for another package, nor another hole."""
    assert not audit.judge([VULNERABLE], _accept(**more), TODAY)[1]


def test_what_is_sound_is_told_in_one_line(audit: ModuleType):
    """With what could not be looked up."""
    assert audit.judge([SOUND, SKIPPED], [], TODAY) == (
        ["audit: 1 locked packages looked up, no known vulnerabilities; not found there: shade"],
        True,
    )


@pytest.mark.parametrize("found", [[], [SKIPPED]], ids=["no answer", "nothing known"])
def test_where_no_database_answers_nothing_fails_and_one_line_says_so(audit: ModuleType, found: list[dict[str, Any]]):
    """Checks work offline; nobody should take silence for soundness."""
    lines, is_well = audit.judge(found, [], TODAY)

    assert is_well
    assert lines == ["audit: no database of vulnerabilities answers from here, so nothing was looked up"]
