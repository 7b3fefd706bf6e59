"""One request on its way through the resolvers: the world it acts on, and what it may see."""

from collections import Counter
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from simulator import errors
from simulator.state.fulfillments import FulfillmentOrder
from simulator.state.shops import Shop

if TYPE_CHECKING:
    from simulator.worlds import World


class Call:
    """What every resolver is handed.

    `search` gathers the warnings for `extensions.search`; `path` is the way to the list that is being searched.
    """

    def __init__(self, world: "World", scopes: frozenset[str]) -> None:
        self.world = world
        self.scopes = scopes
        self.path: list[str] = []
        self.search: list[dict[str, Any]] = []

    @property
    def shop(self) -> Shop:
        """The shop's records."""
        return self.world.shop

    @cached_property
    def sku_counts(self) -> Counter[str | None]:
        """How many items have each SKU, counted once for a request."""
        return Counter(item.sku for item in self.shop.items.values())

    def sees(self, fulfillment_order: FulfillmentOrder) -> bool:
        """Tell whether the token's scopes show a fulfillment order; Shopify hides the others without a word."""
        location = self.shop.locations.get(fulfillment_order.location_id)
        third_party = location is not None and location.fulfillment_service
        kind = "third_party" if third_party else "merchant_managed"
        return f"read_{kind}_fulfillment_orders" in self.scopes or f"write_{kind}_fulfillment_orders" in self.scopes


Resolver = Callable[[Any, Call, dict[str, Any]], Any]
"""Answers one field: from the value it hangs on, the request, and the field's arguments."""


class Answer(dict[str, Any]):
    """A payload or small value that resolvers make up on the spot: keys are field names of the schema."""

    def __init__(self, typename: str, **fields: Any) -> None:
        super().__init__(fields)
        self.typename = typename


def require(found: Any, gid: str) -> Any:
    """Return a record that must exist. Raises TopLevelError RESOURCE_NOT_FOUND "Invalid id: …" otherwise."""
    if found is None:
        raise errors.invalid_id(gid)
    return found
