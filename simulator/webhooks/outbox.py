"""The outbox: what is still to be sent, when, and what became of it. One for each world.

In: the shop after each write. Out: deliveries that are due, for `sending`. A delivery that fails is tried again 8 times
over 4 hours; when the last of them fails, its subscription is removed.
"""

import random
import uuid
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from simulator.state.shops import Shop
from simulator.state.webhooks import Subscription
from simulator.webhooks import noticing, payloads, scripts
from simulator.webhooks.noticing import Event, Look

RETRIES = 8
SPAN = timedelta(hours=4)
"""Source: Shopify docs, webhooks: 8 retries over 4 hours, then an Admin API subscription is removed."""

_SHARE = SPAN / ((1 << RETRIES) - 1)
KEPT = 5_000
"""Attempts remembered for a look at them."""


def wait_before(retry: int) -> timedelta:
    """Return the pause before a retry, counted from 1: each twice as long as the one before, 4 hours in all.

    (Guessed: only the number and the span are documented.)
    """
    return _SHARE * (1 << (retry - 1))


class Delivery(msgspec.Struct, kw_only=True):
    """One webhook on its way. `webhook_id` stays the same over its retries; `body` is built at the first attempt."""

    webhook_id: str
    event_id: str
    subscription_id: int
    event: Event
    triggered_at: datetime
    due: datetime
    failures: int = 0
    body: bytes | None = None


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one attempt. `status` is 0 where nobody answered."""

    webhook_id: str
    topic: str
    uri: str
    status: int
    at: datetime


class Outbox:
    """Deliveries that wait, and the last look at the shop. `clock` answers the time.

    Ids are drawn from how many were given before (`ids_given`), so that a history can be replayed.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._seen: dict[str, Look] = {}
        self.ids_given = 0
        self.fate = scripts.Fate()
        self.waiting: list[Delivery] = []
        self.attempts: deque[Attempt] = deque(maxlen=KEPT)

    def notice(self, shop: Shop) -> None:
        """Look what happened since the last time, and get ready to tell every subscription of it."""
        wanted = noticing.resources({each.topic for each in shop.webhook_subscriptions.values()})
        if not wanted and not self._seen:
            return
        now = noticing.look(shop, wanted)
        happened = list(noticing.events(self._seen, now))
        self._seen = now
        event_id = self._new_id()
        for event in happened:
            for subscription in shop.webhook_subscriptions.values():
                if subscription.topic == event.topic:
                    self._enqueue(event, event_id, subscription)

    def take_due(self) -> list[Delivery]:
        """Take what is to be sent by now, in the order of its coming, or shuffled where a script says so."""
        now = self._clock()
        due = [each for each in self.waiting if each.due <= now]
        self.waiting = [each for each in self.waiting if each.due > now]
        due.sort(key=lambda each: each.due)
        return due

    def body(self, shop: Shop, delivery: Delivery, subscription: Subscription) -> bytes:
        """Return what is sent: built at the first attempt, and the same at every other one."""
        if delivery.body is None:
            built = payloads.cut(payloads.build(shop, delivery.event), subscription.include_fields)
            delivery.body = msgspec.json.encode(built)
        return delivery.body

    def conclude(self, shop: Shop, delivery: Delivery, subscription: Subscription, status: int) -> None:
        """Note what became of an attempt; only a 2xx counts. After the last retry the subscription is gone."""
        now = self._clock()
        topic, uri = delivery.event.topic, subscription.uri
        self.attempts.append(Attempt(webhook_id=delivery.webhook_id, topic=topic, uri=uri, status=status, at=now))
        if 200 <= status < 300:
            return
        delivery.failures += 1
        if delivery.failures > RETRIES:
            shop.webhook_subscriptions.pop(subscription.id, None)
            return
        delivery.due = now + wait_before(delivery.failures)
        self.waiting.append(delivery)

    def _enqueue(self, event: Event, event_id: str, subscription: Subscription) -> None:
        now = self._clock()
        script = self.fate.of(event.topic)
        if script is not None and script.kind == "lose":
            return
        late = timedelta(seconds=script.seconds) if script is not None and script.kind == "late" else timedelta()
        delivery = Delivery(
            webhook_id=self._new_id(),
            event_id=event_id,
            subscription_id=subscription.id,
            event=event,
            triggered_at=now,
            due=now + late,
        )
        self.waiting.append(delivery)
        if script is not None and script.kind == "repeat":
            self.waiting.extend(msgspec.structs.replace(delivery) for _ in range(script.copies))
        if script is not None and script.kind == "shuffle":
            self.fate.dice.shuffle(self.waiting)

    def _new_id(self) -> str:
        self.ids_given += 1
        dice = random.Random(self.ids_given)  # noqa: S311 - replayable, not secret
        return str(uuid.UUID(int=dice.getrandbits(128), version=4))
