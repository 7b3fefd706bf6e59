"""The variables of the environment that are ours: their names, without what reads them. Light, as `outlines` is."""

import os

PREFIX = "TRUEUP_"

TOKEN = "TRUEUP_SHOP_TOKEN"  # noqa: S105 - the name of the variable
CLIENT_ID = "TRUEUP_CLIENT_ID"
CLIENT_SECRET = "TRUEUP_CLIENT_SECRET"  # noqa: S105 - as above
WEBHOOK_SECRET = "TRUEUP_WEBHOOK_SECRET"  # noqa: S105 - as above
WEBHOOK_SECRET_BEFORE = "TRUEUP_WEBHOOK_SECRET_BEFORE"  # noqa: S105 - as above
SECRETS_FILE = "TRUEUP_SECRETS_FILE"
SETTINGS = "TRUEUP_SETTINGS"

SECRETS = {
    "shop_token": TOKEN,
    "client_id": CLIENT_ID,
    "client_secret": CLIENT_SECRET,
    "webhook_secret": WEBHOOK_SECRET,
    "webhook_secret_before": WEBHOOK_SECRET_BEFORE,
}
"""The variables that hold secrets, by the names that secrets.toml has for them."""

NOT_OPTIONS = frozenset({SETTINGS, "TRUEUP_PYTHON", SECRETS_FILE, *SECRETS.values()})
"""Those that are not options: where the settings are, which Python to use, and secrets."""


def set_options() -> dict[str, str]:
    """What the environment sets, or tries to set, of the options: values by the variables' names in large letters."""
    named = {name.upper(): value for name, value in os.environ.items() if name.upper().startswith(PREFIX)}
    return {name: value for name, value in named.items() if name not in NOT_OPTIONS}
