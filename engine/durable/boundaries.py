"""Checking a freshly loaded rule set at the edges of its boxes, where a wrong `<` or a lost alternative shows.

A group goes in, code tuples just inside and just outside its boxes come out, with the boxes that truly fit each.
Used by `matchers` when it loads; the check against the plain evaluator, on real facts, is `checking`'s.
"""

from collections.abc import Iterator
from itertools import islice

from engine.coding import groups, masks

_MOST_COMPARISONS = 25_000
"""How many times at most a tuple is compared with a box: some 10 ms per group, whatever the size of the rule set."""


def edges(group: groups.Group) -> list[groups.Codes]:
    """Give distinct code tuples at the edges of the boxes, as many as are worth their time."""
    most = max(20, _MOST_COMPARISONS // max(1, len(group.boxes)))
    return list(dict.fromkeys(islice(_edges(group), most)))


def fitting(group: groups.Group, codes: groups.Codes) -> list[int]:
    """Give the boxes that fit the code tuple, found by looking."""
    return [
        number for number, box in enumerate(group.boxes) if all(masks.contains(mask, codes[slot]) for slot, mask in box)
    ]


def _edges(group: groups.Group) -> Iterator[groups.Codes]:
    yield (0,) * len(group.highest)
    yield (masks.MISSING,) * len(group.highest)
    for box in group.boxes:
        inside = [0] * len(group.highest)
        for slot, mask in box:
            inside[slot] = masks.ranges(mask)[0][0]
        for slot, mask in box:
            for low, high in masks.ranges(mask):
                for code in (low, high, low - 1, high + 1):
                    if masks.MISSING <= code <= group.highest[slot]:
                        yield (*inside[:slot], code, *inside[slot + 1 :])
