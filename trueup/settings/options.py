"""Every option, with its unit, its default and the reason for it; the text of `settings.toml` is made from here.

The string under an option is its documentation: for people who run Trueup, not for those who build it. Built by
`loading`; read by `wiring` and the command line.
"""

import re
from typing import Annotated, Literal

import pydantic
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from reconciler import guards

_LIMITS = guards.Limits()

_COVERED = re.compile(r"https://[^/@\s]+|http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/|$)")
"""Addresses at which a token can be sent without others reading it on the way."""

Seconds = Annotated[float, pydantic.Field(gt=0, allow_inf_nan=False)]
Count = Annotated[int, pydantic.Field(ge=0)]


class Group(pydantic.BaseModel):
    """A table of settings.toml: frozen once read, and closed to names it does not know."""

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Shop(Group):
    """The shop, and what a shop starts with. Its token is a secret: see secrets.toml, never this file."""

    domain: str = ""
    """The shop's permanent address, which ends in .myshopify.com. Empty until you name one; commands that need the
    shop say so. Not the address customers type: a token must not travel to the wrong host."""

    url: str = ""
    """Where to reach it instead, such as http://127.0.0.1:8765 for `trueup simulate`. Empty means the shop itself,
    over https. Without https only this machine is taken, for the token would travel in the clear."""

    write_inventory: bool = False
    """Whether a shop that is met for the first time gets its inventory set. Off, because a first look should change
    nothing that sells; turn it on with `trueup shop write-inventory on` once the dry run looks right. That switch is
    kept in the database, per shop, and wins over this."""

    @pydantic.field_validator("url")
    @classmethod
    def _keep_the_token_covered(cls, url: str) -> str:
        if url and not _COVERED.match(url):
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
    """The most that one round may do.

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

    largest_change: Count = _LIMITS.largest_change
    """Units by which a single level changes, up or down. More is a typing slip or a wrong unit (pieces for boxes) far
    more often than a delivery."""


class Rounds(Group):
    """How a round treats what went before."""

    plan_max_age_seconds: Seconds = 900
    """Seconds for which a saved plan (--out) may still be applied. 15 minutes is time to read it; after that, too much
    of what it was based on may have changed."""

    retry_refused_after_seconds: Seconds = 3600
    """Seconds before something Shopify refused is tried again unchanged. An hour keeps a hopeless request from
    filling the log; a changed order or mapping is tried at once."""


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
    rounds: Rounds = Rounds()
    loop: Loop = Loop()
    log: Log = Log()

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
    """Every table of settings.toml, by name, in its order."""
    return {name: type(field.default) for name, field in Settings.model_fields.items()}


def names() -> list[str]:
    """Every option as `table.option`."""
    return [f"{group}.{option}" for group, model in groups().items() for option in model.model_fields]
