"""Repeats: a new order that nobody could give a ship-from is one thing for a person to mend, so it is shown once.

What was held in one round goes in, and comes out with each such order named once. Used by `staging`.
"""

from collections.abc import Iterable

import msgspec

from reconciler import plans
from reconciler.differences import Kind

_SAID = frozenset({"impossible", "rule"})
"""The causes that say why a ship-from was not chosen. Others, such as an approval, say something of their own."""


def told_once(held: Iterable[plans.Held]) -> tuple[plans.Held, ...]:
    """Leave out a new order that is held once more as one without a ship-from, which it then is.

    The latter stays, because later rounds show it too. Where no rule speaks about it, it takes over what the rules for
    new orders said.
    """
    held = tuple(held)
    new = {one.address.order_id: one for one in held if one.kind is Kind.ORDER_NEW and one.cause in _SAID}
    unassigned = {one.address.order_id for one in held if one.kind is Kind.ORDER_UNASSIGNED}
    return tuple(
        _with_reason(one, new.get(one.address.order_id))
        for one in held
        if one is not new.get(one.address.order_id) or one.address.order_id not in unassigned
    )


def _with_reason(one: plans.Held, said: plans.Held | None) -> plans.Held:
    if one.kind is not Kind.ORDER_UNASSIGNED or one.cause != "no_rule" or said is None:
        return one
    return msgspec.structs.replace(
        one, cause=said.cause, why=said.why, fix=said.fix or one.fix, rule=said.rule, place=said.place
    )
