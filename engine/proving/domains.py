"""What really occurs: which fields a difference always has, and from where on its numbers begin.

The vocabulary says what a rule may ask; this says what the reconciler can answer. Proofs look only at facts that can
occur: a gap that needs an order without a number, or an order of minus three items, is none.
"""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

import msgspec

from engine.vocabulary import LINE_FIELDS, REASONS, Field, FieldType, fields

_ALWAYS = frozenset(
    {
        "order.number",
        "order.name",
        "order.item_count",
        "order.line_count",
        "order.created_at",
        "round.differences",
        "round.orders",
        "round.levels",
    }
)
_OF_PARTS = frozenset({"part.number", "part.labelled"})
_PART_KINDS = ("order.unassigned", "order.spans_locations", "placement.", "tracking.")
_OF_KINDS: Mapping[str, frozenset[str]] = {
    "placement.elsewhere": frozenset({"part.ship_from", "location.current", "location.wanted"}),
    "placement.blocked": frozenset({"part.ship_from", "reason"}),
    "tracking.blocked": frozenset({"reason"}),
    "failure.open": frozenset({"failure.reasons"}),
    "failure.cleared": frozenset({"failure.reasons"}),
    "availability.differs": frozenset(
        {
            "product.sku",
            "location.name",
            "warehouse.names",
            "warehouse.on_hand",
            "warehouse.available",
            "level.available",
            "level.committed",
            "level.on_hand",
            "level.target",
            "level.gap",
            "level.gap_size",
            "level.gap_percent",
        }
    ),
    "availability.unmapped": frozenset({"reason"}),
    "availability.not_stocked": frozenset({"reason"}),
    "mapping.location_gone": frozenset({"reason", "warehouse.key", "warehouse.name", "location.name"}),
    "location.unmapped": frozenset({"location.name"}),
}
_OF_LINES = frozenset({"title", "quantity", "requires_shipping", "gift_card", "bundle"})

_FROM_ONE = frozenset({"part.number", "round.differences"})
_COUNTS = frozenset({"order.item_count", "order.line_count"})
_NEVER_EMPTY = frozenset(
    {"order.new", "order.unassigned", "order.spans_locations", "placement.elsewhere", "placement.blocked"}
)
"""Kinds of difference about goods still to be sent. Of other orders nothing may be left after edits and refunds."""
_BELOW_ZERO = frozenset(
    {
        "level.available",
        "level.on_hand",
        "level.gap",
        "warehouse.on_hand",
        "warehouse.available",
        "on_hand",
        "available",
    }
)

COUPLED_LEVELS = frozenset({"level.available", "level.target", "level.gap", "level.gap_size", "level.gap_percent"})
"""Fields of a level that follow from available and target."""

EARLIEST = timedelta(days=3_660)
"""The oldest order looked at: a little more than the ten years that a rule may ask for."""


class Domain(msgspec.Struct, frozen=True, kw_only=True):
    """What values a field can have: whether it may be missing, its least number, its unit, its closed list."""

    name: str
    type: FieldType
    optional: bool
    least: int | None = None
    unit: Decimal = Decimal(1)
    choices: tuple[str, ...] = ()


def of_kinds(kinds: tuple[str, ...], name: str) -> Domain | None:
    """Give the domain of a field of a fact, shared by facts of these kinds; None for a field none of them has."""
    having = [kind for kind in kinds if name in fields(kind)]
    if not having:
        return None
    domain = _domain(fields(having[0])[name], known=any(_is_known(kind, name) for kind in having))
    if name in _COUNTS and not _NEVER_EMPTY.isdisjoint(having):
        return msgspec.structs.replace(domain, least=1)
    return domain


def of_line(name: str) -> Domain | None:
    """Give the domain of a field of a line; None for a field that lines have not."""
    return _domain(LINE_FIELDS[name], known=name in _OF_LINES) if name in LINE_FIELDS else None


def _is_known(kind: str, name: str) -> bool:
    of_part = kind.startswith(_PART_KINDS) and name in _OF_PARTS
    return name in _ALWAYS or of_part or name in _OF_KINDS.get(kind, frozenset())


def _domain(field: Field, *, known: bool) -> Domain:
    least = None if field.name in _BELOW_ZERO else 1 if field.name in _FROM_ONE else 0
    return Domain(
        name=field.name,
        type=field.type,
        optional=not known,
        least=least,
        unit=Decimal("0.01") if field.type is FieldType.MONEY else Decimal(1),
        choices=tuple(REASONS) if field.name in ("reason", "failure.reasons") else field.choices,
    )
