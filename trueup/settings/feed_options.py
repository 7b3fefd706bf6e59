"""The options of stock feeds: what one may look like, and where each is. Part of `options`."""

from typing import Annotated, Self

import pydantic

from reconciler.warehouse import bounds
from trueup.settings.forms import COVERED, Count, Group, Seconds, Share

_LIMITS = bounds.Limits()


class Feeds(Group):
    """What a stock feed may look like and still be taken without a person.

    A feed beyond a limit is refused as a whole, with the numbers, and what was taken before stays in force; `trueup
    import feeds NAME --accept` takes it once. The feeds themselves are [[warehouse_feeds]], at the end of this file.
    """

    fewest_rows_share: Share = _LIMITS.fewest_rows_share
    """The least share, from 0 to 1, of the rows that the feed had the last time. Ranges shrink slowly; a feed that
    broke off lacks a lot."""

    most_zeroed_share: Share = _LIMITS.most_zeroed_share
    """The largest share, from 0 to 1, of the counts above zero that may be zero at once. A busy day sells out some; a
    feed made while its source was down says zero for all."""

    most_changed_factor: Annotated[float, pydantic.Field(ge=1, allow_inf_nan=False)] = _LIMITS.most_changed_factor
    """How many times as many, or as few, all known units together may become. Pieces for boxes, or a column too far to
    the right, make more of it."""

    most_changed_share: Share = _LIMITS.most_changed_share
    """The largest share, from 0 to 1, of the counts that may each change by more than that factor. Deliveries come
    for some, not for all."""

    few: Count = _LIMITS.few
    """So many counts may always become zero, or change, whatever their share: a small feed has nothing but few."""

    furthest_ahead_seconds: Seconds = _LIMITS.furthest_ahead.total_seconds()
    """Seconds by which a feed's moment may lie ahead of ours. Clocks differ a little; more is a wrong time zone, and a
    count from the future would hide the parcels that leave until then."""

    oldest_seconds: Seconds = _LIMITS.oldest.total_seconds()
    """Seconds after which every round warns that a feed has grown old. Most warehouses write theirs once a day, and
    are sometimes late."""


class WarehouseFeed(Group):
    """Where a warehouse writes its stock: one [[warehouse_feeds]] for each, read before every round if it changed.

    CSV with the columns warehouse, sku, on_hand and, if wanted, as_of; or JSON, as docs/operations.md tells.
    """

    name: Annotated[str, pydantic.Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    """What it is called in reports and on the command line: small letters, digits, - and _."""

    path: str = ""
    """The file, relative to this file's folder. Have it written under another name and then renamed, so that nobody
    reads half of it. Either this or url."""

    url: str = ""
    """The address, http:// or https://. ETag and Last-Modified are heeded. Either this or path."""

    authorization_variable: str = ""
    """The name of the environment variable whose value is sent as the Authorization header, such as ERP_AUTHORIZATION
    with the value "Bearer ...". Only over https, or on this machine."""

    warehouse: str = ""
    """The key of the warehouse it is of, when its rows don't name one."""

    footer: bool = False
    """Whether it must end with its number of rows (in CSV a line "# rows: 500", in JSON "count"). One that is there is
    heeded either way."""

    @pydantic.model_validator(mode="after")
    def has_one_place(self) -> Self:
        """Raise ValueError unless it is either a file or at an address that can be asked."""
        if bool(self.path) == bool(self.url):
            raise ValueError("it needs either a path or a url, and not both")
        if self.url and not self.url.startswith(("http://", "https://")):
            raise ValueError("its url must begin with http:// or https://")
        if self.authorization_variable and not COVERED.match(self.url):
            raise ValueError("what is sent as Authorization needs a url that begins with https://")
        return self


def check_names(feeds: tuple[WarehouseFeed, ...]) -> tuple[WarehouseFeed, ...]:
    """Raise ValueError when two feeds have one name: what is known of one would be held against the other."""
    names = [feed.name for feed in feeds]
    if len(set(names)) < len(names):
        raise ValueError(f"each needs a name of its own, and they are {', '.join(names)}")
    return feeds
