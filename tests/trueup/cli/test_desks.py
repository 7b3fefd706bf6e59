"""Which project a command works on."""

import shutil
from pathlib import Path

import pytest
from support.command_lines import Run

from trueup import projects

WORDS = (
    ("diff",),
    ("apply", "--yes"),
    ("run", "--once"),
    ("check",),
    ("test",),
    ("explain", "1001"),
    ("orders", "list"),
    ("stock",),
    ("locations",),
    ("shop", "show"),
    ("warehouses", "list"),
    ("warehouses", "add", "warehouse-a", "Warehouse A"),
    ("map", "warehouse-a", "Austin Office"),
    ("import", "show"),
    ("import", "stock", "nowhere.csv"),
    ("rounds", "list"),
    ("replay", "--rules", "nowhere"),
)


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_a_command_that_fails_where_no_project_is_leaves_nothing_there(
    trueup: Run, words: tuple[str, ...], tmp_path: Path
):
    """A database that appears in the wrong folder would look like the right one the next time."""
    answer = trueup(*words)

    assert answer.code == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words", [words for words in WORDS if not any("nowhere" in word for word in words)], ids=" ".join
)
def test_where_no_project_is_every_command_says_so_and_how_to_make_one(trueup: Run, words: tuple[str, ...]):
    """The first thing a newcomer meets; rules that can't be found are not what is wrong."""
    answer = trueup(*words)

    assert "no Trueup project here" in answer.err
    assert "trueup init" in answer.err


def test_settings_from_the_environment_alone_do_not_make_a_project_of_a_folder_without_rules(
    trueup: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """As when the lines that `trueup simulate` prints are typed before `trueup init`."""
    monkeypatch.setenv("TRUEUP_SHOP__DOMAIN", "demo.myshopify.com")
    monkeypatch.setenv("TRUEUP_SHOP_TOKEN", "shpat_simulator")

    answer = trueup("diff")

    assert answer.code == 1
    assert "no Trueup project here" in answer.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [("orders", "list"), ("diff",), ("run", "--once")], ids=" ".join)
def test_without_a_shop_the_commands_that_need_one_say_how_to_name_it(
    trueup: Run, tmp_path: Path, words: tuple[str, ...]
):
    """And make no database for a shop that has no name."""
    (tmp_path / "settings.toml").write_text('[rules]\nengine = "plain"\n', encoding="utf-8")
    shutil.copytree(projects.shipped_rules(), tmp_path / "rules")

    answer = trueup(*words)

    assert answer.code == 1
    assert "TRUEUP_SHOP__DOMAIN" in answer.err
    assert not (tmp_path / "trueup.db").exists()


@pytest.mark.parametrize("words", [("diff",), ("run", "--once")], ids=" ".join)
def test_without_a_token_no_database_is_made(trueup: Run, project: Path, words: tuple[str, ...]):
    """What is missing is said before anything is begun."""
    shutil.copytree(projects.shipped_rules(), project / "rules")

    answer = trueup(*words)

    assert answer.code == 1
    assert "There is no token for the shop" in answer.err
    assert not (project / "trueup.db").exists()


def test_a_domain_that_is_no_shops_is_refused_with_the_likely_one(trueup: Run, monkeypatch: pytest.MonkeyPatch):
    """A token must not travel to the wrong host."""
    monkeypatch.setenv("TRUEUP_SHOP__DOMAIN", "www.demo.com")

    answer = trueup("orders", "list")

    assert answer.code == 1
    assert ".myshopify.com" in answer.err


def test_settings_elsewhere_bring_their_folder_with_them(trueup: Run, tmp_path: Path):
    """The database and the rules lie beside the settings, wherever the command is typed."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "settings.toml").write_text('[shop]\ndomain = "demo.myshopify.com"\n', encoding="utf-8")

    answer = trueup("--settings", str(elsewhere / "settings.toml"), "warehouses", "add", "a", "A")

    assert answer.code == 0
    assert (elsewhere / "trueup.db").exists()
    assert not (tmp_path / "trueup.db").exists()


def test_the_settings_file_can_be_named_in_the_environment(
    trueup: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """As containers do."""
    monkeypatch.setenv("TRUEUP_SETTINGS", str(tmp_path / "nowhere.toml"))

    assert "nowhere.toml: there is no such file" in trueup("warehouses", "list").err


@pytest.mark.usefixtures("project")
def test_a_shop_gets_the_settings_switch_only_when_it_is_new(trueup: Run, monkeypatch: pytest.MonkeyPatch):
    """What people switch at the command line is not undone by a file."""
    monkeypatch.setenv("TRUEUP_SHOP__WRITE_INVENTORY", "true")
    first = trueup("shop", "show").out
    trueup("shop", "write-inventory", "off")

    assert "inventory is written   on" in first
    assert "inventory is written   off" in trueup("shop", "show").out
