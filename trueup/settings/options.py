"""Every option, with its unit, its default and the reason for it; the text of `settings.toml` is made from here.

The string under an option is its documentation: for people who run Trueup, not for those who build it. Built by
`loading`; read by `wiring` and the command line.
"""

from typing import Annotated, Literal

import pydantic
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from reconciler import guards, quiet_hours
from trueup.settings import feed_options, webhook_options
from trueup.settings.forms import COVERED, Count, Group, Seconds

_LIMITS = guards.Limits()


class Shop(Group):
    """The shop, and what a shop starts with. Its token is a secret: see secrets.toml, never this file."""

    domain: str = ""
    """The shop's permanent address, which ends in .myshopify.com. Empty until you name one; commands that need the
    shop say so. Not the address customers type: a token must not travel to the wrong host."""

    url: str = ""
    """Where to reach it instead, such as http://127.0.0.1:8765 for `trueup simulate`. Empty means the shop itself,
    over https. Without https only this machine is taken, for the token would travel in the clear. The shop that answers
    there must be that of domain: another is refused, so that its orders are not taken for this one's."""

    write_inventory: bool = False
    """Whether a shop that is met for the first time gets its inventory set. Off, because a first look should change
    nothing that sells; turn it on with `trueup shop write-inventory on` once the dry run looks right. That switch is
    kept in the database, per shop, and wins over this."""

    @pydantic.field_validator("url")
    @classmethod
    def _keep_the_token_covered(cls, url: str) -> str:
        if url and not COVERED.match(url):
            raise ValueError("use https://HOST, or http://127.0.0.1:PORT for a server on this machine")
        return url


class Store(Group):
    """Our own database: mappings, orders, parts, labels, stock, and the record of every round."""

    url: str = "sqlite:///trueup.db"
    """Where it is: sqlite:///FILE (relative to this file's folder) or postgresql://HOST/NAME. One file serves one
    machine well; PostgreSQL lets several share the work. An address with a password belongs into the environment
    (TRUEUP_STORE__URL), not here."""


class Rules(Group):
    """The rule files that decide what is done about each difference."""

    paths: tuple[str, ...] = pydantic.Field(default=("rules",), min_length=1)
    """Folders or files, relative to this file's folder. Folders are read in file-name order, so that numbers in front
    of names set the order of the rules."""

    engine: Literal["durable", "plain"] = "durable"
    """What evaluates them: durable (durable_rules in a process of its own, checked against the plain evaluator) or
    plain (the plain evaluator alone, slower on many thousands of differences). Both give the same answers; without a
    C compiler at set-up, plain is used, with a warning."""


class Guards(Group):
    """The most that may be done without asking, in one round and in a day.

    A plan beyond a limit is held whole and nothing of it is applied, until a person allows it once with --allow.
    0 means never without asking.
    """

    orders_moved: Count = _LIMITS.orders_moved
    """Orders moved to another location. A move can't be undone for parcels already packed; 50 is a busy morning,
    thousands is a wrong mapping."""

    levels_changed: Count = _LIMITS.levels_changed
    """Inventory levels set. 500 is two full write batches; the first round of a new shop passes it, and a person
    should look at that one."""

    levels_zeroed: Count = _LIMITS.levels_zeroed
    """Inventory levels set from something to nothing. Each one stops selling a product, and a feed that came empty
    looks just like this, so the limit is small."""

    units_changed: Count = _LIMITS.units_changed
    """Units by which levels change, up and down added together. 20,000 is a truck; a feed in another unit, or shifted
    by a column, is far more, though no single level need stand out."""

    largest_change: Count = _LIMITS.largest_change
    """Units by which a single level changes, up or down. More is a typing slip or a wrong unit (pieces for boxes) far
    more often than a delivery."""

    location_percent: Count = _LIMITS.location_percent
    """Percent of the known levels of one location that are set. More than half at once is the feed of another
    warehouse, or a wrong mapping. Locations with fewer than 100 known levels are not measured: there a percentage says
    little, and the other limits do."""

    orders_moved_per_day: Count = _LIMITS.orders_moved_per_day
    """Orders moved, in the last 24 hours and this round together. The limits of a day are for what goes wrong slowly,
    a little in every round; 500 is ten busy rounds."""

    levels_changed_per_day: Count = _LIMITS.levels_changed_per_day
    """Levels set, in the last 24 hours and this round together. 10,000 is twenty full rounds: stock is counted anew
    once a day at most, not every hour."""

    levels_zeroed_per_day: Count = _LIMITS.levels_zeroed_per_day
    """Levels set to nothing, in the last 24 hours and this round together. 100 is five rounds at their limit; few
    products sell out in a day."""

    units_changed_per_day: Count = _LIMITS.units_changed_per_day
    """Units by which levels change, in the last 24 hours and this round together. 200,000 is ten trucks."""

    on_breach: Literal["hold", "approve"] = "hold"
    """What becomes of a plan beyond a limit. hold: it is only shown, and a person allows the limit once (--allow).
    approve: it also waits under the number of its round (`trueup rounds waiting`), and `trueup approve ROUND` applies
    exactly it. hold is the default, because waiting plans want somebody who looks at them."""


class Quiet(Group):
    """Hours of the day at which an action rests: its changes are shown as held, and come with the first round after."""

    zone: str = "UTC"
    """The time zone of the hours, by its name, such as Europe/Berlin or America/Chicago. UTC, because we can't know
    where the packing is done."""

    hours: tuple[str, ...] = ()
    """Actions with their hours, such as ["relocate 09:00-11:00", "set_inventory 22:00-06:00"]; "all" stands for every
    action. None by default: what waits is wrong for that long. Useful where people pack by lists that were printed."""

    @pydantic.field_validator("zone")
    @classmethod
    def _know_the_zone(cls, zone: str) -> str:
        quiet_hours.find_zone(zone)
        return zone

    @pydantic.field_validator("hours")
    @classmethod
    def _know_the_hours(cls, hours: tuple[str, ...]) -> tuple[str, ...]:
        quiet_hours.read(hours, "UTC")
        return hours


class Rounds(Group):
    """How a round treats what went before."""

    plan_max_age_seconds: Seconds = 900
    """Seconds for which a saved plan (--out) may still be applied. 15 minutes is time to read it; after that, too much
    of what it was based on may have changed."""

    approval_max_age_seconds: Seconds = 86_400
    """Seconds for which a plan that waits for a person may still be approved. A day: it is applied only if it would
    come out exactly the same, so that age does no harm but that nobody remembers what it was about."""

    retry_refused_after_seconds: Seconds = 3600
    """Seconds before something Shopify refused is tried again unchanged. An hour keeps a hopeless request from
    filling the log; a changed order or mapping is tried at once."""

    keep_decisions_days: Annotated[int, pydantic.Field(ge=0, le=3650)] = 30
    """Days for which it is kept what the rules were asked, what they said, and what was held, for `trueup replay` and
    `trueup explain`. 30 shows a month's kinds of days; equal rounds are kept once. Names, companies, cities and postal
    codes are kept only where a rule tests them. 0 keeps nothing, and the next round forgets what there was."""


class Loop(Group):
    """`trueup run`, the daemon."""

    interval_seconds: Seconds = 60
    """Seconds from the start of one round to the start of the next. A minute keeps a thousand levels within the
    points that Shopify grants its smallest plan, with room for others."""

    jitter_seconds: Annotated[float, pydantic.Field(ge=0, allow_inf_nan=False)] = 0
    """Seconds, at most, added at random to each interval. 0, because one shop needs none; several daemons that share
    a machine or a network spread their work with a few seconds."""

    lease_seconds: Seconds = 300
    """Seconds for which a process holds a shop before others may take it, renewed while it works. Longer than the
    longest pause a healthy process makes, short enough that a dead one's shop is taken up soon."""


class Log(Group):
    """What Trueup says while it works. Secrets are never in it."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    """The least important line that is written. At info, each round is one line."""

    format: Literal["auto", "console", "json"] = "auto"
    """console for people, json for log collectors; auto takes console on a terminal and json elsewhere."""


class Settings(BaseSettings):
    """All options. The environment wins over the file: TRUEUP_LOOP__INTERVAL_SECONDS=30 sets loop.interval_seconds."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix="TRUEUP_",
        env_nested_delimiter="__",
        use_attribute_docstrings=True,
    )

    shop: Shop = Shop()
    store: Store = Store()
    rules: Rules = Rules()
    guards: Guards = Guards()
    feeds: feed_options.Feeds = feed_options.Feeds()
    quiet: Quiet = Quiet()
    rounds: Rounds = Rounds()
    loop: Loop = Loop()
    webhooks: webhook_options.Webhooks = webhook_options.Webhooks()
    log: Log = Log()
    warehouse_feeds: tuple[feed_options.WarehouseFeed, ...] = ()

    @pydantic.field_validator("warehouse_feeds")
    @classmethod
    def check_feed_names(cls, feeds: tuple[feed_options.WarehouseFeed, ...]) -> tuple[feed_options.WarehouseFeed, ...]:
        """Raise ValueError when two feeds have one name."""
        return feed_options.check_names(feeds)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the form that pydantic-settings calls
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment first, then what `loading` read from the file; nothing else is looked at."""
        return env_settings, init_settings


def groups() -> dict[str, type[Group]]:
    """Every table of settings.toml that stands once, by name, in its order."""
    fields = Settings.model_fields.items()
    return {name: type(field.default) for name, field in fields if isinstance(field.default, Group)}


LISTS: dict[str, type[Group]] = {"warehouse_feeds": feed_options.WarehouseFeed}
"""Every [[table]] that may stand any number of times."""


def names() -> list[str]:
    """Every option as `table.option`."""
    return [f"{group}.{option}" for group, model in groups().items() for option in model.model_fields]
