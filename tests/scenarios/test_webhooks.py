"""The shop tells, Trueup looks: webhooks from the simulated shop to the receiver, and the narrow rounds they cause."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from support import towns
from support.receivers import Receiver
from support.towns import Town

from reconciler import guards, noticed, stopping, turns, waking
from reconciler.contexts import Shop
from reconciler.shopify import subscribing
from reconciler.webhooks import topics
from simulator import worlds
from store import dirt
from store import rounds as stored_rounds

ADDRESS = "https://hooks.test/webhooks"


class Ears:
    """A town whose shop sends webhooks to a receiver."""

    def __init__(self, town: Town) -> None:
        self.town = town
        town.world.shop.domain = towns.DOMAIN
        self.receiver = Receiver(town.database)
        town.world.deliver = self.receiver.carry
        self.board = noticed.Board(town.database, towns.DOMAIN, lambda: datetime.now(UTC))
        self.limits = guards.Limits()

    def watch(self) -> turns.Watch:
        """The town's shop, watched."""
        return turns.Watch(
            domain=towns.DOMAIN,
            open=lambda: replace(self.town.shop, limits=self.limits),
            lease=timedelta(minutes=5),
            stop=stopping.Stop(),
        )

    async def hear(self) -> int:
        """Let the shop send what is due; how many webhooks came."""
        answer = await self.town.control("webhooks/send")
        return int(answer["attempts"])

    async def glance(self) -> turns.State | None:
        """Hear, and take one narrow turn."""
        await self.hear()
        return await waking.take(self.watch(), self.board)

    def modes(self) -> list[str]:
        """What kinds of rounds there were, in order."""
        with self.town.database.reading() as session:
            return [row.mode for row in stored_rounds.list_latest(session, towns.DOMAIN)][::-1]


@pytest.fixture
async def ears(town: Town) -> AsyncIterator[Ears]:
    """The seed's town after its first full round, subscribed to everything."""
    town.write_back(on=True)
    made = Ears(town)
    await subscribing.subscribe(town.shop.client, ADDRESS, topics.WANTED)
    await turns.take(made.watch())
    yield made
    await made.receiver.http.aclose()


async def settled(town: Town) -> bool:
    """Whether a full round would find nothing to do."""
    return not (await town.plan()).changes


async def test_an_order_is_imported_because_the_shop_tells_of_it(ears: Ears):
    """No full round in between; and then nothing is left for one."""
    await towns.order_mug(ears.town)

    assert await ears.glance() == "done"

    assert ears.town.stored().parts[0].warehouse == "warehouse-a"
    assert await settled(ears.town)
    assert ears.modes() == ["apply", "narrow"]


async def test_the_echo_of_our_own_writes_comes_to_rest(ears: Ears):
    """What we write is told to us as well: one look, which finds nothing to do, and silence after it."""
    await towns.order_mug(ears.town)
    await ears.glance()
    await ears.town.forget_requests()

    assert await ears.hear() > 0
    assert await ears.glance() == "done"
    assert await ears.town.writes() == 0
    assert (await ears.hear(), await ears.glance()) == (0, None)


async def test_a_missed_webhook_costs_nothing_but_time(ears: Ears):
    """Nothing is noticed now, and the next full round finds it."""
    await ears.town.control("webhooks/weather", {"seed": 1, "rate": 1.0, "kinds": ["lose"]})
    await towns.order_mug(ears.town)
    assert await ears.glance() is None

    await turns.take(ears.watch())

    assert ears.town.stored().parts[0].warehouse == "warehouse-a"
    assert await settled(ears.town)


async def test_a_thousand_webhooks_are_one_narrow_round(ears: Ears):
    """About one product, repeated, out of order, and all at once."""
    await ears.town.control("webhooks/weather", {"seed": 4, "rate": 0.3, "kinds": ["repeat", "shuffle"]})
    for number in range(600):
        await ears.town.control("stock", {"sku": "MUG-01", "location": "Austin Office", "available": 60 + number % 7})
    assert await ears.hear() >= 600
    rung = ears.receiver.rung

    assert await ears.glance() == "done"

    assert rung >= 1
    assert ears.modes() == ["apply", "narrow"]
    assert await ears.town.level("MUG-01", "Austin Office") == 48


async def test_whatever_becomes_of_webhooks_the_end_is_the_same(ears: Ears):
    """Lost, repeated, late and shuffled ones: narrow rounds do what they can, and the full round the rest."""
    await ears.town.control("webhooks/weather", {"seed": 11, "rate": 0.5})
    await towns.order_mug(ears.town)
    await towns.order_mug(ears.town)
    await ears.glance()
    await ears.town.control("orders/1001/cancel")
    await ears.glance()
    await ears.town.control("orders/1002/edit", {"lines": [{"sku": "MUG-01", "quantity": 3}]})
    await ears.glance()
    ears.town.clock.pass_time(hours=5)
    await ears.glance()

    await turns.take(ears.watch())

    assert await settled(ears.town)
    assert (await ears.town.level("MUG-01", "Lake Jackson"), await ears.town.level("MUG-01", "Austin Office")) == (
        47,
        45,
    )


async def test_a_location_that_changes_makes_the_round_a_full_one(ears: Ears):
    """Everything hangs on locations."""
    await ears.town.control("locations/Austin Office/deactivate")

    await ears.glance()

    assert ears.modes() == ["apply", "apply"]


async def test_while_a_limit_holds_the_full_round_narrow_ones_do_nothing(ears: Ears):
    """They would do bit by bit what a person has to look at first. What was marked waits."""
    ears.limits = guards.Limits(levels_changed=0)
    await ears.town.control("stock", {"sku": "MUG-01", "location": "Austin Office", "available": 60})
    assert (await turns.take(ears.watch())).state == "held"
    await ears.town.forget_requests()

    assert await ears.glance() == "held"

    assert (await ears.town.http.get("/_control/requests")).json()["requests"] == []
    assert ears.receiver.marked() != set()


async def test_a_narrow_round_beyond_a_limit_does_nothing_and_keeps_its_marks(ears: Ears):
    """The full round will say which limit, and what allows it."""
    ears.limits = guards.Limits(levels_changed=0)
    await ears.town.control("stock", {"sku": "MUG-01", "location": "Austin Office", "available": 60})

    assert await ears.glance() == "held"

    assert await ears.town.level("MUG-01", "Austin Office") == 60
    assert ears.receiver.marked() != set()


async def test_what_happens_while_a_narrow_round_looks_is_looked_at_after_it(ears: Ears):
    """A mark that is made again while the round reads is not taken away with the one that it was made for."""
    await towns.order_mug(ears.town)
    await ears.hear()
    before = ears.board.marks()

    def happen() -> Shop:
        again = dirt.Notice(webhook_id="again", event_id="", topic="orders/updated", marks=before)
        with ears.town.database.session() as session:
            dirt.receive(session, towns.DOMAIN, [again], ears.town.clock())
        return ears.town.shop

    assert await waking.take(replace(ears.watch(), open=happen), ears.board) == "done"

    assert {mark.subject for mark in ears.board.marks()} == {mark.subject for mark in before}


async def test_a_narrow_round_that_fails_leaves_its_marks(ears: Ears):
    """The next one looks again."""
    await towns.order_mug(ears.town)
    await ears.town.control("token", {"token": "shpat_simulator", "scopes": []})
    assert await ears.glance() == "failed"
    assert ears.receiver.marked() != set()
    await ears.town.control("token", {"token": "shpat_simulator", "scopes": sorted(worlds.ALL_SCOPES)})

    assert await ears.glance() == "done"

    assert ears.receiver.marked() == set()
    assert ears.town.stored().parts[0].warehouse == "warehouse-a"
