"""Making locations and products, as a merchant does in the admin. Called by the control API and by seeds."""

from typing import Any

import msgspec

from simulator import errors, stocking
from simulator.placing import location_named
from simulator.state.addresses import Address
from simulator.state.catalogue import ONLY_VARIANT, InventoryItem, Product, Variant
from simulator.state.locations import Location
from simulator.worlds import World


class NewLocation(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A location as the control API describes it."""

    name: str
    active: bool = True
    ships_inventory: bool = True
    fulfillment_service: bool = False
    address: dict[str, Any] | None = None


class NewVariant(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One of several variants, such as a size; what is None is as the product says."""

    title: str
    sku: str | None = None
    stock: dict[str, int] = {}
    tracked: bool | None = None
    requires_shipping: bool | None = None
    price: str | None = None
    weight_grams: int | None = None


class NewProduct(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A product as the control API describes it, with one variant unless `variants` gives several.

    `stock` gives available by location name; only these locations stock it. A `bundle` is sold as its components, which
    are not simulated: its quantities can't be written.
    """

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
    bundle: bool = False
    variants: list[NewVariant] = []


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


def add_product(world: World, new: NewProduct) -> list[Variant]:
    """Make a product and stock it where the request says; returns its variants.

    Raises ControlError for an unknown location, or for variants beside what they would replace.
    """
    if new.variants and (new.sku is not None or new.stock):
        raise errors.ControlError("sku and stock belong to each of the variants, not beside them")
    if len({each.title for each in new.variants}) < len(new.variants):
        raise errors.ControlError("the variants of a product need different titles")
    shop, now = world.shop, world.now()
    wanted = new.variants or [NewVariant(title=ONLY_VARIANT, sku=new.sku, stock=new.stock)]
    places = [{location_named(world, name): count for name, count in each.stock.items()} for each in wanted]
    product = Product(
        id=shop.new_id("Product"),
        title=new.title,
        created_at=now,
        updated_at=now,
        vendor=new.vendor,
        product_type=new.product_type,
        tags=sorted(set(new.tags)),
    )
    shop.products[product.id] = product
    made = []
    for at, (each, stock) in enumerate(zip(wanted, places, strict=True)):
        variant = _add_variant(world, product, new, each)
        variant.position = at + 1
        for location_id, available in stock.items():
            stocking.activate(world, variant.inventory_item_id, location_id, available).changed = {}
        made.append(variant)
    return made


def _add_variant(world: World, product: Product, new: NewProduct, wanted: NewVariant) -> Variant:
    shop = world.shop
    variant_id = shop.new_id("ProductVariant")
    item = InventoryItem(
        id=shop.new_id("InventoryItem"),
        variant_id=variant_id,
        created_at=product.created_at,
        updated_at=product.created_at,
        sku=wanted.sku,
        tracked=new.tracked if wanted.tracked is None else wanted.tracked,
        requires_shipping=new.requires_shipping if wanted.requires_shipping is None else wanted.requires_shipping,
        weight_grams=new.weight_grams if wanted.weight_grams is None else wanted.weight_grams,
    )
    variant = Variant(
        id=variant_id,
        product_id=product.id,
        inventory_item_id=item.id,
        created_at=product.created_at,
        updated_at=product.created_at,
        title=wanted.title,
        sku=wanted.sku,
        price=new.price if wanted.price is None else wanted.price,
        requires_components=new.bundle,
    )
    product.variant_ids.append(variant_id)
    shop.items[item.id], shop.variants[variant_id], shop.levels[item.id] = item, variant, {}
    return variant
