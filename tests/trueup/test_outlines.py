"""A glance at a project sees what reading it in full sees, or leaves it to that."""

import subprocess
import sys
from pathlib import Path

import pytest

from trueup import errors, outlines, projects

SET = """\
[shop]
domain = "My-Shop.myshopify.com "
[store]
url = "sqlite:///data/own.db"
[rules]
paths = ["rules", "more/20.yaml"]
"""


def _in_full(file: Path | None) -> outlines.Outline:
    project = projects.open_project(file)
    domain = project.settings.shop.domain.strip().lower()
    return outlines.Outline(rule_paths=project.rule_paths, database_url=project.database_url, shop=domain)


@pytest.mark.parametrize("text", ["", SET, SET.replace("sqlite:///data/own.db", "postgresql://db.example/shop")])
def test_a_glance_sees_what_is_read_in_full(text: str, tmp_path: Path) -> None:
    """Of a file that sets nothing, and of one that sets what is glanced at."""
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")

    assert outlines.glance(file) == _in_full(file)


def test_a_glance_sees_the_settings_of_the_folder_and_what_the_environment_sets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment wins, and paths below the folder are shown from it."""
    (tmp_path / "settings.toml").write_text(SET, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRUEUP_STORE__URL", "sqlite:///other.db")
    monkeypatch.setenv("trueup_shop__domain", "other.myshopify.com")

    seen = outlines.glance(None)

    assert seen is not None
    assert seen == _in_full(None)
    assert seen.rule_paths == (Path("rules"), Path("more/20.yaml"))
    assert (seen.database_url, seen.shop) == (f"sqlite:///{tmp_path}/other.db", "other.myshopify.com")


@pytest.mark.parametrize(
    "text", ["[rules]\npaths = 'rules'", "[rules]\npaths = []", "rules = 5", "[store]\nurl = 5", "not toml", "a = 1e"]
)
def test_what_is_not_plainly_right_is_left_to_reading_in_full(text: str, tmp_path: Path) -> None:
    """Which says what is wrong."""
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")

    assert outlines.glance(file) is None
    with pytest.raises(errors.SettingsError):
        projects.open_project(file)


def test_rule_paths_from_the_environment_are_left_to_reading_in_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are written as JSON there."""
    file = tmp_path / "settings.toml"
    file.write_text(SET, encoding="utf-8")
    monkeypatch.setenv("TRUEUP_RULES__PATHS", '["own"]')

    assert outlines.glance(file) is None


LOADED = """
import sys
from trueup.cli import refusals
code = refusals.run(["check"])
print(code, sorted(sys.modules.keys() & {"pydantic_settings", "sqlalchemy", "httpx", "rich", "engine.testing"}))
"""


def test_checking_the_rules_of_a_project_loads_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    """It is asked after every edit, and much of its time goes into loading."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "settings.toml").write_text('[shop]\ndomain = "my-shop.myshopify.com"\n', encoding="utf-8")
    (tmp_path / "rules" / "10.yaml").write_text("on: order.new\nrules: [{name: a, then: [hold]}]\n", encoding="utf-8")

    command = [sys.executable, "-c", LOADED]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines() == ["1 rule, no errors.", "0 []"]
