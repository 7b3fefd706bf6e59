"""Secrets: only from where others can't look, and never shown."""

from pathlib import Path

import pytest

from trueup import errors
from trueup.settings import loading, secrecy

SECRET = "shpat_0123456789abcdef"


def write(file: Path, text: str, mode: int = 0o600) -> Path:
    """A file with that text and mode."""
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return file


def refused(folder: Path) -> str:
    """What is said when the secrets are refused."""
    with pytest.raises(errors.SecretsError) as caught:
        secrecy.load(folder)
    assert caught.value.__cause__ is None
    return str(caught.value)


def test_without_any_secret_there_is_none(tmp_path: Path):
    """Commands that need none work."""
    assert secrecy.load(tmp_path) == secrecy.Secrets()


def test_a_token_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """As containers give it, with whatever line end came along."""
    monkeypatch.setenv("TRUEUP_SHOP_TOKEN", f"{SECRET}\n")

    assert secrecy.load(tmp_path).values() == (SECRET,)


def test_a_token_comes_from_the_secrets_file_beside_the_settings(tmp_path: Path):
    """As people keep it."""
    write(tmp_path / "secrets.toml", f'shop_token = "{SECRET}"\n')

    assert secrecy.load(tmp_path).values() == (SECRET,)


def test_a_token_comes_from_a_secrets_file_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """As orchestrators mount it."""
    monkeypatch.setenv("TRUEUP_SECRETS_FILE", str(write(tmp_path / "mounted", f'shop_token = "{SECRET}"\n')))

    assert secrecy.load(tmp_path / "project").values() == (SECRET,)


def test_the_environment_wins_over_the_secrets_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """As for settings."""
    write(tmp_path / "secrets.toml", 'shop_token = "shpat_file"\n')
    monkeypatch.setenv("TRUEUP_SHOP_TOKEN", SECRET)

    assert secrecy.load(tmp_path).values() == (SECRET,)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_secrets_file_that_others_can_open_is_refused(tmp_path: Path, mode: int):
    """With the command that mends it."""
    file = write(tmp_path / "secrets.toml", f'shop_token = "{SECRET}"\n', mode)

    assert f"chmod 600 {file}" in refused(tmp_path)


def test_a_broken_secrets_file_is_refused_without_showing_its_lines(tmp_path: Path):
    """The broken line is often the secret's."""
    write(tmp_path / "secrets.toml", f"shop_token = {SECRET}\n")

    assert SECRET not in refused(tmp_path)


def test_an_unknown_secret_is_refused_without_its_value(tmp_path: Path):
    """The names there are, are listed."""
    write(tmp_path / "secrets.toml", f'token = "{SECRET}"\n')

    said = refused(tmp_path)

    assert "shop_token" in said
    assert SECRET not in said


def test_an_empty_secret_is_refused(tmp_path: Path):
    """The example, copied and not filled in."""
    write(tmp_path / "secrets.toml", 'shop_token = ""\n')

    assert "shop_token" in refused(tmp_path)


def test_a_named_secrets_file_that_is_missing_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Silence would send a request without a token."""
    monkeypatch.setenv("TRUEUP_SECRETS_FILE", str(tmp_path / "nowhere"))

    assert "nowhere" in refused(tmp_path)


def test_secrets_do_not_show_in_their_repr(tmp_path: Path):
    """Tracebacks and debuggers print reprs."""
    write(tmp_path / "secrets.toml", f'client_id = "me"\nclient_secret = "{SECRET}"\n')

    assert SECRET not in repr(secrecy.load(tmp_path))


@pytest.mark.parametrize(
    "text",
    [
        f'[shop]\ntoken = "{SECRET}"\n',
        f'[shop]\naccess_token = "{SECRET}"\n',
        f'[shop]\ndomain = "{SECRET}"\n',
        f'shop_token = "{SECRET}"\n',
        f'[store]\nurl = "postgresql://me:{SECRET}@host/trueup"\n',
    ],
)
def test_a_secret_in_the_settings_file_is_refused_without_showing_it(tmp_path: Path, text: str):
    """Settings are shared and committed; the sentence says where the secret belongs."""
    file = write(tmp_path / "settings.toml", text)

    with pytest.raises(errors.SettingsError) as caught:
        loading.load(file)

    assert "TRUEUP_S" in str(caught.value)
    assert SECRET not in str(caught.value)


def test_a_database_address_without_a_password_is_no_secret(tmp_path: Path):
    """A host and a name may be known."""
    file = write(tmp_path / "settings.toml", '[store]\nurl = "postgresql://me@host/trueup"\n')

    assert loading.load(file).store.url == "postgresql://me@host/trueup"
