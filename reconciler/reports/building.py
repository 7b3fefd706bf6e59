"""Builds the report of a plan. In: a plan, and the outcomes if it was applied. Out: `values.Report`.

Called by the command line, the daemon's round summary and the panel; the result goes to `rendering`.
"""

import re
from collections.abc import Iterable, Sequence

from reconciler import plans
from reconciler.reports import pairing, totals, wording
from reconciler.reports.values import Entry, Group, HeldEntry, Ignored, Report, Result

MOST_ITEMS = 3
"""Lines of a new order that are named before the rest is only counted."""


def build(plan: plans.Plan, outcomes: Sequence[plans.Outcome] = ()) -> Report:
    """Make the report. Every change, every held difference and every breach of the plan is in it, once."""
    entries = [_enter(change, result) for change, result in pairing.pair(plan.changes, outcomes)]
    notifications = tuple(entry for entry in entries if entry.action == "notify")
    changes = [entry for entry in entries if entry.action != "notify"]
    held = tuple(_hold(item) for item in plan.held if item.cause != plans.Held.IGNORED)
    ignored = _ignore(_hold(item) for item in plan.held if item.cause == plans.Held.IGNORED)
    counted = totals.count(entries)
    number_ignored = sum(group.count for group in ignored)
    return Report(
        shop=plan.shop,
        made_at=plan.made_at,
        observed_at=plan.observed_at,
        engine=plan.engine,
        rules_digest=plan.rules_digest,
        scope=plan.scope,
        writes_inventory=plan.writes_inventory,
        is_empty=not entries,
        is_stopped=plan.is_stopped,
        is_applied=bool(outcomes),
        summary=totals.summarize(plan, counted, len(held), number_ignored),
        looked_at=totals.look(plan.counts),
        breaches=plan.breaches,
        warnings=plan.warnings,
        notifications=notifications,
        orders=_group((entry.address.order, entry) for entry in changes if entry.address.order is not None),
        locations=_group((_location(entry), entry) for entry in changes if _location(entry) is not None),
        others=_group(("", entry) for entry in changes if entry.address.order is None and _location(entry) is None),
        held=held,
        ignored=ignored,
        totals=counted,
    )


def _enter(change: plans.Change, result: Result | None) -> Entry:
    glyph, words = wording.ACTIONS[change.action]
    work = change.work
    return Entry(
        kind=change.kind,
        stage=change.stage,
        action=change.action,
        glyph=glyph,
        words=words,
        key=change.key,
        address=change.address,
        subject=wording.subject(change.address),
        title=change.title,
        before=change.before,
        after=change.after,
        shown=_show(change),
        amount=work.quantity - work.expected if isinstance(work, plans.SetInventory) else None,
        difference=change.because.difference,
        rule=change.because.rule,
        why=change.because.why,
        place=change.because.place,
        conditions=change.because.held,
        overrode=change.because.overrode,
        effects=change.effects,
        touches_shop=change.touches_shop,
        result=result,
    )


def _show(change: plans.Change) -> str:
    """What changes, on one line. Where there was nothing before, only what will be says something."""
    match change.work:
        case plans.ImportOrder(lines=lines):
            items = [f"{quantity} × {sku or title}" for _, sku, title, quantity, _ in lines]  # noqa: RUF001
            more = f" and {len(items) - MOST_ITEMS} more" if len(items) > MOST_ITEMS else ""
            return ", ".join(items[:MOST_ITEMS]) + more
        case plans.SetTags(tag=tag):
            return tag
        case plans.AddNote(text=text) | plans.Notify(text=text):
            return text
        case plans.WriteTracking():
            return change.after
        case _:
            return wording.transition(change.before, change.after)


def _hold(held: plans.Held) -> HeldEntry:
    return HeldEntry(
        kind=held.kind,
        stage=held.stage,
        cause=held.cause,
        words=wording.CAUSES.get(held.cause, held.cause),
        address=held.address,
        subject=wording.subject(held.address),
        title=held.title,
        summary=held.summary,
        why=held.why,
        fix=held.fix,
        rule=held.rule,
        place=held.place,
    )


def _ignore(entries: Iterable[HeldEntry]) -> tuple[Ignored, ...]:
    by_rule: dict[tuple[str, str, str], list[HeldEntry]] = {}
    for entry in entries:
        by_rule.setdefault((entry.rule, entry.place, entry.why), []).append(entry)
    return tuple(
        Ignored(rule=rule, place=place, why=why, count=len(found), entries=tuple(found))
        for (rule, place, why), found in by_rule.items()
    )


def _location(entry: Entry) -> str | None:
    """The location that a change without an order is about: its name, else Shopify's id."""
    if entry.address.order is not None:
        return None
    return entry.address.location or entry.address.location_id


def _group(named: Iterable[tuple[str | None, Entry]]) -> tuple[Group, ...]:
    """Groups in the order in which people look for them; inside a group the plan's order stays, levels by SKU."""
    groups: dict[str, list[Entry]] = {}
    for name, entry in named:
        groups.setdefault(name or "", []).append(entry)
    return tuple(Group(name=name, entries=_arrange(groups[name])) for name in sorted(groups, key=_natural))


def _arrange(entries: list[Entry]) -> tuple[Entry, ...]:
    levels = [entry for entry in entries if entry.action == "set_inventory"]
    others = [entry for entry in entries if entry.action != "set_inventory"]
    return (*others, *sorted(levels, key=lambda entry: _natural(entry.address.sku or "")))


def _natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts 999 before 1001 and A-2 before A-10."""
    pieces = re.findall(r"[0-9]{1,18}|[^0-9]+", name)
    return tuple((0, int(piece), piece) if piece.isdecimal() else (1, 0, piece) for piece in pieces)
