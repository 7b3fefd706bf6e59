"""Quantities are whole units. Whatever people and files write for them is read here."""

import re
from decimal import Decimal

from store import errors

LARGEST = 1_000_000_000
"""The most units a level may have. Source: Shopify Admin API docs, inventorySetQuantities."""

_WHOLE = re.compile(r"[+-]?[0-9]{1,12}(\.0*)?")


def read_whole(value: int | float | Decimal | str) -> int:  # noqa: PYI041 - JSON gives floats, people give text
    """Return the value as whole units, 0 or more. "5", "5.0" and 5.0 are five.

    Raises QuantityError for anything negative, fractional, larger than Shopify can hold, or no number at all.
    """
    text = str(value).strip()
    if isinstance(value, bool) or not _WHOLE.fullmatch(text):
        raise errors.QuantityError(f'"{text}" is not a whole number of units. Write digits only, as in 12.')
    units = int(text.partition(".")[0])
    if units < 0:
        raise errors.QuantityError(f'"{text}" is negative. Stock is 0 or more: what is owed is known from the orders.')
    if units > LARGEST:
        raise errors.QuantityError(f'"{text}" is more than {LARGEST:,}, the most that Shopify holds.')
    return units
