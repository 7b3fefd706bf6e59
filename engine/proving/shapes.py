"""Shapes: what `set_inventory` offers of what a warehouse has, and where two shapes begin to come to different things.

Arguments of an action and a target go in, quantities come out. Looked at is the plainest level: one warehouse, nothing
that others are owed. Used by `wanting` and `flapping`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Shape = Mapping[str, Any]
"""`reserve`, `percent`, `max` and `min`, as far as they are said."""

_EVERY_TARGET = 300
"""Up to this every target is looked at: of more only those at which something changes."""


def offered(shape: Shape, available: int) -> int:
    """Give what is written for a target of so many items: `reserve` first, then `percent`, `max` and `min`."""
    rest = max(0, available - shape.get("reserve", 0)) * shape.get("percent", 100) // 100
    rest = min(rest, shape.get("max", rest))
    return int(rest) if rest >= shape.get("min", 0) else 0


def at(arguments: Shape, warehouse: str) -> Shape:
    """Give the shape of what one warehouse offers; "" is one that is not shaped by itself."""
    common = {name: value for name, value in arguments.items() if name != "warehouses"}
    return common | _own(arguments).get(warehouse, {})


def shaped_alone(arguments: Shape) -> tuple[str, ...]:
    """Give the warehouses that are shaped by themselves."""
    return tuple(_own(arguments))


def turning(first: Shape, second: Shape) -> Iterator[int]:
    """Give targets on both sides of all at which what two shapes come to may change."""
    yield from range(_EVERY_TARGET)
    sizes = {int(size) for shape in (first, second) for name, size in shape.items() if name != "percent"}
    percents = {int(shape.get("percent", 100)) or 100 for shape in (first, second)}
    whole = {size * 100 // percent for size in (*sizes, 0) for percent in percents}
    for size in {one + other for one in whole for other in (*sizes, 0)}:
        yield from (size - 1, size, size + 1, size + 2) if size else (size,)
    yield 2 * sum(sizes) * 100 // min(percents) + 10_000


def _own(arguments: Shape) -> dict[str, dict[str, Any]]:
    return {warehouse: dict(shape) for warehouse, shape in arguments.get("warehouses", ())}
