"""Which part stands behind which open quantity: every unit is given out once, to the part that is in place first."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from reconciler import actual, allocating, desired, worlds

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PLACES = ("Austin", "Lake")
KEYS = {"a": "Austin", "b": "Lake", "c": None}
STATUSES = ("OPEN", "IN_PROGRESS", "CLOSED", "ON_HOLD")


def _world(order: actual.Order, imported: desired.Order) -> worlds.World:
    wanted = desired.Desired(
        shop="s",
        writes_inventory=False,
        warehouses=tuple(desired.Warehouse(key=key, name=key) for key in KEYS),
        mappings=tuple(
            desired.Mapping(warehouse=key, location_id=place, location_name=place)
            for key, place in KEYS.items()
            if place
        ),
        stock=(),
        orders=(imported,),
    )
    observed = actual.Actual(
        shop="s",
        observed_at=NOW,
        locations=tuple(actual.Location(id=place, name=place) for place in PLACES),
        items=(),
        levels=(),
        orders=(order,),
    )
    return worlds.of(wanted, observed)


def _order(open_units: list[tuple[str, str, int]]) -> actual.Order:
    return actual.Order(
        id="o",
        name="#1001",
        number="1001",
        created_at=NOW,
        updated_at=NOW,
        lines=(actual.Line(id="l", sku="MUG", title="Mug", quantity=9),),
        fulfillment_orders=tuple(
            actual.FulfillmentOrder(
                id=f"f{number}",
                status=status,
                request_status="UNSUBMITTED",
                location_id=place,
                location_name=place,
                lines=(actual.FulfillmentOrderLine(id=f"fl{number}", line_id="l", total=units, remaining=units),),
            )
            for number, (place, status, units) in enumerate(open_units)
        ),
    )


def _imported(parts: list[tuple[str | None, int]]) -> desired.Order:
    return desired.Order(
        id="o",
        name="#1001",
        number="1001",
        lines=(desired.Line(id="l", sku="MUG", title="Mug", quantity=9),),
        parts=tuple(
            desired.Part(number=number, ship_from=key, lines=(("l", units),))
            for number, (key, units) in enumerate(parts, start=1)
        ),
    )


def _portions(
    open_units: list[tuple[str, str, int]], parts: list[tuple[str | None, int]]
) -> tuple[allocating.Portion, ...]:
    order, imported = _order(open_units), _imported(parts)
    return allocating.portions(_world(order, imported), imported)


def test_a_part_in_place_goes_before_one_that_has_to_be_moved() -> None:
    """Part 1 ships from Austin, part 2 from where the goods wait: part 2 keeps them, part 1 gets the rest."""
    found = _portions([("Lake", "OPEN", 3)], [("a", 2), ("b", 2)])

    assert [(one.part.number, one.quantity, one.is_in_place) for one in found] == [(2, 2, True), (1, 1, False)]


def test_a_part_without_a_location_still_stands_behind_its_units() -> None:
    """An unmapped warehouse must not leave its units to another part."""
    found = _portions([("Lake", "OPEN", 2)], [("c", 1), ("a", 2)])

    assert [(one.part.number, one.quantity, one.wanted) for one in found] == [(1, 1, None), (2, 1, "Austin")]


def test_nothing_stands_behind_a_cancelled_order() -> None:
    """Its parts wait for nothing."""
    cancelled = actual.Order(
        id="o", name="#1001", number="1001", created_at=NOW, updated_at=NOW, lines=(), fulfillment_orders=(),
        cancelled_at=NOW,
    )  # fmt: skip
    imported = _imported([("a", 2)])

    assert allocating.portions(_world(cancelled, imported), imported) == ()


@given(
    open_units=st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(STATUSES), st.integers(0, 4)), max_size=4),
    parts=st.lists(st.tuples(st.sampled_from(["a", "b", "c", None]), st.integers(0, 4)), max_size=4),
)
def test_every_unit_is_given_out_once_and_none_is_left_while_somebody_needs_it(
    open_units: list[tuple[str, str, int]], parts: list[tuple[str | None, int]]
) -> None:
    """No fulfillment order gives more than it has, no part gets more than it needs, and one of both runs out."""
    found = _portions(open_units, parts)

    given_out = {f"f{number}": 0 for number in range(len(open_units))}
    got = dict.fromkeys(range(1, len(parts) + 1), 0)
    for one in found:
        assert one.quantity > 0
        given_out[one.fulfillment_order.id] += one.quantity
        got[one.part.number] += one.quantity
    waiting = {f"f{n}": units if status != "CLOSED" else 0 for n, (_, status, units) in enumerate(open_units)}
    needed = {number: units for number, (_, units) in enumerate(parts, start=1)}
    assert all(given_out[fo] <= waiting[fo] for fo in given_out)
    assert all(got[number] <= needed[number] for number in got)
    assert sum(got.values()) == min(sum(waiting.values()), sum(needed.values()))
