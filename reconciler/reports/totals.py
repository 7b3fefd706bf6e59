"""Counts a report and says it in one sentence. `building` calls it."""

from collections import Counter
from collections.abc import Iterable

from reconciler import plans
from reconciler.reports import wording
from reconciler.reports.values import Entry, Total


def count(entries: Iterable[Entry]) -> tuple[Total, ...]:
    """Count the entries per action and result. A move counts its order once, however many parts of it move."""
    seen: dict[tuple[str, str], set[str]] = {}
    counter: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        slot = (entry.action, entry.result.code if entry.result else "")
        orders = seen.setdefault(slot, set())
        order = entry.address.order_id or entry.address.order or entry.key
        if entry.action == "relocate" and order in orders:
            continue
        orders.add(order)
        counter[slot] += 1
    return tuple(
        Total(
            action=action, count=counter[action, code], words=_words(action, code, counter[action, code]), result=code
        )
        for code in ("", *wording.RESULTS)
        for action in wording.ACTIONS
        if counter[action, code]
    )


def look(counts: plans.Counts) -> str:
    """Say how much was read: `12 orders, 40 levels looked at`."""
    orders = wording.count(counts.orders, "order", "orders")
    return f"{orders}, {wording.count(counts.levels, 'level', 'levels')} looked at"


def summarize(plan: plans.Plan, totals: tuple[Total, ...], held: int, ignored: int) -> str:
    """Say the whole report in one sentence."""
    aside = [f"{number:,} {word}" for number, word in ((held, "held"), (ignored, "ignored")) if number]
    rest = [", ".join(aside)] if aside else []
    if not totals:
        about = f" for {plan.scope}" if plan.scope else ""
        unread = plan.counts == plans.Counts()
        looked = "nothing was read from the shop" if unread else look(plan.counts)
        return "; ".join([f"Nothing to do{about}: {looked}", *rest]) + "."
    if totals[0].result:
        return _summarize_results(totals, rest)
    doing = ", ".join(total.words for total in totals)
    begin = "A guard holds the whole plan, nothing is applied: " if plan.is_stopped else ""
    return begin + "; ".join([doing, *rest]) + "."


def _summarize_results(totals: tuple[Total, ...], rest: list[str]) -> str:
    done = [total.words for total in totals if total.result == "done"]
    others: Counter[str] = Counter()
    for total in totals:
        if total.result != "done":
            others[total.result] += total.count
    said = ", ".join(wording.count_result("", code, number) for code, number in others.items())
    return "; ".join([", ".join(done) or "Nothing was done", *([said] if said else []), *rest]) + "."


def _words(action: str, code: str, number: int) -> str:
    return wording.count_result(action, code, number) if code else wording.count_planned(action, number)
