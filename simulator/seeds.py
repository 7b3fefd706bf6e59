"""Ready-made shops to start from. Called by `python -m simulator --seed` and by tests."""

from collections.abc import Callable

from simulator import catalogue, placing
from simulator.worlds import World

NewLocation = catalogue.NewLocation
NewProduct = catalogue.NewProduct


def story(world: World) -> None:
    """Make the shop of the story: Lake Jackson ships first, Austin Office second, one mug stocked at both."""
    catalogue.add_location(world, NewLocation(name="Lake Jackson", address=_texas("Lake Jackson", "77566")))
    catalogue.add_location(world, NewLocation(name="Austin Office", address=_texas("Austin", "78701")))
    mug = NewProduct(
        title="Enamel Mug",
        sku="MUG-01",
        stock={"Lake Jackson": 50, "Austin Office": 48},
        price="18.00",
        weight_grams=350,
    )
    catalogue.add_product(world, mug)


def empty(_: World) -> None:
    """Make nothing."""


def order(world: World, number: int) -> None:
    """Let so many customers order one unit of the shop's first product. Raises ValueError when it has none."""
    first = next(iter(world.shop.variants), None)
    if number and first is None:
        raise ValueError("orders need at least one SKU")
    for _ in range(number):
        placing.place(world, placing.WantedOrder(lines=[placing.WantedLine(variant_id=first)]))


SEEDS: dict[str, Callable[[World], None]] = {"story": story, "empty": empty}


def _texas(city: str, postcode: str) -> dict[str, str]:
    return {"city": city, "province_code": "TX", "country_code": "US", "zip": postcode}
