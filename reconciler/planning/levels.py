"""Planning for availability: overwriting levels with what the warehouses can offer."""

from collections.abc import Mapping

from reconciler import fingerprints, plans, targets
from reconciler.planning import entries
from reconciler.planning.entries import Asked


def set_inventory(asked: Asked, known: Mapping[tuple[str, str], targets.Target]) -> plans.Change | plans.Held | None:
    """Overwrite available with the target, shaped as the rule says. None when the level already holds that."""
    address = asked.difference.address
    key = (address.item_id or "", address.location_id or "")
    level, wanted = asked.world.levels[key], quantity(asked, known)
    if wanted == level.available:
        return None
    work = plans.SetInventory(item_id=key[0], location_id=key[1], quantity=wanted, expected=level.available)
    change = entries.change(asked, work, before=str(level.available), after=str(wanted))
    change = entries.explained(change, told(asked.arguments))
    refusal = asked.world.refusal(str(change.address), fingerprints.of(change))
    if refusal is not None:
        return entries.impossible(asked, f'Shopify refused it: "{refusal.message}"', "Mend the cause in Shopify.")
    return change


def quantity(asked: Asked, known: Mapping[tuple[str, str], targets.Target]) -> int:
    """Units that the level may offer, shaped as the rule says."""
    address = asked.difference.address
    target = known[address.item_id or "", address.location_id or ""]
    return target.quantity(shape(asked.arguments), shapes(asked.arguments))


def told(arguments: Mapping[str, object]) -> str:
    """Say how the rule shapes what is offered, alike for all of its levels; empty where it offers everything."""
    own = arguments.get("warehouses")
    at = [f"at {warehouse} {_told(dict(said))}" for warehouse, said in own] if isinstance(own, tuple | list) else []
    return ", ".join(said for said in (_told(arguments), *at) if said)


def _told(arguments: Mapping[str, object]) -> str:
    words = {
        "reserve": "{} kept back",
        "percent": "{}% of the rest offered",
        "max": "at most {}",
        "min": "none rather than fewer than {}",
    }
    return ", ".join(said.format(arguments[name]) for name, said in words.items() if name in arguments)


def shapes(arguments: Mapping[str, object]) -> dict[str, targets.Shape]:
    """The shapes of single warehouses by their keys: what is said of them, and the rule's common words for the rest."""
    own = arguments.get("warehouses")
    if not isinstance(own, tuple | list):
        return {}
    return {str(warehouse): shape({**arguments, **dict(said)}) for warehouse, said in own}


def shape(arguments: Mapping[str, object]) -> targets.Shape:
    """The shape that a rule's arguments describe."""

    def whole(name: str, default: int) -> int:
        value = arguments.get(name, default)
        return value if isinstance(value, int) else default

    maximum = arguments.get("max")
    return targets.Shape(
        reserve=whole("reserve", 0),
        percent=whole("percent", 100),
        minimum=whole("min", 0),
        maximum=maximum if isinstance(maximum, int) else None,
    )
