"""Everything that can go wrong inside the simulator, in Shopify's words.

SimulatorError
├── UserErrors        a mutation's own refusal: answered in `userErrors`, HTTP 200
├── TopLevelError     a GraphQL error with a code: answered in `errors`, HTTP 200
├── OAuthError        a client that is not given a token: answered as {"error": …}, HTTP 400
└── ControlError      a wrong call of the control API: answered as {"error": …}, HTTP 4xx
"""

from collections.abc import Sequence
from typing import Any

import msgspec


class SimulatorError(Exception):
    """Whatever the simulator raises on purpose."""


class UserError(msgspec.Struct, frozen=True):
    """One entry of `userErrors`: the text, the path of the argument it speaks of, and a code where Shopify has one."""

    message: str
    field: tuple[str, ...] | None = None
    code: str | None = None


class UserErrors(SimulatorError):  # noqa: N818 - Shopify's own word for them
    """A mutation refuses; nothing was changed. `payload` holds fields that Shopify still answers beside the errors."""

    def __init__(self, errors: Sequence[UserError], payload: dict[str, Any] | None = None) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = list(errors)
        self.payload = payload or {}


def refusal(message: str, field: Sequence[str] | None = None, code: str | None = None) -> UserErrors:
    """Return a refusal with one user error, ready to be raised."""
    return UserErrors([UserError(message, None if field is None else tuple(field), code)])


class TopLevelError(SimulatorError):
    """An error that stands beside `data`, with a code in its extensions."""

    def __init__(self, message: str, code: str, **extensions: Any) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.extensions = {"code": code, **extensions}


def invalid_id(gid: str) -> TopLevelError:
    """Return the error for an id that names nothing. Source: recorded answers, RESOURCE_NOT_FOUND."""
    return TopLevelError(f"Invalid id: {gid}", "RESOURCE_NOT_FOUND")


class OAuthError(SimulatorError):
    """A token is refused. `code` is OAuth's word for why."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(f"{code}: {description}")
        self.code = code
        self.description = description


class ControlError(SimulatorError):
    """The control API was called wrongly; the message says what to send instead."""

    def __init__(self, message: str, status: int = 422) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
