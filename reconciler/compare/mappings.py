"""Mappings: mapped locations that are gone, and locations that no warehouse maps to."""

from reconciler.differences import Address, Difference, Kind, Reason
from reconciler.worlds import World


def compare(world: World) -> list[Difference]:
    """Every difference of the mappings stage."""
    found = []
    for mapping in world.mappings.values():
        location = world.locations.get(mapping.location_id)
        if location is not None and location.is_active:
            continue
        name = world.location_name(mapping.location_id)
        how = "was deleted" if location is None else "is inactive"
        found.append(
            Difference(
                kind=Kind.MAPPING_LOCATION_GONE,
                address=Address(warehouse=mapping.warehouse, location=name, location_id=mapping.location_id),
                summary=f"{world.warehouse_name(mapping.warehouse)} is mapped to {name}, which {how} in Shopify.",
                desired=name,
                actual=how,
                reason=Reason.LOCATION_GONE if location is None else Reason.LOCATION_INACTIVE,
                fix=f'Map it to another location: trueup map {mapping.warehouse} "LOCATION" --move',
            )
        )
    found.extend(
        Difference(
            kind=Kind.LOCATION_UNMAPPED,
            address=Address(location=location.name, location_id=location.id),
            summary=f"No warehouse is mapped to the location {location.name}.",
            desired="a warehouse",
            actual="none",
            fix=f'If a warehouse of yours ships from there: trueup map WAREHOUSE "{location.name}"',
        )
        for location in world.locations.values()
        if location.is_active and not location.is_fulfillment_service and location.id not in world.warehouses_at
    )
    return found
