"""What a location may offer: the worked example, shortages, shapes, and what is committed without a part of ours."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from reconciler import actual, desired, targets, worlds

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ITEM = actual.Item(id="i", sku="MUG-01", title="Enamel Mug")


def _world(
    shelves: dict[str, int], places: dict[str, str], *, levels: tuple[actual.Level, ...] = (), **more: object
) -> worlds.World:
    names = sorted({*places.values(), *(level.location_id for level in levels)})
    wanted = desired.Desired(
        shop="s",
        writes_inventory=True,
        warehouses=tuple(desired.Warehouse(key=key, name=key) for key in shelves),
        mappings=tuple(
            desired.Mapping(warehouse=key, location_id=place, location_name=place) for key, place in places.items()
        ),
        stock=tuple(desired.Stock(warehouse=key, sku="MUG-01", on_hand=n, as_of=NOW) for key, n in shelves.items()),
        orders=more.get("imported", ()),  # type: ignore[arg-type] # given by name below
    )
    observed = actual.Actual(
        shop="s",
        observed_at=NOW,
        locations=tuple(actual.Location(id=name, name=name) for name in names),
        items=(ITEM,),
        levels=levels,
        orders=more.get("orders", ()),  # type: ignore[arg-type] # given by name below
    )
    return worlds.of(wanted, observed)


def _level(place: str, available: int, committed: int = 0) -> actual.Level:
    return actual.Level(
        item_id="i", location_id=place, available=available, committed=committed, on_hand=available + committed
    )


def _order(place: str, units: int) -> actual.Order:
    line = actual.FulfillmentOrderLine(id="fl", line_id="l", total=units, remaining=units, item_id="i")
    fo = actual.FulfillmentOrder(
        id="f", status="OPEN", request_status="UNSUBMITTED", location_id=place, location_name=place, lines=(line,)
    )
    return actual.Order(
        id="o",
        name="#1001",
        number="1001",
        created_at=NOW,
        updated_at=NOW,
        lines=(actual.Line(id="l", sku="MUG-01", title="Enamel Mug", quantity=units, item_id="i"),),
        fulfillment_orders=(fo,),
    )


def _imported(ship_from: str | None, units: int) -> desired.Order:
    part = desired.Part(number=1, ship_from=ship_from, lines=(("l", units),))
    line = desired.Line(id="l", sku="MUG-01", title="Enamel Mug", quantity=units)
    return desired.Order(id="o", name="#1001", number="1001", lines=(line,), parts=(part,))


def _quantities(world: worlds.World, shape: targets.Shape = targets.PLAIN) -> dict[str, int]:
    return {target.location_id: target.quantity(shape) for target in targets.targets(world)}


BOTH = {"a": "Austin", "b": "Lake"}
LEVELS = (_level("Austin", 48), _level("Lake", 49, 1))


def test_an_order_that_nobody_imported_is_taken_off_where_it_sits() -> None:
    """The store knows nothing of it yet, Shopify has it at Lake Jackson."""
    world = _world({"a": 48, "b": 50}, BOTH, levels=LEVELS, orders=(_order("Lake", 1),))

    assert _quantities(world) == {"Austin": 48, "Lake": 49}


def test_an_order_that_ships_from_elsewhere_is_taken_off_at_both_places() -> None:
    """A's shelf needs it, and its quantity at Lake Jackson will be freed by the move: it isn't offered before."""
    world = _world({"a": 48, "b": 50}, BOTH, levels=LEVELS, orders=(_order("Lake", 1),), imported=(_imported("a", 1),))

    assert _quantities(world) == {"Austin": 47, "Lake": 49}


def test_an_order_in_its_place_is_taken_off_once() -> None:
    """B's shelf needs it, and nothing else does."""
    world = _world({"a": 48, "b": 50}, BOTH, levels=LEVELS, orders=(_order("Lake", 1),), imported=(_imported("b", 1),))

    assert _quantities(world) == {"Austin": 48, "Lake": 49}


def test_an_order_that_nobody_decided_about_is_taken_off_where_it_sits() -> None:
    """Its part has no ship-from yet."""
    world = _world({"a": 48, "b": 50}, BOTH, levels=LEVELS, orders=(_order("Lake", 1),), imported=(_imported(None, 1),))

    assert _quantities(world) == {"Austin": 48, "Lake": 49}


def test_what_shopify_committed_counts_even_if_its_order_was_not_read() -> None:
    """A page that came short must not make goods look free."""
    assert _quantities(_world({"b": 50}, {"b": "Lake"}, levels=(_level("Lake", 47, 3),))) == {"Lake": 47}


def test_a_shortage_of_one_warehouse_is_made_up_by_the_others_of_the_location() -> None:
    """C has 5 and A lacks 2: their common location offers 3, or the 2 that A owes would be sold again."""
    world = _world(
        {"a": 0, "c": 5}, {"a": "Lake", "c": "Lake"}, orders=(_order("Lake", 2),), imported=(_imported("a", 2),)
    )

    assert _quantities(world) == {"Lake": 3}


def test_nothing_less_than_nothing_is_offered() -> None:
    """Shopify refuses negative quantities, and nobody can sell them."""
    world = _world({"b": 0}, {"b": "Lake"}, orders=(_order("Lake", 4),), imported=(_imported("b", 4),))

    assert _quantities(world) == {"Lake": 0}


@given(
    available=st.integers(-50, 500),
    reserve=st.integers(0, 60),
    percent=st.integers(0, 100),
    minimum=st.integers(0, 30),
    maximum=st.none() | st.integers(0, 60),
)
def test_no_shape_offers_more_than_there_is(
    available: int, reserve: int, percent: int, minimum: int, maximum: int | None
) -> None:
    """However rules shape it; and a shortage is never turned into stock."""
    offered = targets.Shape(reserve=reserve, percent=percent, minimum=minimum, maximum=maximum).of(available)

    assert offered <= max(available, 0)
    assert offered >= min(available, 0)
    if available <= reserve:
        assert offered <= 0
    if maximum is not None:
        assert offered <= maximum
