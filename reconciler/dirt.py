"""Dirt: what webhooks marked in a shop, as the value that a narrow round looks at.

`of` reads the store's marks; `aiming` finds out what has to be read because of them. The receiver makes marks with the
kinds of here.
"""

from collections.abc import Iterable

import msgspec

from store import dirt as stored

ORDER = "order"
FULFILLMENT_ORDER = "fulfillment_order"
ITEM = "item"
SHOP = "shop"
"""Something that everything hangs on, such as a location: the whole shop has to be looked at."""


class Dirt(msgspec.Struct, frozen=True, kw_only=True):
    """What changed, by Shopify's ids. `is_everywhere`: no narrow look would do."""

    orders: frozenset[str] = frozenset()
    fulfillment_orders: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    is_everywhere: bool = False


def of(marks: Iterable[stored.Mark]) -> Dirt:
    """Put marks together. A kind that is not known here (a newer version made it) means everything."""
    by_kind: dict[str, set[str]] = {}
    for mark in marks:
        by_kind.setdefault(mark.kind, set()).add(mark.subject)
    return Dirt(
        orders=frozenset(by_kind.pop(ORDER, ())),
        fulfillment_orders=frozenset(by_kind.pop(FULFILLMENT_ORDER, ())),
        items=frozenset(by_kind.pop(ITEM, ())),
        is_everywhere=bool(by_kind),
    )
