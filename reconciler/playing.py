"""Playing: what came of decisions once more, from what was kept of the round, without a shop or a store.

A decision and what it was made from go in, an outcome comes out: the same that planning noted. With other rules, what
they give to earlier orders of the look is gone for later ones. Used by `replaying`.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

import msgspec

from engine.decisions import Applied, Decision
from engine.facts import Fact
from reconciler.planning import choosing, outcomes
from reconciler.planning.offers import Basis, Offer, Shares
from reconciler.planning.outcomes import Outcome

_ASSIGN = "assign_warehouse: "


def play(decision: Decision, basis: Basis | None) -> Outcome | None:
    """Give what comes of a decision; None where the rules alone decide that."""
    for applied in decision.applied:
        name = applied.action.name
        if isinstance(basis, Shares) and name == "set_inventory":
            return outcomes.offered(basis.quantity(applied.action.arguments), applied.rule)
        if isinstance(basis, Offer) and name == "assign_warehouse":
            return _assigned(decision, applied, basis)
        if isinstance(basis, Offer) and name == "split":
            if not basis.splits:
                return Outcome(outcomes.NOTHING, applied.rule, choosing.NOTHING_TO_SPLIT)
            return outcomes.split(basis.splits, applied.rule, applied.why)
    return None


def play_all(
    asked: Sequence[tuple[Fact, Basis | None]], decisions: Sequence[Decision], were: Sequence[Outcome | None]
) -> list[Outcome | None]:
    """Give what comes of other decisions in the place of those whose outcomes `were` recorded, in their order.

    What an order would have got elsewhere is free where it was, and gone where it would be. Goods that would have been
    split otherwise are left where they were.
    """
    moved: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    total: Counter[tuple[str, str]] = Counter()
    ship_from: dict[tuple[str, object], str] = {}
    found: list[Outcome | None] = []
    for (fact, basis), decision, was in zip(asked, decisions, were, strict=True):
        if not isinstance(basis, Offer):
            found.append(play(decision, basis))
            continue
        order, part = str(fact.values.get("order.number")), fact.values.get("part.number", 1)
        own = moved[order]
        free = tuple((key, sku, units + total[key, sku] - own[key, sku]) for key, sku, units in basis.free)
        now_from = ship_from.get((order, part), basis.ship_from)
        would = play(decision, msgspec.structs.replace(basis, free=free, ship_from=now_from))
        found.append(would)
        then, there = _warehouse(was), _warehouse(would)
        if there:
            ship_from[order, part] = there
        if then and there and then != there:
            for sku, units in basis.needed:
                if sku is not None:
                    for change in (own, total):
                        change[then, sku] += units
                        change[there, sku] -= units
    return found


def _assigned(decision: Decision, applied: Applied, offer: Offer) -> Outcome:
    """Choose as the rule says; where that finds none, as the next matching rule does."""
    choice = choosing.choose(applied.action.arguments, offer)
    if choice.warehouse is not None:
        return _taken(offer, choice.warehouse, applied.rule, choosing.joined(applied.why, choice.why))
    missed = choice.why or applied.why
    for other in decision.overridden:
        if other.by != applied.rule:
            continue
        said = choosing.missed(applied.rule, missed)
        match other.action.name:
            case "hold" | "ignore" as name:
                text = other.action.arguments.get("text")
                return outcomes.held(name, other.rule, text if isinstance(text, str) and text else missed)
            case "split" if offer.splits:
                return outcomes.split(offer.splits, other.rule, said)
            case "assign_warehouse":
                found = choosing.choose(other.action.arguments, offer)
                if found.warehouse is not None:
                    return _taken(offer, found.warehouse, other.rule, choosing.joined(found.why, said), applied.rule)
    return Outcome(outcomes.NOTHING, applied.rule, missed)


def _taken(offer: Offer, warehouse: str, rule: str, why: str, first: str = "") -> Outcome:
    """A warehouse was found; `first` is the rule that was asked before."""
    if offer.by_person or offer.ship_from == warehouse:
        return Outcome(outcomes.STAYS, first or rule)
    return outcomes.assigned(warehouse, rule, why)


def _warehouse(outcome: Outcome | None) -> str:
    """The warehouse that an outcome gives an order to; empty where it gives it to none."""
    if outcome is None or not outcome.what.startswith(_ASSIGN):
        return ""
    return outcome.what.removeprefix(_ASSIGN)
