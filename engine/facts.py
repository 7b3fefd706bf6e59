"""Facts: what rules are asked about. The reconciler makes them, `deciding` answers them.

They come by the hundred thousand and hold nothing but plain values, so the garbage collector need not look at them
(`gc=False`).
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

import msgspec

Scalar: TypeAlias = str | int | Decimal | bool | datetime
"""One value of a field: text, whole number, money or measure, flag, or an aware UTC moment."""

Value: TypeAlias = Scalar | tuple[str, ...]
"""A field's value. A tuple of texts is a set-like field such as `order.tags`. A missing field is absent, never None."""


class Fact(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A difference with its context, as rules see it.

    `kind` is one of the vocabulary's kinds (`placement.elsewhere`); `key` names the difference, unique in a round;
    `values` maps the vocabulary's field names (`order.ship_to.country`) to typed values;
    `lines` holds one map of line field names (`sku`, `quantity`) to values per order line, for `any line` and its kin.
    """

    kind: str
    key: str
    values: Mapping[str, Value]
    lines: tuple[Mapping[str, Value], ...] = ()
