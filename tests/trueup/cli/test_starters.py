"""`trueup init`: a project to begin with, and nothing overwritten."""

from pathlib import Path

import pytest
from support.command_lines import Run

from trueup import projects


def test_a_starter_project_is_written_into_a_new_folder(trueup: Run, tmp_path: Path):
    """With the shop's name in its settings."""
    answer = trueup("init", "my-shop", "--shop", "my-shop.myshopify.com")

    assert answer.code == 0, answer.err
    made = tmp_path / "my-shop"
    assert projects.open_project(made / "settings.toml").shop == "my-shop.myshopify.com"
    assert (made / "rules" / "10-ship-from.yaml").exists()
    assert "shop_token" in (made / "secrets.example.toml").read_text(encoding="utf-8")
    assert "secrets.toml" in (made / ".gitignore").read_text(encoding="utf-8")


def test_every_command_of_a_starter_project_finds_its_way(trueup: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Rules, their cases and the database work at once."""
    trueup("init", "my-shop", "--shop", "my-shop.myshopify.com")
    monkeypatch.chdir(tmp_path / "my-shop")

    codes = [trueup(*words).code for words in (("check",), ("test",), ("warehouses", "list"), ("orders", "list"))]

    assert codes == [0, 0, 0, 0]


def test_this_folder_is_taken_when_it_is_empty(trueup: Run, tmp_path: Path):
    """Hidden files of others, such as .git, do not count."""
    (tmp_path / ".git").mkdir()

    assert trueup("init").code == 0


@pytest.mark.parametrize("name", ["settings.toml", "notes.txt", ".gitignore"])
def test_a_folder_with_something_in_it_is_left_as_it_is(trueup: Run, tmp_path: Path, name: str):
    """Not one file is added."""
    (tmp_path / name).write_text("mine", encoding="utf-8")

    answer = trueup("init")

    assert answer.code == 1
    assert "overwrites nothing" in answer.err
    assert [(one.name, one.read_text(encoding="utf-8")) for one in tmp_path.iterdir()] == [(name, "mine")]


def test_a_file_in_place_of_the_folder_is_refused(trueup: Run, tmp_path: Path):
    """It stays what it is."""
    (tmp_path / "taken").write_text("mine", encoding="utf-8")

    assert trueup("init", "taken").code == 1
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"


def test_a_wrong_shop_is_refused_before_anything_is_written(trueup: Run, tmp_path: Path):
    """With the address that it may be."""
    answer = trueup("init", "my-shop", "--shop", "www.my-shop.com")

    assert answer.code == 1
    assert not (tmp_path / "my-shop").exists()
