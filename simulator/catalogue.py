"""Making locations and products, as a merchant does in the admin. Called by the control API and by seeds."""

from typing import Any

import msgspec

from simulator import errors, stocking
from simulator.placing import location_named
from simulator.state.addresses import Address
from simulator.state.catalogue import InventoryItem, Product, Variant
from simulator.state.locations import Location
from simulator.worlds import World


class NewLocation(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A location as the control API describes it."""

    name: str
    active: bool = True
    ships_inventory: bool = True
    fulfillment_service: bool = False
    address: dict[str, Any] | None = None


class NewProduct(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A product with its one variant. `stock` gives available by location name; only these locations stock it."""

    title: str
    sku: str | None = None
    stock: dict[str, int] = {}
    tracked: bool = True
    requires_shipping: bool = True
    price: str = "10.00"
    weight_grams: int = 0
    vendor: str = "Trueup Goods"
    product_type: str = ""
    tags: list[str] = []


def add_location(world: World, new: NewLocation) -> Location:
    """Make a location; it goes last in the routing. Raises ControlError when the name is taken."""
    shop, now = world.shop, world.now()
    if any(location.name == new.name for location in shop.locations.values()):
        raise errors.ControlError(f"a location named {new.name!r} exists already")
    location = Location(
        id=shop.new_id("Location"),
        name=new.name,
        created_at=now,
        updated_at=now,
        active=new.active,
        ships_inventory=new.ships_inventory,
        fulfillment_service=new.fulfillment_service,
        address=msgspec.convert(new.address or {}, Address),
    )
    shop.locations[location.id] = location
    shop.routing.append(location.id)
    return location


def add_product(world: World, new: NewProduct) -> Variant:
    """Make a product and stock it where the request says. Raises ControlError for an unknown location."""
    shop, now = world.shop, world.now()
    stock = {location_named(world, name): available for name, available in new.stock.items()}
    product = Product(
        id=shop.new_id("Product"),
        title=new.title,
        created_at=now,
        updated_at=now,
        vendor=new.vendor,
        product_type=new.product_type,
        tags=sorted(set(new.tags)),
    )
    variant_id = shop.new_id("ProductVariant")
    product.variant_ids.append(variant_id)
    item = InventoryItem(
        id=shop.new_id("InventoryItem"),
        variant_id=variant_id,
        created_at=now,
        updated_at=now,
        sku=new.sku,
        tracked=new.tracked,
        requires_shipping=new.requires_shipping,
        weight_grams=new.weight_grams,
    )
    variant = Variant(
        id=variant_id,
        product_id=product.id,
        inventory_item_id=item.id,
        created_at=now,
        updated_at=now,
        sku=new.sku,
        price=new.price,
    )
    shop.products[product.id], shop.items[item.id], shop.variants[variant_id] = product, item, variant
    shop.levels[item.id] = {}
    for location_id, available in stock.items():
        level = stocking.activate(world, item.id, location_id, available)
        level.changed = {}
    return variant
