"""Checking a freshly loaded rule set at the edges of its boxes, where a wrong `<` or a lost alternative shows.

A coder goes in, code tuples just inside and just outside its boxes come out, with the boxes that truly fit each.
Used by `matchers` when it loads; the check against the plain evaluator, on real facts, is `checking`'s.
"""

from collections.abc import Iterator
from itertools import islice

from engine.coding import coders, masks

_MOST_COMPARISONS = 100_000
"""How many times at most a tuple is compared with a box: some 50 ms, whatever the size of the rule set."""


def edges(coder: coders.Coder) -> list[coders.Codes]:
    """Give distinct code tuples at the edges of the boxes, as many as are worth their time."""
    most = max(20, _MOST_COMPARISONS // max(1, len(coder.boxes)))
    return list(dict.fromkeys(islice(_edges(coder), most)))


def fitting(coder: coders.Coder, codes: coders.Codes) -> list[int]:
    """Give the boxes that fit the code tuple, found by looking."""
    return [
        number for number, box in enumerate(coder.boxes) if all(masks.contains(mask, codes[slot]) for slot, mask in box)
    ]


def _edges(coder: coders.Coder) -> Iterator[coders.Codes]:
    yield (0,) * len(coder.highest)
    yield (masks.MISSING,) * len(coder.highest)
    for box in coder.boxes:
        inside = [0] * len(coder.highest)
        for slot, mask in box:
            inside[slot] = masks.ranges(mask)[0][0]
        for slot, mask in box:
            for low, high in masks.ranges(mask):
                for code in (low, high, low - 1, high + 1):
                    if masks.MISSING <= code <= coder.highest[slot]:
                        yield (*inside[:slot], code, *inside[slot + 1 :])
