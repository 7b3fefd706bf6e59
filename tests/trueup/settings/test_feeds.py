"""Stock feeds in the settings: any number of tables, each slip named with its place, and no secret among them."""

from pathlib import Path

import pytest

from reconciler.warehouse import bounds
from trueup import errors, feeds, hiding, projects
from trueup.settings import documents, feed_options, loading, secrecy


def write(folder: Path, text: str) -> Path:
    """A settings file with that text."""
    file = folder / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refused(folder: Path, text: str) -> str:
    """What is said when the settings are refused."""
    with pytest.raises(errors.SettingsError) as caught:
        loading.load(write(folder, text))
    return str(caught.value)


def test_each_table_is_a_feed(tmp_path: Path):
    """Relative to the file's folder; a file and an address alike."""
    text = '[[warehouse_feeds]]\nname = "a"\npath = "a.csv"\n[[warehouse_feeds]]\nname = "b"\nurl = "https://x.example/b"\n'

    project = projects.open_project(write(tmp_path, text))
    found = feeds.of(project)

    assert [(one.name, one.source.place) for one in found] == [
        ("a", str(tmp_path / "a.csv")),
        ("b", "https://x.example/b"),
    ]


A = '[[warehouse_feeds]]\nname = "a"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (A + 'pth = "a.csv"\n', "settings.toml:1: there is no option pth in [[warehouse_feeds]]. Did you mean path?"),
        ('[[warehouse_feeds]]\npath = "a.csv"\n', "settings.toml:1: [[warehouse_feeds]] lacks name."),
        (A, "either a path or a url"),
        (A + 'path = "a.csv"\nurl = "https://x.example"\n', "either a path or a url"),
        (A + 'url = "ftp://x.example"\n', "http:// or https://"),
        (A + 'url = "http://x.example"\nauthorization_variable = "X"\n', "needs a url that begins with https://"),
        (A + f'path = "a.csv"\n{A}path = "b.csv"\n', "each needs a name of its own, and they are a, a"),
        ('[[warehouse_feeds]]\nname = "A b"\npath = "a.csv"\n', "name is 'A b'"),
        ('[warehouse_feeds]\nname = "a"\n', "write [[warehouse_feeds]] on a line of its own"),
        ('[[warehouse_feed]]\nname = "a"\n', "Did you mean warehouse_feeds?"),
        ("[feeds]\nmost_zeroed_share = 20\n", "feeds.most_zeroed_share is 20"),
    ],
)
def test_a_slip_is_named_with_its_place(tmp_path: Path, text: str, said: str):
    """As in every other table."""
    assert said in refused(tmp_path, text)


@pytest.mark.parametrize(
    "url",
    ["https://me:pl4nted@x.example/a", "https://x.example/a?api_token=pl4nted", "https://x.example/a?sig=pl4nted"],
)
def test_a_secret_in_an_address_is_refused_and_not_repeated(tmp_path: Path, url: str):
    """Settings are seen and copied by many."""
    said = refused(tmp_path, f'{A}url = "{url}"\n')

    assert "warehouse_feeds.url looks like a secret" in said
    assert "authorization_variable" in said
    assert "pl4nted" not in said


def test_what_a_feed_is_asked_with_is_hidden_from_logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Whole, and the word after Bearer alone."""
    monkeypatch.setenv("ERP_AUTHORIZATION", "Bearer pl4nted-word")
    text = f'{A}url = "https://x.example/a"\nauthorization_variable = "ERP_AUTHORIZATION"\n'
    project = projects.open_project(write(tmp_path, text))

    assert {"Bearer pl4nted-word", "pl4nted-word"} <= set(hiding.secrets_of(project))


def test_the_limits_of_the_settings_are_those_of_the_feeds(tmp_path: Path):
    """Each one has its option, and the defaults are equal."""
    project = projects.open_project(write(tmp_path, ""))

    assert feeds.limits(project) == bounds.Limits()
    options = {name.removesuffix("_seconds") for name in feed_options.Feeds.model_fields}
    assert options == set(bounds.Limits.__struct_fields__)


def test_every_option_of_a_feed_is_documented_in_the_settings_file():
    """In comments, as an example: there is no feed by itself."""
    written = documents.as_toml()

    assert "# [[warehouse_feeds]]" in written
    assert all(f"# {name} = " in written for name in feed_options.WarehouseFeed.model_fields)
    assert secrecy.find_in({"warehouse_feeds": [{"name": "a", "path": "a.csv"}]}, "settings.toml") == []
