"""What must hold after any history: sums of parts, what is committed, what is on hand."""

import shutil
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule
from support import databases as test_databases
from support import seeds

from store import contents, databases, edits, errors, labels, order_states, orders, parts, snapshots, states, stock

_SKUS = ("LAMP", "SHADE")
_WAREHOUSES = ("warehouse-a", "warehouse-b")
_units = st.fixed_dictionaries({sku: st.integers(0, 3) for sku in _SKUS})
_part = st.sampled_from([1, 1, 1, 2])
_warehouse = st.sampled_from(_WAREHOUSES)


class Histories(RuleBasedStateMachine):
    """Customers order and edit, rules and people decide, parcels leave and come back, shelves are counted.

    The model is the shelf itself: what was put there, less what left in parcels.
    """

    numbers = Bundle("numbers")
    parcels = Bundle("parcels")

    def __init__(self) -> None:
        """Begin with an empty shelf in a database of this history's own."""
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.database = databases.open(test_databases.copy_sqlite(_template(), self.folder))
        self.minute = 0
        self.count = 1000
        self.shelf: Counter[tuple[str, str]] = Counter()
        self.away: dict[int, Counter[tuple[str, str]]] = {}
        self.made: dict[int, int] = {}
        self.counted: dict[tuple[str, str], int] = {}
        self.back: Counter[tuple[str, str]] = Counter()

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.database.close()
        shutil.rmtree(self.folder)

    @initialize()
    def plant(self) -> None:
        """A shop, two warehouses."""
        with self.database.session() as session:
            seeds.plant(session)
            for warehouse in _WAREHOUSES:
                for sku in _SKUS:
                    self.shelf[warehouse, sku] = 20
                    self.counted[warehouse, sku] = 0
                    stock.count(session, warehouse, sku, 20, as_of=seeds.NOW)

    @rule(target=numbers, units=_units, warehouse=_warehouse)
    def order(self, units: dict[str, int], warehouse: str) -> int:
        """A customer orders, and a rule decides at once what ships it."""
        self.count += 1
        with self.database.session() as session:
            order = seeds.place(session, self.count, **units)
            parts.assign(session, order, 1, warehouse, by="rule")
        return self.count

    @rule(number=numbers, warehouse=_warehouse, part=_part, by=st.sampled_from(["rule", "person"]))
    def assign(self, number: int, warehouse: str, part: int, by: parts.By) -> None:
        """Somebody decides where a part ships from; a person's decision stands against a rule's."""
        with self.database.session() as session:
            order = orders.find(session, seeds.SHOP, str(number))
            before = {one.number: (one.warehouse_id, one.decided_by) for one in parts.list_all(session, order)}
            try:
                took = parts.assign(session, order, part, warehouse, by=by)
            except (errors.OrderStateError, errors.UnknownPartError):
                return
            after = {one.number: (one.warehouse_id, one.decided_by) for one in parts.list_all(session, order)}
            assert took or after == before
            assert took == (by == "person" or before[part][1] != "person")

    @rule(number=numbers, first=_warehouse, second=st.none() | _warehouse, data=st.data())
    def split(self, number: int, first: str, second: str | None, data: st.DataObject) -> None:
        """What is not labelled yet is divided in two."""
        with self.database.session() as session:
            order = orders.find(session, seeds.SHOP, str(number))
            gids = {line.id: line.gid for line in orders.lines(session, order)}
            done = contents.labelled(session, order)
            free: Counter[int] = Counter()
            for part, lines in contents.held(session, order).items():
                free.update(lines if part not in done else {})
            some = {line: data.draw(st.integers(0, units)) for line, units in free.items()}
            shares = [
                parts.Share(warehouse=first, lines={gids[line]: units for line, units in some.items()}),
                parts.Share(warehouse=second, lines={gids[line]: free[line] - some[line] for line in free}),
            ]
            try:
                parts.split(session, order, shares, by="rule", now=seeds.after(self.minute))
            except errors.OrderStateError:
                return

    @rule(target=parcels, number=numbers, part=_part, sku=st.none() | st.sampled_from(_SKUS))
    def label(self, number: int, part: int, sku: str | None) -> object:
        """A parcel leaves the shelf of its part's warehouse."""
        self.minute += 1
        parcel = labels.Parcel(
            carrier="UPS", tracking_number=f"1Z{self.minute}", part=part, lines=None if sku is None else {sku: 1}
        )
        try:
            with self.database.session() as session:
                made = labels.create(session, seeds.SHOP, str(number), parcel, now=seeds.after(self.minute))
                order = orders.find(session, seeds.SHOP, str(number))
                (state,) = order_states.load(session, [order.id])
        except (errors.OrderStateError, errors.QuantityError, errors.UnknownNameError):
            return multiple()
        self.away[made.id] = _units_of(state, made.id)
        self.made[made.id] = self.minute
        self.shelf.subtract(self.away[made.id])
        return made.id

    @rule(label=consumes(parcels))
    def void(self, label: int) -> None:
        """A parcel comes back to the shelf; one that was gone when the shelf was counted waits to be counted again."""
        self.minute += 1
        with self.database.session() as session:
            labels.void(session, label, now=seeds.after(self.minute))
        for key, units in self.away.pop(label).items():
            self.shelf[key] += units
            self.back[key] += units if self.counted[key] > self.made[label] else 0

    @rule(number=numbers, units=_units)
    def edit(self, number: int, units: dict[str, int]) -> None:
        """The customer changes the order, and we follow."""
        with self.database.session() as session:
            order = orders.find(session, seeds.SHOP, str(number))
            edits.set_quantities(session, order, seeds.lines(number, units), now=seeds.after(self.minute))

    @rule(number=numbers)
    def cancel(self, number: int) -> None:
        """The customer calls the order off."""
        with self.database.session() as session:
            orders.cancel(session, orders.find(session, seeds.SHOP, str(number)), seeds.after(self.minute))

    @rule(number=numbers)
    def close(self, number: int) -> None:
        """The shop says that all has shipped."""
        with self.database.session() as session:
            orders.close(session, orders.find(session, seeds.SHOP, str(number)), seeds.after(self.minute))

    @rule(warehouse=_warehouse, sku=st.sampled_from(_SKUS))
    def count_shelf(self, warehouse: str, sku: str) -> None:
        """Somebody counts what lies there now, after every parcel so far has left or come back."""
        self.minute += 1
        units = self.shelf[warehouse, sku]
        if units >= 0:
            with self.database.session() as session:
                stock.count(session, warehouse, sku, units, as_of=seeds.after(self.minute))
            self.counted[warehouse, sku] = self.minute
            self.back[warehouse, sku] = 0

    @invariant()
    def parts_hold_what_the_order_has(self) -> None:
        """Each line is in parts as often as it was ordered, or as it lies in parcels if that is more."""
        for order in self._everything().orders:
            held, parcelled = Counter[str](), Counter[str]()
            for part in order.parts:
                inside = Counter(dict(part.lines))
                wrapped = Counter[str]()
                for one in part.labels:
                    if one.voided_at is None:
                        wrapped.update(dict(one.lines))
                assert wrapped <= inside
                held.update(inside)
                parcelled.update(wrapped)
            assert held == {
                line.gid: max(line.quantity, parcelled[line.gid])
                for line in order.lines
                if max(line.quantity, parcelled[line.gid])
            }
            assert order.parts
            assert len(order.parts) == 1 or all(part.lines for part in order.parts)

    @invariant()
    def figures_are_those_of_the_shelf(self) -> None:
        """On hand is what lies there and was counted, and committed is what open orders still need of it."""
        found = self._everything()
        needed: Counter[tuple[str, str]] = Counter()
        for order in found.orders:
            if order.cancelled_at is None and order.closed_at is None:
                for part in order.parts:
                    needed.update(_left_of(order, part))
        for row in found.stock:
            key = (row.warehouse, row.sku)
            assert row.on_hand == self.shelf[key] - self.back[key]
            assert row.committed == needed[row.warehouse, row.sku]

    def _everything(self) -> states.Snapshot:
        gids = [f"gid://shopify/Order/{number}" for number in range(1001, self.count + 1)]
        with self.database.reading() as session:
            return snapshots.load(session, seeds.SHOP, also=gids)


def _units_of(order: states.Order, label_id: int) -> Counter[tuple[str, str]]:
    skus = {line.gid: line.sku or "" for line in order.lines}
    return Counter(
        {
            (part.warehouse or "", skus[gid]): units
            for part in order.parts
            for label in part.labels
            if label.id == label_id
            for gid, units in label.lines
        }
    )


def _left_of(order: states.Order, part: states.Part) -> Counter[tuple[str, str]]:
    skus = {line.gid: line.sku or "" for line in order.lines}
    left = Counter({(part.warehouse or "", skus[gid]): units for gid, units in part.lines})
    for label in part.labels:
        if label.voided_at is None:
            left.subtract({(part.warehouse or "", skus[gid]): units for gid, units in label.lines})
    return left


_TEMPLATES: list[Path] = []


def _template() -> Path:
    if not _TEMPLATES:
        _TEMPLATES.append(test_databases.make_sqlite_template(Path(tempfile.mkdtemp())))
    return _TEMPLATES[0]


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
