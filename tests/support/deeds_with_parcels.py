"""Deeds with parcels: what merchants ship by hand, under what number, and what people say of it when asked.

Merchants type what they like: a label's number on other goods, another number on a label's goods, one number twice.
"""

import contextlib
import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule
from support import doubted, towns_looked_at
from support.history_places import PICK, PLACES, UNITS, Labelled, OpenTown

from reconciler.shopify import writing
from simulator import errors as shop_errors
from simulator import fulfilment, gids
from simulator.state.fulfillments import Fulfillment, FulfillmentOrder, Tracking
from store import errors, labels, states

WAYS = ("just so", "other units", "everything", "other goods", "own number", "in two", "in two numbers")
"""What a merchant makes of a label: its goods under its number, one unit less or more, all that waits there, everything
but its goods; its goods under another number, or in two parcels, both under its number or one of them under another."""

ANSWERS = ("it is the label's", "it is another", "it was a mistake")
"""What people do about a parcel that can't be told: match it, correct its number, or cancel it."""


class DeedsWithParcels(OpenTown):
    """A town in which merchants ship by hand, and people are asked whose parcels those are."""

    @rule(which=PICK, place=PICK)
    def ship_in_the_shop(self, which: int, place: int) -> None:
        """A merchant ships an order by hand. What was never imported is another matter: see docs/known-limits.md."""
        order = self._pick(which)
        if order is not None and order["id"] in towns_looked_at.stored_orders(self.town):
            where = {"location": PLACES[place]} if place < 3 else {}
            with self.ledger.merchant(self.town.world):
                self._of_order(which, "fulfil", {"tracking": self._by_hand(), "company": "Post", **where})

    @rule(which=PICK, parcel=PICK)
    def take_a_parcel_back_in_the_shop(self, which: int, parcel: int) -> None:
        """A merchant cancels a fulfillment in the shop."""
        order = self._pick(which)
        standing = doubted.standing(order) if order else []
        if standing:
            gid = standing[parcel % len(standing)]["id"]
            self.runner.run(writing.cancel_fulfillment(self.town.shop.client, gid))

    @rule(which=PICK, way=st.sampled_from(WAYS), units=UNITS)
    def ship_a_label_by_hand(self, which: int, way: str, units: int) -> None:
        """A merchant ships by hand what a label is for, or something like it; the label may be written, or void."""
        self._ship_like(self._a_label(which), way, units)

    def _a_label(self, which: int) -> Labelled | None:
        """A label that was made here: rather one that isn't written yet, and the newer ones first."""
        found = [
            (order, part, label)
            for order in towns_looked_at.stored_orders(self.town).values()
            for part in order.parts
            for label in part.labels
            if not label.adopted
        ]
        found.sort(key=lambda one: (one[2].fulfillment_gid is not None, -one[2].id))
        return found[which % len(found)] if found else None

    def _ship_like(self, found: Labelled | None, way: str, units: int) -> None:
        if found is None:
            return
        order, _, chosen = found
        goods, number = doubted.labelled(order, chosen), chosen.tracking_number
        match way:
            case "just so":
                self._send(order.gid, goods, number)
            case "other units":
                sku = min(goods)
                self._send(order.gid, {**goods, sku: units}, number)
            case "everything":
                self._send(order.gid, None, number)
            case "other goods":
                others = {line.sku or "": units for line in order.lines if line.sku not in goods}
                self._send(order.gid, others, number)
            case "own number":
                self._send(order.gid, goods, self._by_hand())
            case _:
                self._send_in_two(order.gid, goods, number, self._by_hand() if way == "in two numbers" else number)

    @rule(which=PICK, parcel=PICK, same=st.booleans())
    def split_a_parcel(self, which: int, parcel: int, same: bool) -> None:  # noqa: FBT001
        """A merchant takes a parcel back and ships its goods in two, both under its number or one under another."""
        chosen = self._parcel(which, parcel)
        if chosen is None:
            return
        fulfilment.cancel(self.town.world, chosen)
        skus = {one.id: one.sku or "" for one in self.town.world.shop.orders[chosen.order_id].line_items}
        goods: Counter[str] = Counter()
        for line in chosen.lines:
            goods[skus[line.line_item_id]] += line.quantity
        number = chosen.tracking[0].number or ""
        self._send_in_two(gids.make("Order", chosen.order_id), goods, number, number if same else self._by_hand())

    @rule(which=PICK, parcel=PICK, label=PICK)
    def retype_a_number(self, which: int, parcel: int, label: int) -> None:
        """A merchant types another number for a parcel: that of one of the order's labels, or one of their own."""
        chosen = self._parcel(which, parcel)
        found = self._label(which, label)
        if chosen is not None:
            mine = found is None or found[0].gid != gids.make("Order", chosen.order_id) or label == 7
            self._type(chosen, self._by_hand() if mine or found is None else found[2].tracking_number)

    @rule(which=PICK, parcel=PICK, answer=st.sampled_from(ANSWERS))
    def answer(self, which: int, parcel: int, answer: str) -> None:
        """A person says whose a parcel is that can't be told, sooner or later after it came about."""
        if doubts := self.doubts():
            self._answer(doubts[which % len(doubts)], parcel, answer)

    @rule(which=PICK, label=PICK, parcel=PICK)
    def match_unasked(self, which: int, label: int, parcel: int) -> None:
        """A person says whose a parcel is, though nobody asked, or no longer asks: any that carries the number."""
        found, row = self._label(which, label), self._pick(which)
        if found is not None and row is not None and row["id"] == found[0].gid:
            carrying = [one for one in doubted.standing(row) if found[2].tracking_number in doubted.numbers(one)]
            if carrying:
                self._match(found[0], found[2].id, carrying[parcel % len(carrying)])

    def answer_everything(self, answers: Sequence[str], parcel: int) -> int:
        """People say whose each parcel is that can't be told; `answers` are taken in turn. Gives how often they did."""
        for given, answer in enumerate(itertools.islice(itertools.cycle(answers), 100)):
            doubts = self.doubts()
            if not doubts:
                return given
            self._answer(doubts[0], parcel, answer)
        raise AssertionError("people never come to an end of answering")

    def doubts(self) -> list[doubted.Doubt]:
        """What somebody has to be asked about now."""
        return doubted.find(self.town, self.see())

    def _answer(self, doubt: doubted.Doubt, parcel: int, answer: str) -> None:
        chosen = doubt.parcels[parcel % len(doubt.parcels)]
        others = [one for one in doubt.parcels if one["id"] not in self.ledger.ours]  # people know what they ship
        world = self.town.world
        if answer == ANSWERS[0] or not others:
            if doubt.label.tracking_number not in doubted.numbers(chosen):  # it has the number that the label had
                self.ledger.said(chosen["id"])
                self._type(world.shop.fulfillments[gids.parse(chosen["id"])[1]], doubt.label.tracking_number)
                return
            if self._match(doubt.order, doubt.label.id, chosen):
                return
        if answer == ANSWERS[2]:
            fulfilment.cancel(world, world.shop.fulfillments[gids.parse(chosen["id"])[1]])
            return
        for one in others:
            self._type(world.shop.fulfillments[gids.parse(one["id"])[1]], self._by_hand())

    def _match(self, order: states.Order, label: int, parcel: dict[str, Any]) -> bool:
        """As `trueup label match` does it; False where it refuses."""
        gids_of = {line.sku: line.gid for line in order.lines}
        matched = labels.Matched(
            fulfillment_gid=parcel["id"],
            name=parcel["name"],
            tracking_numbers=frozenset(doubted.numbers(parcel)),
            lines={gids_of[sku]: units for sku, units in doubted.goods(parcel).items()},
        )
        with contextlib.suppress(errors.StoreError), self.town.database.session() as session:
            labels.match(session, label, matched, now=self.town.clock())
            self.ledger.said(parcel["id"])
            return True
        return False

    def _by_hand(self) -> str:
        return f"HAND{next(self.numbers)}"

    def _type(self, parcel: Fulfillment, number: str) -> None:
        fulfilment.update_tracking(self.town.world, parcel, [Tracking(company="UPS", number=number)])
        gid = gids.make("Fulfillment", parcel.id)
        orders = towns_looked_at.stored_orders(self.town).values()
        if all(label.fulfillment_gid != gid for order in orders for part in order.parts for label in part.labels):
            self.ledger.typed_over(gid)

    def _parcel(self, which: int, parcel: int) -> Fulfillment | None:
        """A standing parcel of an order that was imported."""
        row = self._pick(which)
        if row is None or row["id"] not in towns_looked_at.stored_orders(self.town):
            return None
        standing = doubted.standing(row)
        if not standing:
            return None
        return self.town.world.shop.fulfillments[gids.parse(standing[parcel % len(standing)]["id"])[1]]

    def _send_in_two(self, order: str, goods: Mapping[str, int], first: str, second: str) -> None:
        units = sorted(Counter(goods).elements())
        self._send(order, Counter(units[: len(units) // 2]), first)
        self._send(order, Counter(units[len(units) // 2 :]), second)

    def _send(self, order: str, goods: Mapping[str, int] | None, number: str) -> None:
        """Send so much of these goods as waits at one location, there where most of it waits; None is all there."""
        world = self.town.world
        places: dict[int, list[fulfilment.Entry]] = {}
        sizes: Counter[int] = Counter()
        left = None if goods is None else dict(goods)
        for fo in world.shop.fulfillment_orders_of(gids.parse(order)[1]):
            if fo.status in {"OPEN", "IN_PROGRESS"}:
                lines = self._lines(fo, left)
                if lines:
                    places.setdefault(fo.location_id, []).append(
                        fulfilment.Entry(fulfillment_order_id=fo.id, lines=lines)
                    )
                    sizes[fo.location_id] += sum(units for _, units in lines)
        if sizes:
            most = max(sizes, key=lambda place: (sizes[place], -place))
            with self.ledger.merchant(world), contextlib.suppress(shop_errors.UserErrors):
                fulfilment.create(world, places[most], [Tracking(company="UPS", number=number)])

    def _lines(self, fo: FulfillmentOrder, left: dict[str, int] | None) -> list[tuple[int, int]]:
        skus = {one.id: one.sku or "" for one in self.town.world.shop.orders[fo.order_id].line_items}
        found = []
        for line in fo.lines:
            sku = skus[line.line_item_id]
            units = line.remaining if left is None else min(line.remaining, left.get(sku, 0))
            if units > 0:
                found.append((line.id, units))
                if left is not None:
                    left[sku] -= units
        return found
