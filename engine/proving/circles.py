"""Which kinds of difference one order can have at the same time, and what an action changes for the others.

Used by the analyses of what rules undo: a rule can only undo another where both get to speak about the same order
while nothing but their own actions changes.
"""

from collections.abc import Callable, Mapping

from engine import ir
from engine.facts import Scalar
from engine.proving.spaces import Variable

_PLACEMENT = frozenset({"placement.elsewhere", "placement.blocked"})
_TRACKING = frozenset({"tracking.missing", "tracking.stale", "tracking.void", "tracking.blocked"})
_UNSHIPPED = frozenset({"order.unassigned", "order.spans_locations"})

_TOGETHER: Mapping[str, frozenset[str]] = {
    "order.new": frozenset(),
    "order.cancelled": frozenset(),
    "order.edited": _UNSHIPPED | _PLACEMENT | _TRACKING | {"failure.open", "failure.cleared"},
    "order.unassigned": frozenset({"order.spans_locations"}),
    "order.spans_locations": _PLACEMENT,
    "placement.elsewhere": _TRACKING | {"failure.open"},
    "placement.blocked": (_TRACKING - {"tracking.missing"}) | {"failure.open"},
    "tracking.missing": frozenset({"failure.open"}),
    "tracking.stale": frozenset({"failure.open"}),
    "tracking.blocked": frozenset({"failure.open"}),
    "tracking.void": frozenset({"failure.open"}),
}
"""Kinds that one part of an order can have beside each other, each pair said once. An order that is new has no part
yet, one that is cancelled has none any more; a failure is open or cleared, never both; the tracking of goods that
cannot be placed is blocked, not missing."""

_OF_ONE_DIFFERENCE = frozenset({"reason", "round.differences", "product.sku", "product.title"})


def coexist(kind: str, other: str) -> bool:
    """Tell whether one order can have differences of both kinds in one round."""
    return kind == other or other in _TOGETHER.get(kind, ()) or kind in _TOGETHER.get(other, ())


def sharing(kinds: frozenset[str], *apart: str) -> Callable[[Variable], bool]:
    """Say what views of one order have in common: all but the variables named, and what only one kind speaks of."""
    own = frozenset(apart) | (_OF_ONE_DIFFERENCE if len(kinds) > 1 else frozenset())
    return lambda variable: variable.name not in own and variable.member_of not in own


def equal(field: str, value: Scalar) -> ir.Test:
    """Make a comparison that no rule file holds, to ask for a state."""
    return ir.Test(field=field, operator=ir.Operator.IS, operands=(value,), place=ir.Place("", 1, 1))
