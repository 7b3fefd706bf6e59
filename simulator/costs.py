"""What an operation costs, asked and actual. Called by the endpoint around each run.

Scalars 0, objects 1, a mutation 10, a connection 2 + g(n) times node with g(n) = max(1, floor(2·ln n)). Source: Shopify
docs, API limits, for the rules; recorded answers for the size of connections and for the exceptions below.
"""

import math
from typing import Any

from simulator.plans import FieldPlan, Plan

FREE_TYPES = frozenset({
    "MoneyV2", "MoneyBag", "LocationAddress", "ShopAddress", "Weight", "InventoryItemMeasurement", "PageInfo",
})  # fmt: skip
MUTATION = 10
COUNT = 10
DEAR = {"fulfillmentTrackingInfoUpdate": 50, "refundCreate": 20, "deliveryProfileUpdate": 100}


def growth(size: int) -> int:
    """Return by how much a connection of a size multiplies the cost of its nodes."""
    return 0 if size <= 0 else max(1, math.floor(2 * math.log(size)))


class Pricer:
    """Prices one operation: `requested()` before it runs, `actual(data)` after."""

    def __init__(self, plan: Plan, roots: list[FieldPlan], *, mutation: bool) -> None:
        self._plan = plan
        self._roots = roots
        self._mutation = mutation

    def requested(self) -> int:
        """Return the points the operation asks for."""
        return sum(self._root(field, _ASKED) for field in self._roots)

    def actual(self, data: dict[str, Any] | None) -> int:
        """Return the points the answer came to."""
        if data is None:
            return sum(DEAR.get(field.name, MUTATION) if self._mutation else 1 for field in self._roots)
        return sum(self._root(field, data.get(field.key)) for field in self._roots)

    def fields(self) -> list[dict[str, Any]]:
        """Return the price of every field, for the cost debug header: the roots first, then what is below each."""
        entries: list[dict[str, Any]] = []
        for field in self._roots:
            own, total = self._own(field), self._root(field, _ASKED)
            entries.append(_entry([field.key], own, total, field))
            self._below(field, [field.key], entries)
        return entries

    def _below(self, field: FieldPlan, path: list[str], entries: list[dict[str, Any]]) -> None:
        for kind in self._plan.possible(field):
            for child in self._plan.children(field, kind):
                here = [*path, child.key]
                total = self._field(child, _ASKED)
                free = child.named is None or child.named.name in FREE_TYPES or child.name in {"nodes", "edges"}
                entries.append(_entry(here, 0 if free or not child.selections else 1, total, child))
                self._below(child, here, entries)

    def _own(self, field: FieldPlan) -> int:
        if self._mutation:
            return DEAR.get(field.name, MUTATION)
        return COUNT if field.name.endswith("Count") else int(bool(field.selections))

    def _root(self, field: FieldPlan, value: Any) -> int:
        if field.name.endswith("Count") and not self._mutation:
            return COUNT
        if self._mutation:
            return self._own(field) + self._payload(field, value)
        return max(1, self._field(field, value)) if field.selections else 0

    def _payload(self, field: FieldPlan, value: Any) -> int:
        """Price below a mutation: the payload and the objects directly in it are free, what they hold is not."""
        total = 0
        if value is None:
            return 0
        for kind in self._plan.possible(field):
            for direct in self._plan.children(field, kind):
                inner = _inside(value, direct)
                if direct.name == "userErrors" or inner is None or not direct.selections:
                    continue
                total += max(0, self._field(direct, inner) - 1)
        return total

    def _field(self, field: FieldPlan, value: Any) -> int:
        if not field.selections or field.named is None:
            return 0
        if isinstance(value, list):
            return max((self._field(field, each) for each in value if each is not None), default=1)
        if field.named.name.endswith("Connection"):
            return self._connection(field, value)
        own = 0 if field.named.name in FREE_TYPES else 1
        if value is None:
            return own
        prices = [
            sum(self._field(child, _inside(value, child)) for child in self._plan.children(field, kind))
            for kind in self._plan.possible(field)
        ]
        return own + max(prices, default=0)

    def _connection(self, field: FieldPlan, value: Any) -> int:
        asked = field.args.get("first")
        size = asked if asked is not None else field.args.get("last") or 0
        node_price = 0
        for kind in self._plan.possible(field):
            for child in self._plan.children(field, kind):
                if child.name not in {"nodes", "edges"}:
                    continue
                values = _inside(value, child)
                if isinstance(values, list) and values:
                    size = len(values)
                    node_price += sum(self._node(child, each) for each in values) // size
                else:
                    node_price += self._node(child, _ASKED)
        return 2 + growth(size) * node_price

    def _node(self, child: FieldPlan, value: Any) -> int:
        if child.name == "nodes":
            return self._field(child, value)
        total = 0
        for kind in self._plan.possible(child):
            for part in self._plan.children(child, kind):
                total += self._field(part, _inside(value, part))
        return total


def _entry(path: list[str], own: int, total: int, field: FieldPlan) -> dict[str, Any]:
    return {
        "path": path,
        "definedCost": own,
        "requestedTotalCost": total,
        "requestedChildrenCost": total - own if field.selections else None,
    }


class _Asked:
    """Stands for a value not known yet: the operation is priced before it runs."""


_ASKED = _Asked()


def _inside(value: Any, field: FieldPlan) -> Any:
    if isinstance(value, dict):
        return value.get(field.key)
    return _ASKED if value is _ASKED else None
