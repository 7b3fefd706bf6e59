"""Who made which parcel of a town's shop: what rounds wrote, what merchants made by hand, and whose people said it is.

The shop doesn't tell, and Trueup can't know. A ledger does, so that Trueup's guesses can be held to what happened.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlmodel import select
from support import doubted
from support.towns import Town
from support.towns_looked_at import Sight

from simulator import gids, worlds
from store.tables import JournalEntry


class Parcel(NamedTuple):
    """A parcel of the shop at one moment."""

    order: str
    stands: bool
    numbers: tuple[str | None, ...]


class Ledger:
    """What is known of the parcels of one shop.

    `by_hand` are those that merchants made, `ours` those that rounds made, with the label each was made for.
    """

    def __init__(self) -> None:
        self.by_hand: set[str] = set()
        self.ours: dict[str, int] = {}
        self._belong: set[str] = set()

    @contextmanager
    def merchant(self, world: worlds.World) -> Iterator[None]:
        """What is made in here is made by hand."""
        before = look(world).keys()
        try:
            yield
        finally:
            self.by_hand |= look(world).keys() - before

    def typed_over(self, gid: str) -> None:
        """A merchant gave another number to a parcel that Trueup didn't know yet to be its own: nobody can tell now."""
        self.ours.pop(gid, None)

    def said(self, gid: str) -> None:
        """A person said that a parcel is a label's."""
        self._belong.add(gid)

    def check(self, before: dict[str, Parcel], town: Town, seen: Sight) -> None:
        """What Trueup made of the shop's parcels, since it was looked at with `before`.

        It writes no number that stands on a parcel of the order, and no label twice. It takes no parcel that a merchant
        made for a label's unless goods and place agree or a person said so; any other it leaves as it is.
        """
        after = look(town.world)
        self._check_taken(town, seen)
        for gid, was in before.items():
            if gid in self.by_hand and gid not in self._belong:
                assert after[gid] == was, f"{gid} was made by hand and is nobody's: {was}, now {after[gid]}"
        made = {gid: one for gid, one in after.items() if gid not in before and gid not in self.by_hand}
        stayed = [one for gid, one in before.items() if one.stands and one == after[gid]]
        there = {(one.order, number) for one in stayed for number in one.numbers}
        for gid, one in made.items():
            twice = [(one.order, number) for number in one.numbers if (one.order, number) in there]
            assert not twice, f"{gid} was written although its number stands: {twice}"
            self.ours[gid] = _label(seen, one)
        written = Counter(label for gid, label in self.ours.items() if after[gid].stands)
        assert all(times == 1 for times in written.values()), f"a label was written twice: {written}"

    def _check_taken(self, town: Town, seen: Sight) -> None:
        unknown = self.by_hand - self._belong
        if not unknown:
            return
        places, asked = doubted.places(town), _asked_places(town, seen)
        for row in seen.state["orders"]:
            order = seen.stored.get(row["id"])
            parcels = {one["id"]: one for one in row["fulfillments"]}
            for part in order.parts if order is not None else ():
                for label in part.labels:
                    gid = label.fulfillment_gid or ""
                    if label.adopted or gid not in unknown:
                        continue
                    parcel, place = parcels[gid], places.get(part.warehouse or "")
                    if (label.id, parcel["location"]) in asked:
                        place = None
                    assert doubted.agree(order, label, parcel, place), f"{label} was taken to be {parcel}"
                    self._belong.add(gid)
                    unknown.remove(gid)


def look(world: worlds.World) -> dict[str, Parcel]:
    """Every parcel of the shop by its id."""
    return {
        gids.make("Fulfillment", one.id): Parcel(
            gids.make("Order", one.order_id), one.status == "SUCCESS", tuple(each.number for each in one.tracking)
        )
        for one in world.shop.fulfillments.values()
    }


def _asked_places(town: Town, seen: Sight) -> set[tuple[int, str]]:
    """Labels with the places that they were asked to be written at: a warehouse may be mapped elsewhere since."""
    names = {one["id"]: one["name"] for one in seen.state["locations"]}
    with town.database.reading() as session:
        rows = session.exec(select(JournalEntry).where(JournalEntry.action == "write_tracking"))
        works = [row.request["work"] for row in rows]
    return {(work["label"], names[work["location_id"]]) for work in works if work["location_id"] in names}


def _label(seen: Sight, parcel: Parcel) -> int:
    """The label that a parcel was written for."""
    found = [
        label.id
        for part in seen.stored[parcel.order].parts
        for label in part.labels
        if label.tracking_number in parcel.numbers and label.voided_at is None and not label.adopted
    ]
    assert len(found) == 1, f"{parcel} was written for {len(found)} labels"
    return found[0]
