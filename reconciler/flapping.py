"""Flapping: levels that somebody else keeps setting back, so that two writers take turns for ever.

`apart` looks at what earlier rounds wrote. A write that was carried out several times already, from the same quantity
to the same quantity, is a tug-of-war. Raising such a level stops, and the report names it with its history. Lowering
it goes on, with a warning: leaving a quantity that is too high would sell what does not exist.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from reconciler import plans
from reconciler.contexts import Shop
from store import written_levels
from store.written_levels import Written

TURNS = 3
"""How often the same write may have been carried out before it counts as a tug-of-war."""

WINDOW = timedelta(hours=24)
"""How far back is looked."""


class Parted(NamedTuple):
    """The changes that go on, what is held, and sentences about levels that are still lowered."""

    changes: tuple[plans.Change, ...]
    held: tuple[plans.Held, ...]
    warnings: tuple[str, ...]


def apart(shop: Shop, changes: Sequence[plans.Change]) -> Parted:
    """Take out the level writes that only feed a tug-of-war."""
    history = _history(shop, [change for change in changes if isinstance(change.work, plans.SetInventory)])
    kept: list[plans.Change] = []
    held: list[plans.Held] = []
    warnings: list[str] = []
    for change in changes:
        turns = history.get((str(change.address), change.before, change.after), ())
        if len(turns) < TURNS or not isinstance(change.work, plans.SetInventory):
            kept.append(change)
        elif change.work.quantity < change.work.expected:
            kept.append(change)
            warnings.append(f"{_story(change, turns)} It is lowered again, because too much is offered.")
        else:
            held.append(_held(change, turns))
    return Parted(tuple(kept), tuple(held), tuple(warnings))


def _history(shop: Shop, writes: Sequence[plans.Change]) -> dict[tuple[str, str, str], list[Written]]:
    if not writes:
        return {}
    addresses = sorted({str(change.address) for change in writes})
    with shop.database.reading() as session:
        rows = written_levels.since(session, shop.domain, addresses, shop.clock() - WINDOW)
    found: dict[tuple[str, str, str], list[Written]] = {}
    for row in rows:
        found.setdefault((row.address, row.before, row.after), []).append(row)
    return found


def _story(change: plans.Change, turns: Sequence[Written]) -> str:
    times = ", ".join(f"{turn.at:%H:%M} (round {turn.round_id})" for turn in turns[-TURNS:])
    return (
        f"Somebody else keeps setting {change.address.sku} at {change.address.location} back to {change.before}: "
        f"we made it {change.after} at {times}, {len(turns)} times in {WINDOW.total_seconds() / 3600:g} hours."
    )


def _held(change: plans.Change, turns: Sequence[Written]) -> plans.Held:
    return plans.Held(
        kind=change.kind,
        stage=change.stage,
        address=change.address,
        summary=_story(change, turns),
        cause="impossible",
        why="two writers take turns",
        fix="Find the other writer (Shopify shows it in the item's inventory history), and switch one of the two off.",
        rule=change.because.rule,
        place=change.because.place,
        title=change.title,
    )
