"""What `trueup explain` is asked about: an order, or a SKU at one location or at all."""

import msgspec

from engine.facts import Fact


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """An order by its number or name, or a SKU, at `location` or anywhere."""

    order: str | None = None
    sku: str | None = None
    location: str | None = None

    def __str__(self) -> str:
        """As a sentence names it."""
        if self.order is not None:
            return f"order {self.order}"
        return f"{self.sku}" + (f" at {self.location}" if self.location else "")

    @property
    def value(self) -> str:
        """A value that every fact about it has."""
        return self.bare if self.order is not None else self.sku or ""

    @property
    def bare(self) -> str:
        """The order's number or name without the mark before it."""
        return (self.order or "").strip().removeprefix("#")

    def is_about(self, fact: Fact) -> bool:
        """Whether a fact is about it."""
        if self.order is not None:
            name = str(fact.values.get("order.name", "")).removeprefix("#")
            return self.bare in (fact.values.get("order.number"), name)
        place = fact.values.get("location.name")
        return fact.values.get("product.sku") == self.sku and self.location in (None, place)
