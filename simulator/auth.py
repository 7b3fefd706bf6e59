"""Access tokens: those that last, and those an app asks for with its client credentials. Asked by the endpoint.

In: the body of `POST /admin/oauth/access_token`. Out: a token that lives a day, or the OAuth error that refuses it.
Source: Shopify docs, client credentials grant; the errors are those that Shopify's own client tells apart.
"""

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from urllib.parse import parse_qs

import msgspec

from simulator import errors

LIFETIME = timedelta(seconds=86_399)
"""How long a granted token is good for. Source: Shopify docs, client credentials grant (`expires_in`)."""

CLIENT_ID = "simulated-client"
CLIENT_SECRET = "simulated-secret"  # noqa: S105 - a well-known secret of a shop that does not exist
GRANT_TYPE = "client_credentials"


class Wish(msgspec.Struct):
    """What a client sends to be given a token."""

    client_id: str = ""
    client_secret: str = ""
    grant_type: str = ""


class Grant(msgspec.Struct, frozen=True):
    """What a client is given: `scope` lists scopes between commas, `expires_in` is in seconds."""

    access_token: str
    scope: str
    expires_in: int


class App(msgspec.Struct, frozen=True):
    """An app of the shop's organisation: its secret, and what it may do."""

    secret: str
    scopes: frozenset[str]


class _Granted(msgspec.Struct, frozen=True):
    scopes: frozenset[str]
    ends: datetime


class Apps:
    """The apps installed in the shop, and the tokens they were granted."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._apps: dict[str, App] = {}
        self._granted: dict[str, _Granted] = {}

    def install(self, client_id: str, secret: str, scopes: Iterable[str]) -> None:
        """Let an app in, or change its secret and scopes."""
        self._apps[client_id] = App(secret, frozenset(scopes))

    def secret(self, client_id: str) -> str | None:
        """Return the secret of an app, with which Shopify also signs what it sends; None when it is not installed."""
        found = self._apps.get(client_id)
        return found.secret if found is not None else None

    def uninstall(self, client_id: str) -> None:
        """Take an app away. The tokens it has end when they end."""
        self._apps.pop(client_id, None)

    def expire(self) -> None:
        """End every granted token now."""
        self._granted.clear()

    def scopes_of(self, token: str) -> frozenset[str] | None:
        """Return what a granted token may do, None when it is unknown or has ended."""
        found = self._granted.get(token)
        return found.scopes if found is not None and self._clock() < found.ends else None

    def grant(self, content: bytes, content_type: str) -> Grant:
        """Return a new token for a client that proves who it is. Raises OAuthError."""
        wish = _read(content, content_type)
        if not wish.client_id or not wish.grant_type:
            missing = "client_id" if not wish.client_id else "grant_type"
            raise errors.OAuthError("invalid_request", f"Missing parameter: {missing}")
        if wish.grant_type != GRANT_TYPE:
            raise errors.OAuthError("unsupported_grant_type", f"The grant type {wish.grant_type} is not supported")
        app = self._apps.get(wish.client_id)
        if app is None or not secrets.compare_digest(app.secret.encode(), wish.client_secret.encode()):
            raise errors.OAuthError("invalid_client", "Client authentication failed")
        now = self._clock()
        self._granted = {token: each for token, each in self._granted.items() if now < each.ends}
        token = f"shpat_{secrets.token_hex(16)}"
        self._granted[token] = _Granted(app.scopes, now + LIFETIME)
        return Grant(token, ",".join(sorted(app.scopes)), int(LIFETIME.total_seconds()))


def _read(content: bytes, content_type: str) -> Wish:
    try:
        if content_type.startswith("application/x-www-form-urlencoded"):
            fields = {name: values[-1] for name, values in parse_qs(content.decode()).items()}
            return msgspec.convert(fields, Wish)
        return msgspec.json.decode(content, type=Wish)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeError, RecursionError) as problem:
        raise errors.OAuthError("invalid_request", "The request body could not be read") from problem
