"""Playing: what came of decisions once more, from what was kept of the round, without a shop or a store.

A decision and what it was made from go in, an outcome comes out: the same that planning noted. With other rules, what
they give to earlier orders of the look is gone for later ones. Used by `replaying`.
"""

from collections import Counter
from collections.abc import Sequence

import msgspec

from engine.decisions import Applied, Decision
from engine.facts import Fact
from reconciler.planning import choosing, outcomes
from reconciler.planning.offers import Basis, Offer, Shares
from reconciler.planning.outcomes import Outcome

_ASSIGN = "assign_warehouse: "

_Part = tuple[str, object]
"""An order's number and the number of its part."""


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
    moved: dict[_Part, Counter[tuple[str, str]]] = {}
    total: Counter[tuple[str, str]] = Counter()
    ship_from: dict[_Part, str | None] = {}
    found: list[Outcome | None] = []
    for (fact, basis), decision, was in zip(asked, decisions, were, strict=True):
        if not isinstance(basis, Offer):
            found.append(play(decision, basis))
            continue
        part = str(fact.values.get("order.number")), fact.values.get("part.number", 1)
        own = moved.get(part, Counter())
        free = tuple((key, sku, units + total[key, sku] - own[key, sku]) for key, sku, units in basis.free)
        now_from = ship_from.get(part, basis.ship_from)
        would = play(decision, msgspec.structs.replace(basis, free=free, ship_from=now_from))
        found.append(would)
        if not _is_split(was) and not _is_split(would):
            there = ship_from[part] = _warehouse(would, now_from)
            moved[part] = _moved(basis, _warehouse(was, basis.ship_from), there)
            total.subtract(own)
            total.update(moved[part])
    return found


def _moved(offer: Offer, then: str | None, there: str | None) -> Counter[tuple[str, str]]:
    """What more is free, and where less, when the part ships from `there` and not from where it did `then`."""
    change: Counter[tuple[str, str]] = Counter()
    for sku, units in offer.needed:
        if sku is not None and then != there:
            change.update({(then, sku): units} if then is not None else {})
            change.subtract({(there, sku): units} if there is not None else {})
    return change


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


def _warehouse(outcome: Outcome | None, otherwise: str | None) -> str | None:
    """The warehouse that ships the part after an outcome; `otherwise` where the outcome leaves it as it is."""
    if outcome is None or not outcome.what.startswith(_ASSIGN):
        return otherwise
    return outcome.what.removeprefix(_ASSIGN)


def _is_split(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.what.startswith("split")
