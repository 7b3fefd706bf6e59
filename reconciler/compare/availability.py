"""Availability: levels that differ from what the warehouses can offer, and the reasons why a level can't be written."""

from collections.abc import Iterator

from reconciler import actual, targets
from reconciler.differences import Address, Difference, Kind, Reason
from reconciler.worlds import World


def compare(world: World) -> list[Difference]:
    """Every level that differs from its target. Nothing at all when write-back is off for the shop."""
    return list(_compare(world, every_level=False))


def compare_every_level(world: World) -> list[Difference]:
    """Like `compare`, and also levels that equal their plain target: needed where rules shape what is offered."""
    return list(_compare(world, every_level=True))


def _compare(world: World, *, every_level: bool) -> Iterator[Difference]:
    if not world.writes_inventory:
        return
    yield from _unmapped(world)
    yield from _skus(world)
    for target in targets.targets(world):
        item = world.items[target.item_id]
        location = world.locations.get(target.location_id)
        if location is None or not location.is_active or not _is_plain(world, item):
            continue  # told once, by the mappings stage or by `_skus`
        yield from _level(world, target, item, location, every_level=every_level)


def _level(
    world: World, target: targets.Target, item: actual.Item, location: actual.Location, *, every_level: bool
) -> Iterator[Difference]:
    level = world.levels.get((item.id, location.id))
    address = Address(sku=target.sku, item_id=item.id, location=location.name, location_id=location.id)
    quantity = target.quantity()
    if level is None or not level.is_active:
        yield Difference(
            kind=Kind.AVAILABILITY_NOT_STOCKED,
            address=address,
            summary=f"{item.title} ({target.sku}) is not stocked at {location.name},"
            f" so its {quantity} can't be offered there.",
            desired=str(quantity),
            actual="not stocked",
            reason=Reason.ITEM_NOT_STOCKED,
            fix=f'Stock {target.sku} at "{location.name}" in Shopify, or use the action stock_at_location.',
        )
    elif every_level or level.available != quantity:
        shares = ", ".join(f"{world.warehouse_name(key)} {count}" for key, count in target.shares)
        taken = f", less {target.foreign} that will be freed or is not imported yet" if target.foreign else ""
        yield Difference(
            kind=Kind.AVAILABILITY_DIFFERS,
            address=address,
            summary=f"{target.sku} at {location.name}: available on hand {shares}{taken}.",
            desired=str(quantity),
            actual=str(level.available),
        )


def _unmapped(world: World) -> Iterator[Difference]:
    stocked = {row.warehouse for row in world.stock}
    for key in sorted(stocked - world.mappings.keys()):
        name = world.warehouse_name(key)
        yield Difference(
            kind=Kind.AVAILABILITY_UNMAPPED,
            address=Address(warehouse=key),
            summary=f"The stock of {name} can't be written back: the warehouse is not mapped to a location.",
            desired="written back",
            actual="not mapped",
            reason=Reason.UNMAPPED_WAREHOUSE,
            fix=f'Map it: trueup map {key} "LOCATION"',
        )


def _is_plain(world: World, item: actual.Item) -> bool:
    return item.tracked and not item.is_bundle and len(world.items_by_sku.get(item.sku or "", ())) == 1


def _skus(world: World) -> Iterator[Difference]:
    """Once per SKU, whatever the number of its locations."""
    writing = {key for key, mapping in world.mappings.items() if mapping.writes_inventory}
    for sku in sorted({row.sku for row in world.stock if row.warehouse in writing}):
        items = world.items_by_sku.get(sku, ())
        if not items:
            yield _unwritable(
                Kind.AVAILABILITY_UNKNOWN_SKU,
                sku,
                f"The warehouses have {sku}, but no product of the shop has that SKU.",
                "Add the SKU to the product in Shopify (upper and lower case count), or remove it from the stock.",
            )
        elif len(items) > 1:
            titles = ", ".join(item.title for item in items)
            yield _unwritable(
                Kind.AVAILABILITY_AMBIGUOUS_SKU,
                sku,
                f"{len(items)} products of the shop have the SKU {sku} ({titles}): writing it would count it twice.",
                "Give each product a SKU of its own in Shopify.",
            )
        elif items[0].is_bundle:
            yield _unwritable(
                Kind.AVAILABILITY_NOT_WRITABLE,
                sku,
                f"{sku} is a bundle: Shopify computes its stock from its components.",
                "Keep stock for the components instead.",
            )
        elif not items[0].tracked:
            yield _unwritable(
                Kind.AVAILABILITY_UNTRACKED,
                sku,
                f"Shopify doesn't track the quantity of {sku}.",
                'Tick "Track quantity" on the product in Shopify if its stock should be written.',
            )


def _unwritable(kind: Kind, sku: str, summary: str, fix: str) -> Difference:
    return Difference(
        kind=kind, address=Address(sku=sku), summary=summary, desired="written back", actual="not written", fix=fix
    )
