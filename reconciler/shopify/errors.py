"""What can go wrong between us and a shop. Shopify's own words are kept; a token never appears.

    ShopError
    ├── AccessError           401, 403, ACCESS_DENIED: the token is wrong, or a scope is missing
    ├── VersionError          another API version answered than the one asked for
    ├── WrongShopError        no such shop: malformed domain, unknown host, 404, moved elsewhere
    ├── ShopUnavailable       the shop can't answer now: network faults, 5xx, frozen (402), locked (423), refused (430)
    │   └── Throttled         too many points or requests (THROTTLED, 429); nothing was carried out
    ├── QueryError            the document or its variables were refused as a whole
    │   ├── CostError         MAX_COST_EXCEEDED: one request asks for more than Shopify allows
    │   └── SearchError       a search filter was ignored, so that the rows can't be trusted
    ├── BulkError             a bulk operation gave nothing that can be used: read page by page instead
    ├── UserErrors            a mutation said no: nothing was changed
    └── UnknownOutcomeError   the answer to a mutation was lost: the effect may have happened, look before sending again

Who may see them: callers of `reading` and `writing`. No httpx exception leaves `client`.
"""

from collections.abc import Sequence

import msgspec


class ShopError(Exception):
    """Anything that went wrong with a shop."""


class AccessError(ShopError):
    """The token is wrong or lacks a scope. `missing` names scopes, where they are known."""

    def __init__(self, message: str, *, missing: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.missing = tuple(missing)


class VersionError(ShopError):
    """Another version of the API answered. Source: X-Shopify-API-Version; expired versions fall forward."""

    def __init__(self, asked: str, answered: str | None) -> None:
        said = "no version at all, so it may not be Shopify" if answered is None else f"version {answered}"
        super().__init__(
            f"asked for Admin API version {asked}, the answer says {said}; "
            "upgrade Trueup to a release made for a supported version, and write nothing until then"
        )
        self.asked = asked
        self.answered = answered


class WrongShopError(ShopError):
    """There is no such shop where the domain points to."""


class ShopUnavailable(ShopError):  # noqa: N818 - reads as what it says, as `Throttled` does
    """The shop can't answer now.

    `may_have_run`: the request may have been carried out. `may_retry`: trying again can help.
    `after`: seconds to wait first, where Shopify said so.
    """

    def __init__(
        self, message: str, *, may_have_run: bool = True, may_retry: bool = True, after: float | None = None
    ) -> None:
        super().__init__(message)
        self.may_have_run = may_have_run
        self.may_retry = may_retry
        self.after = after


class Throttled(ShopUnavailable):
    """Refused for lack of points or for too many requests; nothing was carried out."""

    def __init__(self, message: str, *, after: float | None = None) -> None:
        super().__init__(message, may_have_run=False, after=after)


class QueryError(ShopError):
    """The request was refused as a whole. `codes` are Shopify's, such as RESOURCE_NOT_FOUND; often there is none."""

    def __init__(self, message: str, *, codes: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.codes = tuple(codes)


class CostError(QueryError):
    """One request asks for more points than Shopify allows in one (1,000 on every plan). Smaller pages help.

    `cost` is what it asked for and `limit` what it may, where Shopify said so.
    """

    def __init__(
        self, message: str, *, codes: Sequence[str] = (), cost: float | None = None, limit: float | None = None
    ) -> None:
        super().__init__(message, codes=codes)
        self.cost = cost
        self.limit = limit


class SearchError(QueryError):
    """Shopify ignored a part of a search, which widens the result without an error. Source: extensions.search."""


class BulkError(ShopError):
    """A bulk operation gave nothing that can be used: refused, failed before it wrote, or a file that is gone."""


class UserError(msgspec.Struct, frozen=True, kw_only=True):
    """One reason why a mutation was refused. `field` is the path of the argument at fault, `code` often missing."""

    message: str
    code: str | None = None
    field: tuple[str, ...] | None = None

    def __str__(self) -> str:
        where = f" (at {'.'.join(self.field)})" if self.field else ""
        code = f"{self.code}: " if self.code else ""
        return f"{code}{self.message}{where}"


class UserErrors(ShopError):  # noqa: N818 - Shopify's own word, userErrors
    """A mutation said no. Source: userErrors of every payload; nothing was changed."""

    def __init__(self, action: str, errors: Sequence[UserError]) -> None:
        super().__init__(f"Shopify refused to {action}: " + "; ".join(map(str, errors)))
        self.errors = tuple(errors)

    @property
    def message(self) -> str:
        """Shopify's text alone."""
        return "; ".join(error.message for error in self.errors)


class UnknownOutcomeError(ShopError):
    """The answer to a mutation was lost. It may have happened: look in the shop before sending it again."""
