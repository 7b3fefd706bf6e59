"""Lives: towns in which something happens all the time, with rounds in between, under storms, at any length.

The same deeds as in `histories`, drawn from a seed; the rounds are the daemon's own turns. Each life is looked at after
every turn, and brought to rest every now and then. `tools/soak.py` runs them one after the other.
"""

import contextlib
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from support import crashes, ledgers, promises, towns, towns_looked_at
from support import databases as test_databases
from support.deeds_with_parcels import ANSWERS, WAYS
from support.histories import Histories
from support.history_places import WIDE, Place

from reconciler import stopping, turns
from reconciler.shopify import client, errors, tokens
from simulator import app, mishaps, worlds
from store import databases, journal, orders

KINDS = ("throttle", "http", "drop", "cut", "garble", "slow", "delay", "renumber")
TURNS_OF_A_LIFE = 60
TURNS_TO_REST = 12
"""So many turns make a life; after each so many of them it is brought to rest."""

DEEDS: dict[str, tuple[str, ...]] = {
    "order": ("sku", "units", "second"),
    "label": ("which", "part", "sku", "units", "whole"),
    "count": ("warehouse", "sku", "shelf"),
    "ship_from": ("which", "part", "warehouse"),
    "edit": ("which", "sku", "units"),
    "cancel": ("which", "restock"),
    "hold": ("which", "what"),
    "ship_in_the_shop": ("which", "place"),
    "take_a_parcel_back_in_the_shop": ("which", "parcel"),
    "ship_a_label_by_hand": ("which", "way", "units"),
    "split_a_parcel": ("which", "parcel", "same"),
    "retype_a_number": ("which", "parcel", "label"),
    "answer": ("which", "parcel", "answer"),
    "match_unasked": ("which", "label", "parcel"),
    "type_a_number": ("sku", "place", "shelf"),
    "stock_a_product": ("sku", "place"),
    "void": ("which", "label", "again"),
    "label_alike": ("which", "label", "whole"),
    "correct": ("which", "label"),
    "map": ("warehouse", "place", "writes"),
}
OFTEN = {"order": 6, "label": 8, "count": 4, "ship_from": 3, "ship_a_label_by_hand": 3, "answer": 2}


@dataclass
class Tally:
    """What came of it so far. `states` counts turns by how they ended, `checks` and `violations` what was looked at."""

    turns: int = 0
    lives: int = 0
    states: Counter[str] = field(default_factory=Counter)
    changes: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    deeds: int = 0
    answers: int = 0
    checks: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    @contextlib.contextmanager
    def checking(self, what: str, where: str) -> Iterator[None]:
        """Count one look at what must hold; what doesn't is kept in words."""
        self.checks[what] += 1
        try:
            yield
        except Exception as problem:  # noqa: BLE001 - whatever goes wrong is what is looked for
            self.violations.append(f"{where}: {what}: {type(problem).__name__}: {problem}")


class Wire(httpx.AsyncBaseTransport):
    """The wire to the simulated shop: a broken connection looks as it does over a network, and processes may die on it.

    `dies_in` is how many requests more are sent until the process that sends them is gone; 0 for never.
    """

    def __init__(self, world: worlds.World, dice: random.Random) -> None:
        self._inner = httpx.ASGITransport(app=app.create_app(world))
        self._dice = dice
        self.dies_in = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass it on."""
        dies = self.dies_in == 1
        self.dies_in = max(0, self.dies_in - 1)
        if dies and self._dice.random() < 0.5:
            raise crashes.Killed
        try:
            answer = await self._inner.handle_async_request(request)
        except mishaps.ConnectionDropped as dropped:
            raise httpx.RemoteProtocolError(str(dropped)) from dropped
        if dies:
            raise crashes.Killed
        return answer


class Home:
    """What the daemon keeps over all lives: one database, in a folder of its own, and the time."""

    def __init__(self, folder: Path) -> None:
        self.clock = towns.Clock()
        template = test_databases.make_sqlite_template(folder)
        self.database = databases.open(test_databases.copy_sqlite(template, folder))

    def place(self, seed: int) -> Place:
        """The place of one life: a shop that was never there before."""
        return Place(self.database, f"life-{seed}.myshopify.com", self.clock, "durable")


class Life:
    """One town and its seed: a shop among others in one database, and the same warehouses as theirs."""

    def __init__(self, seed: int, rate: float, tally: Tally, home: Home) -> None:
        self.seed, self.rate, self.tally = seed, rate, tally
        self.dice = random.Random(seed)
        self.history = Histories(home.place(seed))
        self.turn = 0

    def live(self, goes_on: Callable[[], bool]) -> None:
        """Live it to its end, or until it shall not go on."""
        try:
            self._begin()
            while self.turn < TURNS_OF_A_LIFE and goes_on():
                for _ in range(self.dice.randint(0, 3)):
                    self._do_something()
                self._take_turn(may_die=True)
                if self.turn % TURNS_TO_REST == 0:
                    self._rest()
            self.tally.requests += len(self.history.town.world.requests.all())
            self.tally.lives += 1
            with self.tally.checking("the rules ran on durable_rules to the end", self._where):
                decider = self.town.shop.decider
                assert decider.name == "durable_rules", decider.warnings
            self._wind_up()
        finally:
            self.history.teardown()

    def _wind_up(self) -> None:
        """The shop is given up, and what it was still waiting for needs no stock any more."""
        town = self.town
        with town.database.session() as session:
            for order in orders.open_orders(session, town.domain):
                orders.cancel(session, order, town.clock())

    @property
    def _where(self) -> str:
        return f"life {self.seed}, turn {self.turn}"

    def _begin(self) -> None:
        flags = {name: self.dice.random() < 0.5 for name in ("cancel_voided", "stock_there", "mapped")}
        self.history.open(**flags)
        self.town = town = self.history.town
        clock = town.clock

        async def sleep(seconds: float) -> None:
            clock.pass_time(seconds=seconds)

        self.wire = Wire(town.world, self.dice)

        async def open_client() -> client.ShopClient:
            return await self.history.stack.enter_async_context(
                client.ShopClient(
                    town.domain,
                    tokens.StaticToken("shpat_simulator"),
                    transport=self.wire,
                    base_url="http://simulator.test",
                    clock=lambda: clock.now,
                    sleep=sleep,
                )
            )

        asker = self.history.runner.run(open_client())
        town.shop = replace(town.shop, client=asker, limits=WIDE)
        self._watch = turns.Watch(
            domain=town.domain, open=lambda: town.shop, lease=timedelta(hours=1), stop=stopping.Stop()
        )
        drawn, faults = town.world.faults.next_for, self.tally.faults

        def counted(operation: str | None, fields: tuple[str, ...]) -> Any:
            fault = drawn(operation, fields)
            if fault is not None:
                faults[f"{fault.kind} {fault.when}"] += 1
            return fault

        town.world.faults.next_for = counted  # type: ignore[method-assign]  # to count what the storm draws
        self._storm()

    def _storm(self) -> None:
        body = {"seed": self.dice.randrange(1 << 30), "rate": self.rate, "kinds": KINDS}
        self.history.runner.run(self.town.control("storm", body))

    def _do_something(self) -> None:
        name = self.dice.choices(list(DEEDS), [OFTEN.get(name, 1) for name in DEEDS])[0]
        asked: dict[str, Any] = {}
        for argument in DEEDS[name]:
            match argument:
                case "units":
                    asked[argument] = self.dice.randint(1, 4)
                case "shelf":
                    asked["units"] = self.dice.randint(0, 20)
                case "whole" | "restock" | "again" | "writes" | "same":
                    asked[argument] = self.dice.random() < 0.5
                case "what":
                    asked[argument] = self.dice.choice(["hold", "release"])
                case "way":
                    asked[argument] = self.dice.choice(WAYS)
                case "answer":
                    asked[argument] = self.dice.choice(ANSWERS)
                case _:
                    asked[argument] = self.dice.randint(0, 7)
        self.tally.deeds += 1
        with contextlib.suppress(errors.ShopError):  # the storm strikes people at the shop too
            getattr(self.history, name)(**asked)
        if self.dice.random() < 0.2:
            self.town.clock.pass_time(seconds=self.dice.choice([30, 120, 4000]))

    def _take_turn(self, *, may_die: bool = False) -> None:
        self.turn += 1
        self.tally.turns += 1
        self.wire.dies_in = self.dice.randint(1, 12) if may_die and self.dice.random() < 0.1 else 0
        narrow = may_die and self.dice.random() < 0.2
        before = ledgers.look(self.town.world)
        try:
            turn = self.history.runner.run(turns.take(self._narrow() if narrow else self._watch))
        except crashes.Killed:
            self.tally.states["killed"] += 1
            self._check_parcels(before, self.history.see())
            return
        finally:
            self.wire.dies_in = 0
        self.tally.states[f"{turn.state}, narrow" if narrow else turn.state] += 1
        unexpected = turn.round is None and not turn.why.startswith(("Shop", "Throttled", "Unknown"))
        with self.tally.checking("a turn fails only for what the shop did", self._where):
            assert not unexpected, turn.why
        seen = self.history.see()
        if turn.round is not None:
            self.tally.changes.update(f"{one.change.action}: {one.result}" for one in turn.round.outcomes)
            with self.tally.checking("nothing that a round wrote is oversold", self._where):
                promises.check_offers(self.town, seen, turn.round)
        self._check_parcels(before, seen)

    def _check_parcels(self, before: dict[str, ledgers.Parcel], seen: towns_looked_at.Sight) -> None:
        with self.tally.checking("each label is written at most once, and others' parcels are left alone", self._where):
            self.history.check_parcels(before, seen)

    def _narrow(self) -> turns.Watch:
        """The watch for a turn on some orders and products that the shop's webhooks may have told of."""
        dirty = self.history.some_dirt(*({self.dice.randint(0, 7) for _ in range(2)} for _ in range(2)))
        return replace(self._watch, open=lambda: replace(self.town.shop, only=dirty))

    def _rest(self) -> None:
        """The storm ends, time passes, and two rounds later nothing is left to do; then it begins again.

        Half of the time people answer whatever is unclear then, and two rounds later nothing is.
        """
        self.history.runner.run(self.town.http.delete("/_control/faults"))
        self._come_to_rest()
        if self.history.doubts() and self.dice.random() < 0.5:
            self.tally.answers += self.history.answer_everything(
                self.dice.choices(ANSWERS, k=5), self.dice.randint(0, 7)
            )
            self._come_to_rest()
            with self.tally.checking("when people have answered nothing is unclear", self._where):
                self.history.check_answered()
        self._storm()

    def _come_to_rest(self) -> None:
        self.town.clock.pass_time(hours=2)
        self._take_turn()
        self._take_turn()
        plan = self.history.runner.run(self.town.plan())
        with self.tally.checking("two rounds after a storm nothing is left to do", self._where):
            assert not plan.changes, [f"{change.key}: {change.before} to {change.after}" for change in plan.changes]
        seen = self.history.see()
        with self.tally.checking("at rest each parcel is known or asked about, nothing is packed in vain", self._where):
            promises.check_rest(self.town, seen, plan)
        with self.tally.checking("at rest each level offers what it may, and no more", self._where):
            offers = towns_looked_at.offers(self.town, seen)
            assert all(one.offered <= one.limit for one in offers), offers
        with self.tally.checking("at rest no request is unsettled but what people are asked about", self._where):
            with self.town.database.reading() as session:
                left = journal.unresolved(session, self.town.domain)
            doubted = {doubt.label.id for doubt in self.history.doubts()}
            clear = [
                one for one in left if one.action != "write_tracking" or one.request["work"]["label"] not in doubted
            ]
            assert not clear, f"{len(clear)} intents without an outcome"
