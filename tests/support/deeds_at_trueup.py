"""Deeds at Trueup: shelves are counted, parcels labelled, and people decide where orders ship from."""

import contextlib

from hypothesis import strategies as st
from hypothesis.stateful import rule
from support import doubted
from support.history_places import KEYS, PICK, PLACES, SKUS, UNITS, OpenTown

from store import errors, labels, mappings, orders, parts
from store.databases import Session


class DeedsAtTrueup(OpenTown):
    """A town with warehouses, and people who see to them."""

    # In the warehouses

    @rule(warehouse=PICK, sku=PICK, units=st.integers(0, 20))
    def count(self, warehouse: int, sku: int, units: int) -> None:
        """A shelf is counted."""
        self.town.count(KEYS[warehouse % 3], SKUS[sku % 3], units)

    @rule(which=PICK, part=PICK, sku=PICK, units=UNITS, whole=st.booleans())
    def label(self, which: int, part: int, sku: int, units: int, whole: bool) -> None:  # noqa: FBT001
        """A parcel is labelled: what is left of a part, or some units of one product."""
        order = self._stored(which)
        if order is not None:
            chosen = order.parts[part % len(order.parts)].number
            lines = None if whole else {SKUS[sku % 3]: units}
            with contextlib.suppress(errors.StoreError):
                self.town.label(order.number, f"1Z{next(self.numbers)}", part=chosen, lines=lines)

    @rule(which=PICK, label=PICK, again=st.booleans())
    def void(self, which: int, label: int, again: bool) -> None:  # noqa: FBT001
        """A parcel is called off, and perhaps labelled anew just so."""
        found = self._label(which, label)
        if found is None:
            return
        order, part, chosen = found
        with self.town.database.session() as session:
            labels.void(session, chosen.id, now=self.town.clock())
        if again:
            units = doubted.labelled(order, chosen)
            with contextlib.suppress(errors.StoreError):
                self.town.label(order.number, f"1Z{next(self.numbers)}", part=part.number, lines=units)

    @rule(which=PICK, label=PICK, whole=st.booleans())
    def label_alike(self, which: int, label: int, whole: bool) -> None:  # noqa: FBT001
        """A parcel is called off by mistake, and labelled again under its number: its units, or what is left by now."""
        found = self._label(which, label)
        if found is not None and found[2].voided_at is None:
            order, part, chosen = found
            with self.town.database.session() as session:
                labels.void(session, chosen.id, now=self.town.clock())
            lines = None if whole else doubted.labelled(order, chosen)
            with contextlib.suppress(errors.StoreError):
                self.town.label(order.number, chosen.tracking_number, part=part.number, lines=lines)

    @rule(which=PICK, label=PICK)
    def correct(self, which: int, label: int) -> None:
        """A label gets another number."""
        found = self._label(which, label)
        if found is not None and found[2].voided_at is None:
            parcel = labels.Parcel(carrier="DHL", tracking_number=f"JD{next(self.numbers)}")
            with self.town.database.session() as session:
                labels.replace(session, found[2].id, parcel, now=self.town.clock())

    # People at Trueup

    @rule(which=PICK, part=PICK, warehouse=PICK)
    def ship_from(self, which: int, part: int, warehouse: int) -> None:
        """A person decides where a part ships from."""
        order = self._stored(which)
        if order is not None:
            number = order.parts[part % len(order.parts)].number
            with contextlib.suppress(errors.StoreError):
                self.town.ship_from(order.number, KEYS[warehouse % 3], number)

    @rule(which=PICK, warehouse=PICK)
    def split(self, which: int, warehouse: int) -> None:
        """A person splits one unit of each line off to another warehouse."""
        order = self._stored(which)
        if order is None or len(order.parts) > 1:
            return
        only = order.parts[0]
        off = {gid: 1 for gid, units in only.lines if units > 1}
        rest = {gid: units - off.get(gid, 0) for gid, units in only.lines}
        shares = [parts.Share(warehouse="a", lines=rest), parts.Share(warehouse=KEYS[warehouse % 3], lines=off)]
        with contextlib.suppress(errors.StoreError), self.town.database.session() as session:
            parts.split(
                session, orders.get(session, self.town.domain, order.gid), shares, by="person", now=self.town.clock()
            )

    @rule(warehouse=PICK, place=PICK, writes=st.booleans())
    def map(self, warehouse: int, place: int, writes: bool) -> None:  # noqa: FBT001
        """A warehouse is mapped, mapped elsewhere, or unmapped."""
        key = KEYS[warehouse % 3]
        with contextlib.suppress(errors.StoreError), self.town.database.session() as session:
            if place < 3:
                self._map(session, key, PLACES[place], writes=writes)
            elif place == 7:
                mappings.unmap(session, self.town.domain, key)

    def _map(self, session: Session, key: str, place: str, *, writes: bool) -> None:
        mappings.map_warehouse(session, self.town.domain, key, place, writes_inventory=writes, move=True)
