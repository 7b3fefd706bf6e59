"""The simulated world: one shop, the rules it lives under, and everything that outlives a single request."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from simulator import auth, bulk_jobs, clocks, faults, idempotency, persistence, requests, surroundings, throttle
from simulator.state.shops import Shop
from simulator.webhooks import outbox, sending

ALL_SCOPES = frozenset({
    "read_locations", "write_locations", "read_inventory", "write_inventory", "read_products", "write_products",
    "read_orders", "write_orders", "read_all_orders", "read_customers", "read_apps",
    "read_assigned_fulfillment_orders", "write_assigned_fulfillment_orders",
    "read_merchant_managed_fulfillment_orders", "write_merchant_managed_fulfillment_orders",
    "read_third_party_fulfillment_orders", "write_third_party_fulfillment_orders",
    "read_fulfillments", "write_fulfillments",
})  # fmt: skip
"""What a token may do unless it is told otherwise: everything the simulator knows."""


class World:
    """The shop's state and the rules around it.

    `clock` answers the time (aware, UTC). `plan` sets the throttle: standard, advanced, plus or enterprise. With a
    `state_file` the shop is loaded from it when it exists, and saved to it after each write, with its bulk operations,
    idempotency keys and waiting webhooks. Rules, faults and granted tokens are of one run.
    """

    def __init__(
        self,
        *,
        token: str = "shpat_simulator",  # noqa: S107 - a well-known token of a shop that does not exist
        scopes: Iterable[str] = ALL_SCOPES,
        clock: clocks.Clock = clocks.utc_now,
        plan: str = "standard",
        state_file: Path | None = None,
    ) -> None:
        self.clock = clock
        self.state_file = state_file
        saved = persistence.load(state_file) if state_file is not None else None
        self.shop = saved if saved is not None else Shop(created_at=self.now())
        self.tokens: dict[str, frozenset[str]] = {token: frozenset(scopes)}
        self.apps = auth.Apps(clock)
        self.apps.install(auth.CLIENT_ID, auth.CLIENT_SECRET, self.tokens[token])
        self.bucket = throttle.Bucket(plan, clock)
        self.plan = plan
        self.search_lag = timedelta()
        self.cancel_delay = timedelta()
        self.requests = requests.RequestLog()
        self.faults = faults.Faults()
        self.idempotency = idempotency.Memory(clock)
        self.bulk = bulk_jobs.Jobs(clock)
        self.webhooks = outbox.Outbox(clock)
        if saved is not None:
            surroundings.unpack(saved.surroundings, saved, self.bulk, self.idempotency, self.webhooks)
        self.webhooks.notice(self.shop)
        self.deliver: sending.Deliver = sending.post

    def now(self) -> datetime:
        """Return the time to the second, as Shopify stamps its records."""
        return self.clock().astimezone(UTC).replace(microsecond=0)

    def save(self) -> None:
        """Note what is to be told by webhook, and save the shop where a state file was asked for.

        Called after each write request.
        """
        self.webhooks.notice(self.shop)
        if self.state_file is not None:
            around = surroundings.pack(self.bulk, self.idempotency, self.webhooks)
            persistence.save(self.shop, around, self.state_file)
