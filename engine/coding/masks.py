"""Sets of codes, kept as the bits of one whole number: code -1 (missing) is bit 0, code 0 is bit 1, and so on.

Intersection is `&`, union is `|`. Used by slots, boxes, and whoever turns boxes into tests on numbers.
"""

MISSING = -1
"""The code of a missing field."""


def span(low: int, high: int) -> int:
    """Make the set of the codes from low to high, both included; empty if high is below low."""
    return ((1 << (high - low + 1)) - 1) << (low + 1) if high >= low else 0


def one(code: int) -> int:
    """Make the set of a single code."""
    return 1 << (code + 1)


def contains(mask: int, code: int) -> bool:
    """Tell whether the code is in the set."""
    return bool(mask >> (code + 1) & 1)


def ranges(mask: int) -> list[tuple[int, int]]:
    """Give the set as the fewest ranges (low, high), both included, in order."""
    found = []
    code = MISSING
    while mask:
        gap = (mask & -mask).bit_length() - 1
        mask >>= gap
        width = (~mask & (mask + 1)).bit_length() - 1
        mask >>= width
        found.append((code + gap, code + gap + width - 1))
        code += gap + width
    return found
