"""Secrets: from the environment or from a file that only its owner can read, never from settings.toml.

In: TRUEUP_SHOP_TOKEN (or TRUEUP_CLIENT_ID and TRUEUP_CLIENT_SECRET), or a secrets.toml with the same names in small
letters. Out: `Secrets`, whose repr shows nothing. `projects` calls `load`; `loading` calls `find_in`.
"""

import os
import re
import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pydantic

from trueup import errors
from trueup.settings import variables

_TELLTALE_NAME = re.compile(r"(^|_)(token|secret|password|api_key|access_key|client_id)s?($|_)", re.IGNORECASE)
_TELLTALE_VALUE = re.compile(r"shp(at|ss|ca|pa|ua)_\w+")  # Source: Shopify docs, prefixes of tokens and secrets
_SECRET_IN_QUERY = re.compile(r"^https?://[^\s?]*\?\S*(token|secret|password|key|sig|signature)=", re.IGNORECASE)
_PASSWORD_IN_URL = re.compile(r"\w+://[^/@\s]*:[^/@\s]+@")


class Secrets(pydantic.BaseModel):
    """What Trueup must know and never show. Either a token, or the pair that a token is asked for with.

    `webhook_secret` is what webhooks are signed with; where there is none it is the app's `client_secret`.
    `webhook_secret_before` is the one before, while it is being changed.
    """

    model_config = pydantic.ConfigDict(frozen=True)

    shop_token: pydantic.SecretStr | None = None
    client_id: pydantic.SecretStr | None = None
    client_secret: pydantic.SecretStr | None = None
    webhook_secret: pydantic.SecretStr | None = None
    webhook_secret_before: pydantic.SecretStr | None = None

    def values(self) -> tuple[str, ...]:
        """The secrets in the clear, for `logs` to take out of what it writes."""
        known = (self.shop_token, self.client_secret, self.webhook_secret, self.webhook_secret_before)
        return tuple(secret.get_secret_value() for secret in known if secret is not None)

    def signing(self) -> tuple[str, ...]:
        """The secrets that a webhook may be signed with: the one in use, then the one before. Empty: there is none."""
        known = (self.webhook_secret or self.client_secret, self.webhook_secret_before)
        return tuple(secret.get_secret_value() for secret in known if secret is not None)


def load(folder: Path) -> Secrets:
    """Read the secrets of the project in `folder`.

    Variables win over the file, which is the one that TRUEUP_SECRETS_FILE names, or secrets.toml in the folder.
    Raises SecretsError for a file that is missing though named, open to others, or not what it should be.
    """
    found = _from_file(folder)
    found |= {
        name: os.environ[variable].strip() for name, variable in variables.SECRETS.items() if os.environ.get(variable)
    }
    return Secrets(**{name: pydantic.SecretStr(value) for name, value in found.items()})


def find_in(tables: dict[str, Any], where: str) -> list[str]:
    """A sentence for each secret that stands in settings.toml, where too many eyes and backups see it."""
    return [
        f"{where}: {name} looks like a secret. Secrets don't belong into this file: take it out, and {cure}."
        for name, cure in _suspects(tables)
    ]


def is_suspect(value: Any) -> bool:
    """Whether a value may hold a secret, so that it is better not shown."""
    return bool(_TELLTALE_VALUE.search(str(value)) or _PASSWORD_IN_URL.search(str(value)))


def _suspects(tables: dict[str, Any], inside: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tables.items():
        name = f"{inside}{key}"
        if isinstance(value, dict):
            yield from _suspects(value, f"{name}.")
        elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            for one in value:
                yield from _suspects(one, f"{name}.")
        elif _TELLTALE_NAME.search(key) or _TELLTALE_VALUE.search(str(value)):
            yield name, f"set {variables.TOKEN} in the environment or write it into secrets.toml"
        elif _SECRET_IN_QUERY.search(str(value)):
            yield name, "name an authorization_variable instead"
        elif _PASSWORD_IN_URL.search(str(value)):
            is_feed = inside.startswith("warehouse_feeds")
            yield name, "name an authorization_variable" if is_feed else "set TRUEUP_STORE__URL in the environment"


def _from_file(folder: Path) -> dict[str, str]:
    named = os.environ.get(variables.SECRETS_FILE)
    file = Path(named) if named else folder / "secrets.toml"
    try:
        mode = file.stat().st_mode
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise errors.SecretsError(f"{file} can be read by others: run `chmod 600 {file}`, then try again.")
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if named:
            raise errors.SecretsError(f"{variables.SECRETS_FILE} names {file}, and there is no such file.") from None
        return {}
    except (OSError, UnicodeDecodeError) as problem:
        raise errors.SecretsError(f"{file} can't be read: {type(problem).__name__}.") from None
    except (ValueError, RecursionError):
        # What the parser says may quote the line, and the line may hold the secret.
        raise errors.SecretsError(f'{file} is not TOML. Write lines such as: shop_token = "shpat_..."') from None
    for name, value in tables.items():
        if name not in variables.SECRETS:
            raise errors.SecretsError(
                f"{file}: there is no secret {name}; the names are {', '.join(variables.SECRETS)}."
            )
        if not isinstance(value, str) or not value.strip():
            raise errors.SecretsError(f"{file}: {name} must be text in quotes, and not empty.")
    return {name: value.strip() for name, value in tables.items()}
