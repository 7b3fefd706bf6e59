"""From differences and decisions to changes and held entries: the plan step of every stage."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from engine import decisions
from reconciler import moving, plans, projecting, targets
from reconciler.differences import Difference, Kind
from reconciler.planning import choosing, entries, levels, marking, offers, orders, outcomes, shipping
from reconciler.planning.entries import Asked
from reconciler.worlds import World

Entry = plans.Change | plans.Held | None

ACTIONS: Mapping[str, Callable[[Asked], Entry]] = {
    "assign_warehouse": orders.assign_warehouse,
    "split": orders.split,
    "accept": orders.accept,
    "relocate": shipping.relocate,
    "stock_at_location": shipping.stock_at_location,
    "write_tracking": shipping.write_tracking,
    "update_tracking": shipping.update_tracking,
    "cancel_fulfillment": shipping.cancel_fulfillment,
    "tag": marking.tag,
    "untag": marking.untag,
    "note": marking.note,
    "notify": marking.notify,
}
"""What plans each action. `set_inventory`, `hold`, `ignore` and `require_approval` are treated in `plan` itself."""

_ASSIGNED = frozenset({Kind.ORDER_NEW, Kind.ORDER_UNASSIGNED, Kind.ORDER_SPANS_LOCATIONS})
"""Kinds of difference at which a ship-from may be chosen."""

APPROVE = "trueup rounds waiting shows what waits, and in which round; then: trueup approve ROUND"
"""What a person does about a change that waits for approval."""


class Planned(NamedTuple):
    """What one pass of a stage came to, and the world after its changes. `waiting` are held until they are approved.

    `missed` is what rules asked for and can't be done, by the key of the difference. `bases` and `outcomes` tell
    of each difference what a ship-from or a quantity was chosen from, and what came of it.
    """

    changes: list[plans.Change]
    held: list[plans.Held]
    world: World
    waiting: list[plans.Change]
    missed: dict[str, tuple[decisions.Missed, ...]]
    bases: list[offers.Basis | None]
    outcomes: list[outcomes.Outcome | None]


def plan(world: World, differences: Sequence[Difference], decided: Sequence[decisions.Decision]) -> Planned:
    """Turn the decisions about these differences into changes, each seeing the world that the ones before it leave."""
    changes: list[plans.Change] = []
    held: list[plans.Held] = []
    known = (
        {(t.item_id, t.location_id): t for t in targets.targets(world)}
        if any(d.kind is Kind.AVAILABILITY_DIFFERS for d in differences)
        else {}
    )
    writes: list[plans.Change] = []
    unapproved: list[plans.Change] = []
    missed: dict[str, tuple[decisions.Missed, ...]] = {}
    bases: list[offers.Basis | None] = []
    ended: list[outcomes.Outcome | None] = []
    for difference, decision in zip(differences, decided, strict=True):
        if difference.kind is Kind.ORDER_NEW:
            change = orders.imported(world, difference)
            changes.append(change)
            world = projecting.project(world, [change])
        bases.append(_basis(world, difference, known))
        waiting = next((a for a in decision.applied if a.action.name == "require_approval"), None)
        answer = _answer(world, difference, decision, known)
        ended.append(answer.outcome)
        if answer.missed:
            missed[difference.key] = answer.missed
        for entry in answer.entries:
            if isinstance(entry, plans.Held):
                held.append(entry)
            elif waiting is not None and entry.action != "notify":
                held.append(entries.held(difference, "approval", why=entry.after, fix=APPROVE, applied=waiting))
                unapproved.append(entry)
            elif entry.action in world.resting:
                held.append(entries.resting(difference, entry, world.resting[entry.action]))
            elif isinstance(entry.work, plans.SetInventory):
                writes.append(entry)  # levels don't see each other: project them all at once
            else:
                after = projecting.project(world, [entry])
                effects = moving.effects(world, after, entry.address.order_id)
                changes.append(msgspec.structs.replace(entry, effects=effects))
                world = after
    return Planned([*changes, *writes], held, _levels_written(world, writes), unapproved, missed, bases, ended)


def _basis(
    world: World, difference: Difference, known: Mapping[tuple[str, str], targets.Target]
) -> offers.Basis | None:
    if difference.kind in _ASSIGNED:
        return offers.of(world, difference)
    if difference.kind is Kind.AVAILABILITY_DIFFERS:
        target = known[difference.address.item_id or "", difference.address.location_id or ""]
        return offers.Shares(shares=target.shares, foreign=target.foreign)
    return None


def find_missed(world: World, difference: Difference, decision: decisions.Decision) -> tuple[decisions.Missed, ...]:
    """What the rules ask for about a difference and can't be done. For a kind that is not about levels."""
    return _answer(world, difference, decision, {}).missed


class _Answer(NamedTuple):
    """What one decision comes to, and what of it can't be done."""

    entries: list[plans.Change | plans.Held]
    missed: tuple[decisions.Missed, ...]
    outcome: outcomes.Outcome | None


def _answer(
    world: World,
    difference: Difference,
    decision: decisions.Decision,
    known: Mapping[tuple[str, str], targets.Target],
) -> _Answer:
    overrode = {
        by: tuple(o.rule for o in decision.overridden if o.by == by) for by in {o.by for o in decision.overridden}
    }
    found: list[plans.Change | plans.Held] = []
    missed: list[decisions.Missed] = []
    outcome: outcomes.Outcome | None = None
    # A level that equals its plain target is only here so that rules may shape it.
    equal = difference.kind is Kind.AVAILABILITY_DIFFERS and difference.desired == difference.actual
    answered = equal
    for applied in decision.applied:
        name = applied.action.name
        asked = Asked(world, difference, applied, overrode.get(applied.rule, ()))
        if name == "require_approval" or (equal and name != "set_inventory") or _is_said(applied, decision):
            continue
        answered = True
        if name in {"hold", "ignore"}:
            cause = "rule" if name == "hold" else plans.Held.IGNORED
            title = entries.title(world, difference.address)
            found.append(entries.held(difference, cause, why=asked.text(), applied=applied, title=title))
            continue
        entry = levels.set_inventory(asked, known) if name == "set_inventory" else ACTIONS[name](asked)
        if isinstance(entry, plans.Held) and entry.cause == "impossible":
            entry, tried = _instead_of(asked, entry, decision)
            missed += tried
        if name == "set_inventory":
            outcome = outcomes.offered(levels.quantity(asked, known), applied.rule)
        elif name in outcomes.PLAYED:
            outcome = outcomes.of(entry, applied.rule)
        if entry is not None:
            found.append(entry)
    if not answered and difference.kind is not Kind.ORDER_NEW:
        found.append(entries.held(difference, "no_rule", why="no rule answers it"))
    return _Answer(_told_last(world, found), tuple(missed), outcome)


def _is_said(applied: decisions.Applied, decision: decisions.Decision) -> bool:
    """Tell whether a rule before it asks for the very same: a note is written once, however many rules want it."""
    asked = [(one.action.name, one.action.arguments) for one in decision.applied]
    action = applied.action
    return asked.index((action.name, action.arguments)) < decision.applied.index(applied)


def _instead_of(asked: Asked, entry: plans.Held, decision: decisions.Decision) -> tuple[Entry, list[decisions.Missed]]:
    """What comes in the place of an action that can't be done, and all that was missed on the way.

    Where a ship-from can't be chosen, the next matching rule that says what becomes of it is asked; anything else that
    can't be done stays held.
    """
    missed = [_missed(asked.applied, entry)]
    if asked.applied.action.name != "assign_warehouse":
        return entry, missed
    for next_best in decision.overridden:
        if next_best.by != asked.applied.rule:
            continue
        instead = decisions.Applied(action=next_best.action, rule=next_best.rule, why="", place=next_best.action.place)
        name = next_best.action.name
        other: Entry
        if name in {"hold", "ignore"}:
            cause = "rule" if name == "hold" else plans.Held.IGNORED
            text = Asked(asked.world, asked.difference, instead, ()).text() or entry.why
            other = entries.held(asked.difference, cause, why=text, fix=entry.fix, applied=instead)
        elif name in ACTIONS:
            other = ACTIONS[name](Asked(asked.world, asked.difference, instead, ()))
            if isinstance(other, plans.Held):
                missed.append(_missed(instead, other))
                continue
            other = _instead(other, asked.applied.rule, entry)
        else:
            continue
        return other, [msgspec.structs.replace(one, instead=next_best) for one in missed]
    return entry, missed


def _missed(applied: decisions.Applied, entry: plans.Held) -> decisions.Missed:
    return decisions.Missed(action=applied.action, rule=applied.rule, why=entry.why, fix=entry.fix)


def _instead(other: plans.Change | None, rule: str, missed: plans.Held) -> plans.Change | None:
    """A change that comes in the place of another rule's, with the reason why that one could not be."""
    if other is None:
        return None
    why = choosing.joined(other.because.why, choosing.missed(rule, missed.why))
    return msgspec.structs.replace(other, because=msgspec.structs.replace(other.because, why=why))


def _told_last(world: World, found: list[plans.Change | plans.Held]) -> list[plans.Change | plans.Held]:
    """Let only the last tag or note of a failure keep that it was told: what is cut short before is told again."""
    telling = [
        index
        for index, entry in enumerate(found)
        if isinstance(entry, plans.Change) and isinstance(entry.work, plans.SetTags | plans.AddNote)
    ]
    for index in telling[:-1]:
        entry = found[index]
        if isinstance(entry, plans.Change) and isinstance(entry.work, plans.SetTags | plans.AddNote):
            imported = world.imported.get(entry.address.order_id or "")
            work = msgspec.structs.replace(entry.work, reasons=imported.failure if imported is not None else ())
            found[index] = msgspec.structs.replace(entry, work=work)
    return found


def _levels_written(world: World, writes: Sequence[plans.Change]) -> World:
    if not writes:
        return world
    return projecting.with_levels(world, writes)
