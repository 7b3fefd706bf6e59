"""The secrets that webhooks are checked with: where they come from, and that they are never shown."""

from pathlib import Path

import pytest

from trueup.settings import secrecy


def loaded(folder: Path, text: str) -> secrecy.Secrets:
    """The secrets of a file with that text."""
    file = folder / "secrets.toml"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    return secrecy.load(folder)


@pytest.mark.parametrize(
    ("text", "signing"),
    [
        ("", ()),
        ('webhook_secret = "now"', ("now",)),
        ('client_secret = "app"', ("app",)),
        ('client_secret = "app"\nwebhook_secret = "now"', ("now",)),
        ('webhook_secret = "now"\nwebhook_secret_before = "then"', ("now", "then")),
        ('webhook_secret_before = "then"', ("then",)),
    ],
)
def test_webhooks_are_checked_with_the_secret_in_use_and_the_one_before(
    tmp_path: Path, text: str, signing: tuple[str, ...]
):
    """An app that gets its tokens with client credentials signs with its client secret."""
    assert loaded(tmp_path, text).signing() == signing


def test_webhook_secrets_come_from_the_environment_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """And win over the file."""
    monkeypatch.setenv("TRUEUP_WEBHOOK_SECRET", "there")
    monkeypatch.setenv("TRUEUP_WEBHOOK_SECRET_BEFORE", "before")

    assert loaded(tmp_path, 'webhook_secret = "here"').signing() == ("there", "before")


def test_webhook_secrets_are_taken_out_of_logs(tmp_path: Path):
    """Both of them."""
    secrets = loaded(tmp_path, 'webhook_secret = "now"\nwebhook_secret_before = "then"')

    assert {"now", "then"} <= set(secrets.values())
    assert "now" not in repr(secrets)
