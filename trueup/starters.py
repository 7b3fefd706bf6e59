"""Starters: what `trueup init` puts into an empty folder, so that a person can begin by editing.

Each file comes with comments. Nothing that is there is ever overwritten.
"""

import shutil
from pathlib import Path

from trueup import errors, projects
from trueup.settings import documents

_SECRETS = """\
# Secrets of this project. Copy this file to secrets.toml, run `chmod 600 secrets.toml`, and fill it in.
# secrets.toml is never shown, logged or sent anywhere but to the shop. The environment variable TRUEUP_SHOP_TOKEN
# does as well, and wins.

# The Admin API access token of your own app. It begins with shpat_.
shop_token = ""

# Or, for an app made in the developer dashboard, the pair that tokens are asked for with (they last a day).
#client_id = ""
#client_secret = ""

# What webhooks are signed with, if not with client_secret; and, for the hour after it was changed, the one before.
#webhook_secret = ""
#webhook_secret_before = ""
"""

_IGNORED = """\
# Secrets and data stay on this machine.
secrets.toml
trueup.db
trueup.db-*
"""

_READ_ME = """\
# This Trueup project

| file | what it is |
|---|---|
| `settings.toml` | which shop, which limits; every option with its reason |
| `secrets.toml` | the shop's token: copy `secrets.example.toml`, then `chmod 600 secrets.toml` |
| `rules/` | what is done about each difference, with test cases beside the rules |
| `trueup.db` | the database, made at the first command |

First steps:

    trueup check                                    # are the rules in order?
    trueup locations                                # does the token work? what does the shop have?
    trueup warehouses add warehouse-a "Warehouse A" --default
    trueup map warehouse-a "LOCATION"
    trueup diff                                     # what would be done; changes nothing
"""


def write(folder: Path, *, domain: str | None = None) -> list[Path]:
    """Write a commented starter project into an empty or new folder; the files written, in order.

    Raises ProjectError, before anything is written, when the folder is a file or has anything in it but hidden files.
    """
    if folder.exists() and not folder.is_dir():
        raise errors.ProjectError(f"{folder} is a file. Name a folder that is empty or does not exist yet.")
    texts = {
        projects.SETTINGS: documents.as_toml({"shop.domain": domain} if domain else None),
        "secrets.example.toml": _SECRETS,
        ".gitignore": _IGNORED,
        "README.md": _READ_ME,
    }
    _refuse_overwriting(folder, texts)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in texts.items():
        # "x" refuses a file that somebody made in the meantime.
        with (folder / name).open("x", encoding="utf-8") as file:
            file.write(text)
        written.append(folder / name)
    rules = folder / "rules"
    shutil.copytree(projects.shipped_rules(), rules, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    return [*written, *sorted(file for file in rules.rglob("*") if file.is_file())]


def _refuse_overwriting(folder: Path, texts: dict[str, str]) -> None:
    if not folder.exists():
        return
    present = sorted(one.name for one in folder.iterdir())
    in_the_way = [name for name in present if not name.startswith(".") or name in texts]
    if in_the_way:
        listed = ", ".join(in_the_way[:5]) + (", ..." if len(in_the_way) > 5 else "")
        raise errors.ProjectError(
            f"{folder} is not empty (it has {listed}), and init overwrites nothing. "
            "Name an empty folder, or a new one: trueup init NEW"
        )
