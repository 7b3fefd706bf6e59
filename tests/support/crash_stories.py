"""The stories in which daemons die: a shop and a project at the moment before a round that has much to do.

`make` builds one into a folder; a `Trial` is a copy of it that is served, disturbed and looked at.
"""

import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sqlmodel import col, select
from support import served_shops
from support.boundaries import Boundary
from support.nurseries import Daemon, Nursery

from store import (
    databases,
    labels,
    locations,
    mappings,
    migrating,
    parts,
    shops,
    snapshots,
    stock,
    timeline,
    warehouses,
)
from store import orders as stored
from store.tables import JournalEntry, Order

RULES = Path(__file__).parents[2] / "rules"
DOMAIN = "demo.myshopify.com"
SETTINGS = f"""
[shop]
domain = "{DOMAIN}"

[rules]
engine = "plain"
"""


class Trial:
    """A served shop with a boundary around it, and a project that daemons can be run in."""

    def __init__(self, folder: Path, served: served_shops.ServedShop, boundary: Boundary, nursery: Nursery) -> None:
        self.folder, self.served, self.boundary, self._nursery = folder, served, boundary, nursery
        self._url = f"sqlite:///{folder / 'trueup.db'}"
        self._variables = {"TRUEUP_SHOP__URL": served.url, "TRUEUP_SHOP_TOKEN": served_shops.TOKEN}

    def start(self, **trouble: Any) -> Daemon:
        """Start one round of the daemon."""
        return self._nursery.start(self.folder, self._variables, **trouble)

    def run(self, **trouble: Any) -> int:
        """Run one round of the daemon to its end; its exit code."""
        self.last = self.start(**trouble)
        return self.last.wait()

    def start_cut(self, number: int, moment: str, cut: signal.Signals = signal.SIGKILL) -> Daemon:
        """Start one round that gets a signal at a request: it is killed, where no other is named."""
        started = threading.Event()
        victim: list[Daemon] = []

        def kill() -> None:
            started.wait(10)
            victim[0].signal(cut)

        self.boundary.at(number, moment, kill)
        victim.append(self.start())
        started.set()
        return victim[0]

    def recover(self) -> None:
        """Start again at once, and once more after a minute; then nothing must be left to do."""
        self.boundary.at(0, "")
        self.run()
        self.pass_a_minute()
        self.run()
        self.boundary.at(0, "")
        code = self.run()
        assert code == 0, self.last.said
        assert self.boundary.mutations == [], self.boundary.asked

    def pass_a_minute(self) -> None:
        """What was under way is a minute older: its effect would have come by now."""
        with databases.open(self._url) as database, database.session() as session:
            for entry in session.exec(select(JournalEntry).where(col(JournalEntry.outcome).is_(None))):
                entry.intent_at -= timedelta(seconds=61)
                session.add(entry)

    @contextmanager
    def database(self) -> Iterator[databases.Database]:
        """Its database."""
        with databases.open(self._url) as database:
            yield database

    def look(self) -> dict[str, Any]:
        """Everything that matters of the shop and the store, without ids and moments, to be compared."""
        state = self.served.control("GET", "state")
        with self.database() as database, database.reading() as session:
            gids = list(session.exec(select(Order.gid)))
            known = snapshots.load(session, DOMAIN, also=gids)
            unsettled = session.exec(select(JournalEntry.address).where(col(JournalEntry.outcome).is_(None))).all()
            ours = {order.name: _ours(session, order) for order in known.orders}
        figures = sorted((one.warehouse, one.sku, one.on_hand, one.committed) for one in known.stock)
        return {
            "levels": sorted(tuple(level.values()) for level in state["levels"]),
            "shop": {order["name"]: _theirs(order) for order in state["orders"]},
            "store": ours,
            "stock": figures,
            "unsettled": list(unsettled),
        }


def _theirs(order: dict[str, Any]) -> dict[str, Any]:
    return {
        "tags": sorted(order["tags"]),
        "open": sorted(
            (fo["location"], line["sku"], line["remaining"])
            for fo in order["fulfillment_orders"]
            if fo["status"] not in {"CLOSED", "CANCELLED"}
            for line in fo["lines"]
            if line["remaining"]
        ),
        "parcels": sorted(
            (one["tracking"][0]["number"], one["location"], one["status"], str(one["lines"]))
            for one in order["fulfillments"]
        ),
    }


def _ours(session: databases.Session, order: Any) -> dict[str, Any]:
    row = stored.get(session, DOMAIN, order.gid)
    return {
        "parts": sorted((part.warehouse or "", sorted(units for _, units in part.lines)) for part in order.parts),
        "labels": sorted(
            (label.tracking_number, label.fulfillment_gid is not None, label.adopted)
            for part in order.parts
            for label in part.labels
        ),
        "notes": sorted(one.text for one in timeline.entries(session, row) if one.kind == "note"),
        "tags": sorted(order.tags),
        "failure": order.failure,
        "closed": order.closed_at is not None,
    }


ALL = os.environ.get("TRUEUP_CRASHES") == "all"
SOME = 2
"""How many of the commits are tried where not all are."""


class Story(NamedTuple):
    """A story, and what it comes to when nothing disturbs it: the requests of its round, and how many commits."""

    name: str
    open: Callable[[], AbstractContextManager[Trial]]
    undisturbed: dict[str, Any]
    requests: list[str]
    mutations: list[int]
    commits: int
    written: int
    """How large the database's log of writes is when the round has nearly ended, in bytes."""
    template: Path

    def choose_requests(self) -> list[int]:
        """Numbers of requests to try: all, or the first and the last that change something."""
        return list(range(1, len(self.requests) + 1)) if ALL else [self.mutations[0], self.mutations[-1]]

    def choose(self, count: int) -> list[int]:
        """Numbers of boundaries to try, of so many: all, or some, evenly spread."""
        if ALL:
            return list(range(1, count + 1))
        return sorted({1 + count * (2 * piece + 1) // (2 * SOME) for piece in range(SOME)})


def live(name: str, folder: Path, nursery: Nursery) -> Story:
    """Build a story and live it once from end to end without any disturbance."""
    template = folder / "template"
    template.mkdir()
    make(name, template, nursery)

    def copy() -> AbstractContextManager[Trial]:
        return copied(template, folder / "copy", nursery)

    with copy() as trial:
        trial.boundary.at(0, "")
        trial.run()
        requests, mutations, commits = list(trial.boundary.asked), trial.boundary.mutations, trial.last.commits()
        trial.recover()
        undisturbed = trial.look()
    with copy() as trial:
        trial.run(dies_before=commits)
        written = (trial.folder / "trueup.db-wal").stat().st_size
    return Story(name, copy, undisturbed, requests, mutations, commits, written, template)


def make(story: str, folder: Path, nursery: Nursery) -> None:
    """Build a story into a folder, up to the round that is about to begin."""
    shutil.copytree(RULES, folder / "rules")
    (folder / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    with open_trial(folder, nursery) as trial:
        STORIES[story](trial)


@contextmanager
def open_trial(folder: Path, nursery: Nursery) -> Iterator[Trial]:
    """Serve the shop of a folder."""
    placed: list[Boundary] = []

    def around(app: object) -> Boundary:
        placed.append(Boundary(app))
        return placed[0]

    with served_shops.serve(around, state=folder / "shop.json") as served:
        yield Trial(folder, served, placed[0], nursery)


@contextmanager
def copied(template: Path, folder: Path, nursery: Nursery) -> Iterator[Trial]:
    """Serve a copy of a story, gone at the end."""
    shutil.copytree(template, folder)
    try:
        with open_trial(folder, nursery) as trial:
            yield trial
    finally:
        shutil.rmtree(folder)


def _begin(trial: Trial, products: dict[str, dict[str, int]]) -> None:
    """Two locations, three warehouses of which two are mapped, and what is on their shelves."""
    for name in ("Lake Jackson", "Austin Office"):
        trial.served.control("POST", "locations", name=name)
    for sku, there in products.items():
        trial.served.control("POST", "products", title=f"The {sku}", sku=sku, stock=there)
    places = trial.served.control("GET", "state")["locations"]
    with trial.database() as database:
        migrating.upgrade(database)
        with database.session() as session:
            shops.ensure(session, DOMAIN)
            locations.remember(session, DOMAIN, [(one["id"], one["name"], one["active"]) for one in places])
            for key in "abc":
                warehouses.add(session, f"warehouse-{key}", f"Warehouse {key.upper()}", default=key == "a")
            mappings.map_warehouse(session, DOMAIN, "warehouse-a", "Austin Office", writes_inventory=True)
            mappings.map_warehouse(session, DOMAIN, "warehouse-b", "Lake Jackson", writes_inventory=True)
            for sku, there in products.items():
                stock.count(session, "warehouse-a", sku, there["Austin Office"], as_of=datetime.now(UTC))
                stock.count(session, "warehouse-b", sku, there["Lake Jackson"], as_of=datetime.now(UTC))
            shops.set_writes_inventory(session, DOMAIN, on=True)


def _order(trial: Trial, **lines: int) -> None:
    body = [{"sku": sku, "quantity": units} for sku, units in lines.items()]
    trial.served.control("POST", "orders", lines=body)


def _label(trial: Trial, number: str, tracking: str, part: int | None = None) -> None:
    parcel = labels.Parcel(carrier="UPS", tracking_number=tracking, part=part)
    with trial.database() as database, database.session() as session:
        labels.create(session, DOMAIN, number, parcel, now=datetime.now(UTC))


def _seed(trial: Trial) -> None:
    """One order is to be moved and written, one can't be written, one is new, and a shelf was counted."""
    _begin(trial, {"MUG": {"Lake Jackson": 50, "Austin Office": 48}})
    _order(trial, MUG=1)
    _order(trial, MUG=2)
    assert trial.run() == 0, trial.last.said
    _label(trial, "1001", "1Z1")
    with trial.database() as database, database.session() as session:
        parts.ship_from(session, DOMAIN, "1002", "warehouse-c", now=datetime.now(UTC))
        stock.count(session, "warehouse-b", "MUG", 44, as_of=datetime.now(UTC))
    _label(trial, "1002", "1Z2")
    _order(trial, MUG=3)


def _split(trial: Trial) -> None:
    """One order is in two parts, both labelled, one of them elsewhere; a new one spans both locations."""
    both = {"Lake Jackson": 9, "Austin Office": 9}
    _begin(trial, {"MUG": both, "TEE": both, "KET": {"Lake Jackson": 0, "Austin Office": 9}})
    _order(trial, MUG=3, TEE=1)
    assert trial.run() == 0, trial.last.said
    with trial.database() as database, database.session() as session:
        order = stored.find(session, DOMAIN, "1001")
        mug, tee = (line.gid for line in stored.lines(session, order))
        shares = [
            parts.Share(warehouse="warehouse-a", lines={mug: 1}),
            parts.Share(warehouse="warehouse-b", lines={mug: 2, tee: 1}),
        ]
        parts.split(session, order, shares, by="person", now=datetime.now(UTC))
        numbers = [part.number for part in snapshots.load(session, DOMAIN).orders[0].parts]
    for tracking, number in zip(("1Z1", "1Z2"), numbers, strict=True):
        _label(trial, "1001", tracking, number)
    _order(trial, TEE=1, KET=1)


STORIES: dict[str, Callable[[Trial], None]] = {"seed": _seed, "split": _split}
