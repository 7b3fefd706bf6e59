"""Decisions: what the rules say about one fact. Made by `deciding`, turned into changes by the reconciler.

What of them can't be done in the world as it is (`Missed`) the reconciler finds out, and `explaining` tells. They come
by the hundred thousand and cannot hold themselves, so that the garbage collector need not look at them (`gc=False`).
"""

import msgspec

from engine import ir


class Applied(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One action that stands, the rule that asked for it, and the conditions that held, in plain words with values."""

    action: ir.Action
    rule: str
    why: str
    place: ir.Place
    held: tuple[str, ...] = ()


class Overridden(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An action that did not stand because an earlier rule's action excludes it."""

    action: ir.Action
    rule: str
    by: str


class Missed(msgspec.Struct, frozen=True, kw_only=True):
    """An action that rules asked for and that can't be carried out: why, and what a person does about it.

    `instead` is the overridden action that came in its place. None: nothing did, and the difference is held.
    """

    action: ir.Action
    rule: str
    why: str
    fix: str = ""
    instead: Overridden | None = None


class Decision(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What the rules say about the fact `key`. No `applied` means that no rule answered: the difference is held."""

    kind: str
    key: str
    applied: tuple[Applied, ...] = ()
    overridden: tuple[Overridden, ...] = ()
