"""settings.toml and secrets.toml: whatever stands in them, they are read, or every problem is told."""

import contextlib
from pathlib import Path

from hypothesis import given
from support import fuzzing

from trueup import errors
from trueup.settings import documents, loading, options, secrecy

EVERYTHING = documents.as_toml().encode()
GIVEN = "\n".join(
    line.removeprefix("# ").removeprefix("#") if "=" in line or "[[" in line else line
    for line in documents.as_toml().splitlines()
).encode()
WORDS = [
    *(name.encode() + b" = " for group in options.groups().values() for name in group.model_fields),
    *(b"[" + name.encode() + b"]\n" for name in options.groups()),
    *(
        b'"09:00-11:00"',
        b'["relocate 09:00-11:00"]',
        b'"Europe/Berlin"',
        b'"../x"',
        b'"\\u0000"',
        b"inf",
        b"nan",
        b"-1",
        b"1_0",
    ),
    *(b"1979-05-27T07:32:00Z", b"0xDEADBEEF", b"[[[]]]", b"{a = {b = 1}}", b"a.b.c.d = 1\n", b'"""', b"'''"),
]
SETTINGS = [EVERYTHING, GIVEN, b'[shop]\ndomain = "demo.myshopify.com"\n']
SECRETS = b"""\
shop_token = "shpat_1234"
client_id = "a"
client_secret = "b"
webhook_secret = "c"
webhook_secret_before = "d"
"""


@fuzzing.LOOKING
@given(throws=fuzzing.THROWS)
def test_no_settings_file_breaks_loading(throws: fuzzing.Throws, tmp_path: Path, meter: fuzzing.Meter):
    """Unknown names, wrong kinds, and what is no TOML."""
    for dice in throws:
        data = fuzzing.spoil(dice, SETTINGS, WORDS)
        file = tmp_path / "settings.toml"
        file.write_bytes(data)
        with meter.each(), contextlib.suppress(errors.SettingsError):
            loading.load(file)
            meter.taken += 1


@fuzzing.LOOKING
@given(throws=fuzzing.THROWS)
def test_no_secrets_file_breaks_loading_or_is_quoted(throws: fuzzing.Throws, tmp_path: Path, meter: fuzzing.Meter):
    """The line at fault may hold the secret."""
    for dice in throws:
        data = fuzzing.spoil(dice, [SECRETS])
        file = tmp_path / "secrets.toml"
        file.write_bytes(data)
        file.chmod(0o600)
        with meter.each(data):
            said = ""
            try:
                secrecy.load(tmp_path)
                meter.taken += 1
            except errors.SecretsError as refused:
                said = str(refused)
        assert "shpat_1234" not in said
