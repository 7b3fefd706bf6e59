"""Overlays: large mappings that change a little at a time and are never changed in place.

A mapping and some changes go in, the mapping after them comes out; the one before stays as it was. Copying a dict for
each of thousands of changes would take as many times its length. `worlds` keeps what it knows in these.
"""

from collections.abc import Iterator, Mapping
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")

_MOST = 256
"""How many changes lie on top before they are merged: a merge costs the whole mapping, a change all that lie on top."""


class Overlay(Mapping[K, V]):
    """A dict with changes on top of it. Keys keep the order in which they came."""

    __slots__ = ("_base", "_more", "_top")

    def __init__(self, base: dict[K, V], top: dict[K, V]) -> None:
        self._base = base
        self._top = top
        self._more = sum(key not in base for key in top)

    def __getitem__(self, key: K) -> V:
        return self._top[key] if key in self._top else self._base[key]

    def __iter__(self) -> Iterator[K]:
        yield from self._base
        yield from (key for key in self._top if key not in self._base)

    def __len__(self) -> int:
        return len(self._base) + self._more

    def changed(self, changes: Mapping[K, V]) -> "Overlay[K, V]":
        """Give the mapping after changes, at the cost of what lies on top."""
        if len(self._top) + len(changes) > _MOST:
            return Overlay({**self._base, **self._top, **changes}, {})
        return Overlay(self._base, {**self._top, **changes})


def changed(mapping: Mapping[K, V], changes: Mapping[K, V]) -> Mapping[K, V]:
    """Give any mapping after changes."""
    if isinstance(mapping, Overlay):
        return mapping.changed(changes)
    if len(mapping) + len(changes) <= _MOST:
        return {**mapping, **changes}
    return Overlay(dict(mapping) if not isinstance(mapping, dict) else mapping, dict(changes))
