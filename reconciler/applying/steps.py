"""Steps: what every way of carrying out a change needs: the shop, fresh orders, and outcomes."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from reconciler import actual, plans
from reconciler.contexts import Shop
from reconciler.shopify import reading

STALE_AFTER = timedelta(seconds=20)
"""An order read longer ago than this is read again before something is written to it."""


@dataclass
class Step:
    """The state of one applying: which orders were read when, and which must not be trusted any more."""

    shop: Shop
    round_id: int | None
    observed_at: datetime
    orders: dict[str, actual.Order] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)

    async def order(self, order_id: str) -> actual.Order | None:
        """The order as it is now: read again if we changed it or if it was read too long ago."""
        known = self.orders.get(order_id)
        young = self.shop.clock() - self.observed_at < STALE_AFTER
        if known is None or order_id in self.touched or not young:
            found = await reading.orders(self.shop.client, [order_id], lambda _done, _total: None)
            self.touched.discard(order_id)
            if not found:
                self.orders.pop(order_id, None)
                return None
            self.orders[order_id] = found[0]
        return self.orders[order_id]

    def outcome(self, change: plans.Change, result: str, message: str = "") -> plans.Outcome:
        """What became of a change, now."""
        return plans.Outcome(change=change, result=result, message=message, at=self.shop.clock())


MOVED_ON = "the shop changed since it was read; the next round looks again"
"""The message of a stale outcome."""
