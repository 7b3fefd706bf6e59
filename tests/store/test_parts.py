"""Parts: who decides where they ship from, and splitting."""

import pytest
from sqlmodel import Session
from support import seeds

from store import contents, databases, errors, orders, parts, timeline, warehouses
from store.tables import Order


def _describe(session: Session, order: Order) -> dict[int, tuple[str | None, dict[str, int]]]:
    skus = {line.id: line.sku or "" for line in orders.lines(session, order)}
    keys = {None: None, **{one.id: one.key for one in warehouses.list_all(session)}}
    held = contents.held(session, order)
    return {
        part.number: (keys[part.warehouse_id], {skus[line]: units for line, units in held.get(part.id, {}).items()})
        for part in parts.list_all(session, order)
    }


def _share(warehouse: str | None, **units: int) -> parts.Share:
    return parts.Share(warehouse=warehouse, lines={seeds.line(1001, sku): count for sku, count in units.items()})


def test_a_rule_decides_and_decides_again(session: Session):
    """Rules may change their mind as long as nobody else has decided."""
    order = seeds.place(session)

    assert parts.assign(session, order, 1, "warehouse-a", by="rule", rule="default")
    assert parts.assign(session, order, 1, "warehouse-b", by="rule", rule="texas")

    (part,) = parts.list_all(session, order)
    assert (part.decided_by, part.rule) == ("rule", "texas")


def test_a_rule_never_undoes_what_a_person_decided(session: Session):
    """It is told so, and nothing changes."""
    order = seeds.place(session)
    parts.ship_from(session, seeds.SHOP, "#1001", "warehouse-b", now=seeds.NOW)

    assert not parts.assign(session, order, 1, "warehouse-a", by="rule", rule="default")

    assert _describe(session, order) == {1: ("warehouse-b", {"LAMP": 1})}


def test_what_a_rule_decided_can_be_taken_back(session: Session):
    """Nobody ships the part then, and no rule's name stays on it."""
    order = seeds.place(session)
    parts.assign(session, order, 1, "warehouse-a", by="rule", rule="default")

    assert parts.release(session, order, 1)

    (part,) = parts.list_all(session, order)
    assert (part.warehouse_id, part.decided_by, part.rule) == (None, None, None)


def test_what_a_person_decided_or_labelled_is_not_taken_back(session: Session):
    """The first is told, the second refused."""
    decided, labelled = seeds.place(session), seeds.place(session, 1002)
    parts.ship_from(session, seeds.SHOP, "1001", "warehouse-b", now=seeds.NOW)
    parts.assign(session, labelled, 1, "warehouse-a", by="rule", rule="default")
    seeds.label(session, 1002)

    assert not parts.release(session, decided, 1)
    with pytest.raises(errors.AlreadyLabelledError, match="Void the label first"):
        parts.release(session, labelled, 1)


def test_a_person_who_decides_while_a_round_is_at_work_is_respected(postgresql_database: databases.Database):
    """The round has read the part before the person decided, and writes after."""
    with postgresql_database.session() as session:
        seeds.plant(session)
        seeds.place(session)

    with postgresql_database.session() as the_round:
        order = orders.find(the_round, seeds.SHOP, "1001")
        assert parts.list_all(the_round, order)[0].decided_by is None
        with postgresql_database.session() as person:
            parts.ship_from(person, seeds.SHOP, "1001", "warehouse-b", now=seeds.NOW)
        assert not parts.assign(the_round, order, 1, "warehouse-a", by="rule", rule="default")


def test_a_persons_decision_is_told_on_the_timeline(session: Session):
    """With what it was before."""
    order = seeds.place(session)
    parts.assign(session, order, 1, "warehouse-a", by="rule", rule="default")

    parts.ship_from(session, seeds.SHOP, "1001", "Warehouse B", now=seeds.after(5))

    (entry,) = timeline.entries(session, order)
    assert entry.text == 'Part 1 ships from "Warehouse B" instead of "Warehouse A": decided by a person.'
    assert (entry.at, entry.kind, entry.author) == (seeds.after(5), "ship-from", "person")


def test_what_has_a_label_cannot_ship_from_elsewhere(session: Session):
    """Until the label is voided."""
    order = seeds.place(session)
    parts.assign(session, order, 1, "warehouse-a", by="rule")
    seeds.label(session)

    with pytest.raises(errors.AlreadyLabelledError, match="Void the label first"):
        parts.ship_from(session, seeds.SHOP, "1001", "warehouse-b", now=seeds.NOW)
    with pytest.raises(errors.AlreadyLabelledError):
        parts.assign(session, order, 1, "warehouse-b", by="rule")


def test_a_finished_order_cannot_ship_from_anywhere(session: Session):
    """Cancelled or fulfilled, each says which."""
    cancelled, closed = seeds.place(session, 1001), seeds.place(session, 1002)
    orders.cancel(session, cancelled, seeds.NOW)
    orders.close(session, closed, seeds.NOW)

    with pytest.raises(errors.OrderCancelledError, match="#1001 was cancelled on 2026-11-23 12:00 UTC"):
        parts.ship_from(session, seeds.SHOP, "1001", "warehouse-b", now=seeds.NOW)
    with pytest.raises(errors.AlreadyFulfilledError, match="#1002 is fulfilled since"):
        parts.ship_from(session, seeds.SHOP, "1002", "warehouse-b", now=seeds.NOW)


def test_an_order_with_several_parts_needs_one_named(session: Session):
    """The error lists them with what is in each."""
    order = seeds.place(session, LAMP=1, SHADE=2)
    parts.split(session, order, [_share("warehouse-a", LAMP=1), _share(None, SHADE=2)], by="rule", now=seeds.NOW)

    with pytest.raises(
        errors.PartNeededError,
        match=r"2 parts: part 1 \(1 x LAMP; warehouse-a\); part 2 \(2 x SHADE; no ship-from\)\. Name one with --part",
    ):
        parts.ship_from(session, seeds.SHOP, "1001", "warehouse-b", now=seeds.NOW)
    parts.ship_from(session, seeds.SHOP, "1001", "warehouse-b", now=seeds.NOW, part=2)

    assert _describe(session, order) == {1: ("warehouse-a", {"LAMP": 1}), 2: ("warehouse-b", {"SHADE": 2})}
    with pytest.raises(errors.UnknownPartError, match='no part "3"'):
        parts.ship_from(session, seeds.SHOP, "1001", "warehouse-b", now=seeds.NOW, part=3)


def test_a_split_makes_a_part_for_each_share(session: Session):
    """One line may be in several parts."""
    order = seeds.place(session, LAMP=3, SHADE=1)

    assert parts.split(
        session,
        order,
        [_share("warehouse-a", LAMP=2), _share("warehouse-b", LAMP=1, SHADE=1)],
        by="rule",
        rule="by-place",
        now=seeds.NOW,
    )

    assert _describe(session, order) == {
        1: ("warehouse-a", {"LAMP": 2}),
        2: ("warehouse-b", {"LAMP": 1, "SHADE": 1}),
    }
    assert {part.rule for part in parts.list_all(session, order)} == {"by-place"}


def test_splitting_again_keeps_the_numbers_of_parts_whose_warehouse_stays(session: Session):
    """Part 2 of warehouse B stays part 2, in whatever order the shares are given; a merge leaves one part."""
    order = seeds.place(session, LAMP=3)
    parts.split(
        session, order, [_share("warehouse-a", LAMP=1), _share("warehouse-b", LAMP=2)], by="rule", now=seeds.NOW
    )

    parts.split(
        session, order, [_share("warehouse-b", LAMP=1), _share("warehouse-a", LAMP=2)], by="rule", now=seeds.NOW
    )
    assert _describe(session, order) == {1: ("warehouse-a", {"LAMP": 2}), 2: ("warehouse-b", {"LAMP": 1})}

    parts.split(session, order, [_share("warehouse-b", LAMP=3)], by="rule", now=seeds.NOW)
    assert _describe(session, order) == {2: ("warehouse-b", {"LAMP": 3})}


def test_a_split_leaves_labelled_parts_alone(session: Session):
    """Only what is not labelled is divided anew."""
    order = seeds.place(session, LAMP=1, SHADE=2)
    parts.split(
        session, order, [_share("warehouse-a", LAMP=1), _share("warehouse-b", SHADE=2)], by="rule", now=seeds.NOW
    )
    seeds.label(session, part=1)

    parts.split(
        session, order, [_share("warehouse-a", SHADE=1), _share("warehouse-b", SHADE=1)], by="rule", now=seeds.NOW
    )

    assert _describe(session, order) == {
        1: ("warehouse-a", {"LAMP": 1}),
        2: ("warehouse-b", {"SHADE": 1}),
        3: ("warehouse-a", {"SHADE": 1}),
    }


@pytest.mark.parametrize("units", [{"LAMP": 1}, {"LAMP": 3}, {"LAMP": 2, "SHADE": 1}])
def test_a_split_that_does_not_add_up_is_refused(session: Session, units: dict[str, int]):
    """Nothing is lost and nothing appears."""
    order = seeds.place(session, LAMP=2, SHADE=0)

    with pytest.raises(errors.QuantityError, match="does not add up"):
        parts.split(session, order, [_share("warehouse-a", **units)], by="rule", now=seeds.NOW)

    assert _describe(session, order) == {1: (None, {"LAMP": 2})}


def test_a_split_names_what_it_does_not_know(session: Session):
    """An unknown line, an unknown warehouse, a negative quantity."""
    order = seeds.place(session, LAMP=2)

    with pytest.raises(errors.UnknownLineError, match=r"The order is #1001"):
        parts.split(
            session,
            order,
            [parts.Share(warehouse=None, lines={"gid://shopify/LineItem/0": 1})],
            by="rule",
            now=seeds.NOW,
        )
    with pytest.raises(errors.UnknownWarehouseError):
        parts.split(session, order, [_share("warehouse-x", LAMP=2)], by="rule", now=seeds.NOW)
    with pytest.raises(errors.QuantityError, match="-1 units"):
        parts.split(
            session, order, [_share("warehouse-a", LAMP=-1), _share("warehouse-b", LAMP=3)], by="rule", now=seeds.NOW
        )


def test_a_rule_does_not_split_what_a_person_decided(session: Session):
    """A person may."""
    order = seeds.place(session, LAMP=2)
    parts.assign(session, order, 1, "warehouse-a", by="person")
    shares = [_share("warehouse-a", LAMP=1), _share("warehouse-b", LAMP=1)]

    assert not parts.split(session, order, shares, by="rule", now=seeds.NOW)
    assert len(parts.list_all(session, order)) == 1
    assert parts.split(session, order, shares, by="person", now=seeds.NOW)
    assert len(parts.list_all(session, order)) == 2


def test_an_order_that_is_all_labelled_cannot_be_split(session: Session):
    """There is nothing to divide."""
    order = seeds.place(session)
    parts.assign(session, order, 1, "warehouse-a", by="rule")
    seeds.label(session)
    with pytest.raises(errors.AlreadyLabelledError, match="nothing can be split"):
        parts.split(session, order, [_share("warehouse-b", LAMP=1)], by="person", now=seeds.NOW)
