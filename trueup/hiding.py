"""Hiding: everything of a project that no log, report or error may show. `places` asks; light, as `places` is."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib import parse

from trueup.settings import variables

if TYPE_CHECKING:  # slow to load, and `trueup check` hides without it
    from trueup import projects

STORE_URL = "TRUEUP_STORE__URL"


def secrets_of(project: "projects.Project") -> Iterator[str]:
    """The shop's secrets, what is sent to feeds (the values, and each word of them), the password of the database."""
    yield from project.secrets.values()
    yield from passwords_in(project.settings.store.url)
    for one in project.settings.warehouse_feeds:
        value = os.environ.get(one.authorization_variable, "").strip() if one.authorization_variable else ""
        yield value
        yield from (word for word in value.split() if len(word) >= 8)


def in_environment() -> Iterator[str]:
    """The secrets in our own variables: they may be in an error before any project is read."""
    yield from (os.environ.get(name, "") for name in variables.SECRETS.values() if name != variables.CLIENT_ID)
    yield from passwords_in(os.environ.get(STORE_URL, ""))


def passwords_in(url: str) -> Iterator[str]:
    """The password in a URL, as it is and as it is written there. None where there is none, or no URL."""
    try:
        written = parse.urlsplit(url).password or ""
    except ValueError:
        written = ""
    if written:
        yield from {written, parse.unquote(written)}
