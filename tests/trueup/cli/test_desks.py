"""Which project a command works on."""

from pathlib import Path

import pytest
from support.command_lines import Run


def test_without_a_shop_the_commands_that_need_one_say_how_to_name_it(trueup: Run):
    """The first thing a newcomer meets."""
    answer = trueup("orders", "list")

    assert answer.code == 1
    assert "TRUEUP_SHOP__DOMAIN" in answer.err
    assert "trueup init" in answer.err


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
