"""Reading settings: the environment over the file over the defaults, and every slip named with its place."""

from pathlib import Path

import pytest

from reconciler import guards
from trueup import errors
from trueup.settings import documents, loading, options

ROOT = Path(__file__).parents[3]


def write(folder: Path, text: str) -> Path:
    """A settings file with that text."""
    file = folder / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refused(file: Path | None) -> str:
    """What is said when the settings are refused."""
    with pytest.raises(errors.SettingsError) as caught:
        loading.load(file)
    return str(caught.value)


def test_without_a_file_every_option_has_its_default():
    """Nothing has to be set but the shop."""
    settings = loading.load(None)

    assert settings == options.Settings()
    assert settings.store.url == "sqlite:///trueup.db"


def test_the_file_sets_an_option_and_leaves_the_rest(tmp_path: Path):
    """One line is enough."""
    settings = loading.load(write(tmp_path, "[guards]\norders_moved = 7\n"))

    assert settings.guards.orders_moved == 7
    assert settings.guards.levels_changed == guards.Limits().levels_changed


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A container sets what differs from machine to machine, and keeps the rest of the table."""
    monkeypatch.setenv("TRUEUP_GUARDS__ORDERS_MOVED", "9")

    settings = loading.load(write(tmp_path, "[guards]\norders_moved = 7\nlevels_zeroed = 3\n"))

    assert (settings.guards.orders_moved, settings.guards.levels_zeroed) == (9, 3)


def test_settings_are_frozen():
    """What was read once holds for the whole run."""
    with pytest.raises(ValueError, match="frozen"):
        loading.load(None).loop.interval_seconds = 1  # type: ignore[misc]


def test_an_unknown_option_is_refused_with_its_line_and_the_nearest_name(tmp_path: Path):
    """A slip that went unnoticed would leave the default in force."""
    said = refused(write(tmp_path, '[shop]\n# the shop\ndomian = "a.myshopify.com"\n'))

    assert "settings.toml:3: there is no option shop.domian. Did you mean shop.domain?" in said


def test_an_unknown_table_is_refused_with_the_nearest_name(tmp_path: Path):
    """As for options."""
    assert "settings.toml:1: there is no option gaurds. Did you mean guards?" in refused(write(tmp_path, "[gaurds]\n"))


def test_every_problem_is_told_at_once(tmp_path: Path):
    """Nobody likes to mend one, run, and meet the next."""
    said = refused(write(tmp_path, '[loop]\ninterval_seconds = "soon"\n[log]\nlevel = "loud"\n'))

    assert "settings.toml:2: loop.interval_seconds is 'soon'" in said
    assert "settings.toml:4: log.level is 'loud'" in said


def test_a_table_written_as_a_value_is_explained(tmp_path: Path):
    """TOML beginners do this."""
    assert "shop is a table: write [shop]" in refused(write(tmp_path, 'shop = "a.myshopify.com"\n'))


@pytest.mark.parametrize(
    ("line", "option"),
    [("orders_moved = -1", "guards.orders_moved"), ("orders_moved = 2.5", "guards.orders_moved")],
)
def test_a_limit_is_a_whole_number_from_0(tmp_path: Path, line: str, option: str):
    """Less than nothing, or half an order, is a slip."""
    assert option in refused(write(tmp_path, f"[guards]\n{line}\n"))


@pytest.mark.parametrize("value", ["0", "-5", "inf", "nan"])
def test_an_interval_is_a_positive_number_of_seconds(tmp_path: Path, value: str):
    """Zero would be a loop without a pause, and infinity never."""
    assert "loop.interval_seconds" in refused(write(tmp_path, f"[loop]\ninterval_seconds = {value}\n"))


def test_a_file_that_is_not_toml_is_refused_with_the_place(tmp_path: Path):
    """The parser knows line and column."""
    assert "line 2" in refused(write(tmp_path, "[shop]\ndomain = a.myshopify.com\n"))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    """The way out is named."""
    assert "trueup init" in refused(tmp_path / "settings.toml")


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path):
    """An editor of another age may have written it."""
    file = tmp_path / "settings.toml"
    file.write_bytes(b'[shop]\ndomain = "\xe4"\n')

    assert "UTF-8" in refused(file)


def test_a_variable_that_sets_nothing_is_refused_with_the_nearest_name(monkeypatch: pytest.MonkeyPatch):
    """A slip in the environment is as silent as one in a file."""
    monkeypatch.setenv("TRUEUP_LOOP__INTERVAL_SECOND", "5")

    assert "Did you mean TRUEUP_LOOP__INTERVAL_SECONDS?" in refused(None)


def test_a_wrong_value_in_the_environment_is_said_to_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Looking for it in the file would be in vain."""
    monkeypatch.setenv("TRUEUP_LOG__LEVEL", "loud")

    assert "TRUEUP_LOG__LEVEL (environment)" in refused(write(tmp_path, '[log]\nlevel = "info"\n'))


@pytest.mark.parametrize(
    "url", ["", "https://proxy.example", "http://127.0.0.1:8765", "http://localhost", "http://[::1]:80/"]
)
def test_the_shop_is_reached_where_its_token_is_safe(tmp_path: Path, url: str):
    """Over https, or without leaving this machine."""
    assert loading.load(write(tmp_path, f'[shop]\nurl = "{url}"\n')).shop.url == url


@pytest.mark.parametrize(
    "url", ["http://shop.example", "http://127.0.0.1.evil.example", "http://localhost@evil.example", "ftp://x", "x"]
)
def test_an_address_at_which_a_token_could_be_read_is_refused(tmp_path: Path, url: str):
    """Http beyond this machine travels in the clear."""
    assert "shop.url is" in refused(write(tmp_path, f'[shop]\nurl = "{url}"\n'))


def test_an_address_with_a_password_is_refused_without_showing_it(monkeypatch: pytest.MonkeyPatch):
    """Also where it comes from the environment."""
    monkeypatch.setenv("TRUEUP_SHOP__URL", "http://me:hunter2@shop.example")

    said = refused(None)

    assert "TRUEUP_SHOP__URL (environment): shop.url: use https" in said
    assert "hunter2" not in said


def test_every_guard_has_its_option():
    """A limit that could not be set would be a surprise on the day it is met."""
    assert set(options.Guards.model_fields) - {"on_breach"} == set(guards.GUARDS)


def test_every_option_is_documented():
    """With unit and reason, where people set it."""
    silent = [
        f"{group}.{name}"
        for group, model in options.groups().items()
        for name, field in model.model_fields.items()
        if len(field.description or "") < 40
    ]

    assert silent == []


def test_the_settings_file_at_the_top_is_the_documented_default():
    """Run `python -c "from trueup.settings import documents; print(documents.as_toml(), end='')" > settings.toml`."""
    assert (ROOT / "settings.toml").read_text(encoding="utf-8") == documents.as_toml()


def test_the_written_settings_read_back_as_the_defaults(tmp_path: Path):
    """With every line's # taken away, too."""
    lines = documents.as_toml().splitlines()
    bare = "\n".join(line.removeprefix("#") if line.startswith("#") and line[1:2] != " " else line for line in lines)

    assert loading.load(write(tmp_path, bare)) == options.Settings()


def test_what_is_given_stands_uncommented_and_reads_back(tmp_path: Path):
    """Quotes and backslashes included."""
    given = {"shop.domain": 'a"b\\c', "loop.interval_seconds": 5, "rules.paths": ("one", "two")}

    settings = loading.load(write(tmp_path, documents.as_toml(given)))

    assert (settings.shop.domain, settings.loop.interval_seconds) == ('a"b\\c', 5)
    assert settings.rules.paths == ("one", "two")
