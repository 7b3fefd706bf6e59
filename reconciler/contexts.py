"""Contexts: everything that a round needs of one shop. `wiring` makes it, `round` and `applying` use it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engine import deciding, ir
from reconciler import dirt, guards, observing, quiet_hours, worlds
from reconciler.shopify.client import ShopClient
from reconciler.warehouse import bounds
from reconciler.warehouse.values import Feed
from store.databases import Database


@dataclass(frozen=True)
class Shop:
    """One shop with its open connections and its rules.

    `domain` is the key under which the store knows the shop. `allowed` lets guards be passed once; `on_breach` tells
    what becomes of a plan beyond a limit. `quiet` are the hours at which actions rest. `clock` gives aware UTC moments.
    `may_go_on` is asked between changes: False (the lease is lost, or somebody wants us to stop) abandons
    the rest of the plan cleanly. With `only`, rounds are narrow: they look at that dirt and what hangs on it.
    What the rules decided is kept for `keep_decisions`, nothing of it for zero.
    `feeds` are read before a round looks, within `feed_limits`.
    """

    domain: str
    client: ShopClient
    database: Database
    decider: deciding.Decider
    ruleset: ir.RuleSet
    clock: Callable[[], datetime]
    limits: guards.Limits = field(default_factory=guards.Limits)
    allowed: Mapping[str, int] = field(default_factory=dict)
    on_breach: guards.OnBreach = "hold"
    quiet: tuple[quiet_hours.Window, ...] = ()
    feeds: tuple[Feed, ...] = ()
    feed_limits: bounds.Limits = field(default_factory=bounds.Limits)
    keep_decisions: timedelta = timedelta(0)
    retry_refused_after: timedelta = worlds.RETRY_REFUSED_AFTER
    progress: observing.Progress = observing.silent
    may_go_on: Callable[[], bool] = lambda: True
    only: dirt.Dirt | None = None
