"""Shops of any size, the same for the same seed: locations, products, orders. Called where a world is served."""

import random

import msgspec

from simulator import catalogue, fulfilment, locating, placing
from simulator.state.fulfillments import Tracking
from simulator.worlds import World

CITIES = (
    ("Lake Jackson", "TX"), ("Austin Office", "TX"), ("Dallas", "TX"), ("Reno", "NV"), ("Tampa", "FL"),
    ("Columbus", "OH"), ("Portland", "OR"), ("Newark", "NJ"), ("Fresno", "CA"), ("Denver", "CO"),
)  # fmt: skip
GOODS = ("Mug", "Lamp", "Kettle", "Blanket", "Basket", "Knife", "Pan", "Chair", "Clock", "Vase")
KINDS = ("Kitchen", "Living", "Bedroom", "Garden")
CHANNELS = ("web", "web", "web", "pos", "marketplace")
METHODS = ("Standard", "Standard", "Express", "Pickup in store")


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """How much a shop holds. The same numbers and seed give the same shop, but for the dates."""

    locations: int = 2
    skus: int = 100
    orders: int = 0
    seed: int = 1

    def check(self) -> None:
        """Raise ValueError when no shop can be of this size."""
        if not 1 <= self.locations <= locating.MOST:
            raise ValueError(f"a shop has 1 to {locating.MOST} locations, not {self.locations}")
        if self.skus < 0 or self.orders < 0:
            raise ValueError("skus and orders must not be negative")
        if self.orders and not self.skus:
            raise ValueError("orders need at least one SKU")


def gather(world: World, size: Size) -> None:
    """Fill an empty shop. Every third order was sent already."""
    size.check()
    dice = random.Random(size.seed)  # noqa: S311 - replayable, not secret
    names = _locations(world, size)
    for number in range(1, size.skus + 1):
        good = GOODS[number % len(GOODS)]
        homes = dice.sample(names, k=min(len(names), dice.choice((1, 2, 2, len(names)))))
        catalogue.add_product(
            world,
            catalogue.NewProduct(
                title=f"{good} {number}",
                sku=f"{good[:3].upper()}-{number:06}",
                stock={name: dice.randrange(5, 200) for name in homes},
                price=f"{dice.randrange(500, 20000) / 100:.2f}",
                weight_grams=dice.randrange(50, 5000),
                product_type=dice.choice(KINDS),
            ),
        )
    variants = list(world.shop.variants)
    for number in range(1, size.orders + 1):
        _order(world, dice, variants)
        if number % 3 == 0:
            _send(world, f"1Z{number:016}")


def _locations(world: World, size: Size) -> list[str]:
    names = []
    for number in range(size.locations):
        city, province = CITIES[number % len(CITIES)]
        name = city if number < len(CITIES) else f"{city} {number // len(CITIES) + 1}"
        address = {"city": city, "province_code": province, "country_code": "US"}
        catalogue.add_location(world, catalogue.NewLocation(name=name, address=address))
        names.append(name)
    return names


def _order(world: World, dice: random.Random, variants: list[int]) -> None:
    chosen = dice.sample(variants, k=min(len(variants), dice.choice((1, 1, 1, 2, 3))))
    city, province = dice.choice(CITIES)
    placing.place(
        world,
        placing.WantedOrder(
            lines=[placing.WantedLine(variant_id=each, quantity=dice.choice((1, 1, 2, 3))) for each in chosen],
            ship_to={"name": "Pat Customer", "city": city, "province_code": province, "country_code": "US"},
            channel=dice.choice(CHANNELS),
            shipping_method=dice.choice(METHODS),
        ),
    )


def _send(world: World, number: str) -> None:
    order_id = next(reversed(world.shop.orders))
    for each in world.shop.fulfillment_orders_of(order_id):
        entry = fulfilment.Entry(fulfillment_order_id=each.id)
        fulfilment.create(world, [entry], [Tracking(company="UPS", number=number)])
