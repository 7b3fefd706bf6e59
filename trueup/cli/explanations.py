"""`trueup explain`: what the rules decided about an order or a level, decide about it now, and why or why not."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

import typer

from engine import explaining, suggesting
from engine.facts import Fact
from reconciler import contexts, describing, names, scoping, worlds
from reconciler import round as rounds
from reconciler.differences import Address, Difference, Kind
from reconciler.planning import deciding
from store import errors as store_errors
from store import orders, timeline
from trueup import errors, opening
from trueup.cli import desks, endings, pasts, printing, settling
from trueup.cli.subjects import Subject


def add_to(app: typer.Typer) -> None:
    """Put the command at the top of the tree."""
    app.command("explain", epilog="Example: trueup explain 1001 --rule follow-the-label")(explain)


def explain(  # noqa: PLR0913 - what is explained, and how much of it
    context: typer.Context,
    order: Annotated[str | None, typer.Argument(help="An order's number, such as 1001 or #1001.")] = None,
    *,
    sku: Annotated[str | None, typer.Option(help="Or a SKU.")] = None,
    location: Annotated[str | None, typer.Option(help="The SKU at one location, by its name in the shop.")] = None,
    rule: Annotated[str | None, typer.Option(help="Only what this rule says: why, or why not.")] = None,
    number: Annotated[
        int | None, typer.Option("--round", metavar="ROUND", help="Only what this past round decided, rule by rule.")
    ] = None,
) -> None:
    """Tell what the rules decided and decide about an order or a SKU: which match and by what, which do not and why.

    What past rounds decided comes from the record, with the rules and values of then.
    """
    if (order is None) == (sku is None):
        raise typer.BadParameter("Name an order or, with --sku, an item.", param_hint="ORDER")
    if location is not None and sku is None:
        raise typer.BadParameter("Name the SKU whose level there is meant, with --sku.", param_hint="--location")
    desk = desks.at(context)
    subject = Subject(order=order, sku=sku, location=location)
    if number is not None:
        printing.say("\n\n".join(pasts.of_round(desk, subject, number, rule)))
        return
    told = asyncio.run(_tell(desk, subject, rule))
    before = _history(desk, order) if order and rule is None else ""
    printing.say("\n\n".join(part for part in (before, *told) if part))


async def _tell(desk: desks.Desk, subject: Subject, rule: str | None) -> list[str]:
    async with opening.open_shop(desk.project) as shop:
        meant = await names.resolve(
            shop, scoping.Scope(order=subject.order, sku=subject.sku, location=subject.location)
        )
        subject = Subject(order=meant.order, sku=subject.sku, location=subject.location)
        past = pasts.of(shop.database, shop.domain, subject)
        if rule is not None:
            _check_rule(shop, past, rule)
        seen = await rounds.look(shop)
        facts = [fact for fact in seen.facts if subject.is_about(fact)]
        if rule is not None:
            return _of_rule(shop, seen, facts, past, rule)
        before = pasts.tell(past, shop.ruleset)
        now = _explain(shop, seen, facts)
        if not facts and subject.sku is not None:
            now = settling.tell(seen.recognised.world, subject.sku, subject.location)
        if not facts and subject.order is not None:
            now = _as_if_new(shop, seen.recognised.world, subject.order)
        now = now or [_nothing(seen.recognised.world, subject)]
        return [*before, *(["Now:"] if past.memories and facts else []), *now]


def _check_rule(shop: contexts.Shop, past: pasts.Past, rule: str) -> None:
    """Refuse the name of a rule that is none today and was none then."""
    known = [one.name for one in shop.ruleset.rules]
    if rule not in known and rule not in past.rules:
        hint = suggesting.did_you_mean(rule, known, "the rules have " + suggesting.listed(known))
        raise errors.TrueupError(f"There is no rule {rule}: {hint}")


def _of_rule(shop: contexts.Shop, seen: rounds.Look, facts: Sequence[Fact], past: pasts.Past, rule: str) -> list[str]:
    """What one rule says now; where nothing that it answers is open now, what it said last."""
    kinds = {kind for one in shop.ruleset.rules if one.name == rule for kind in one.kinds}
    if answered := [fact for fact in facts if fact.kind in kinds]:
        return _explain(shop, seen, answered, rule)
    if told := pasts.tell(past, shop.ruleset, rule):
        return told
    asked = f"{rule} answers {', '.join(sorted(kinds))}"
    if facts:
        open_now = ", ".join(sorted({fact.kind for fact in facts}))
        return [f"{asked}. Open now is {open_now}, and nothing that it answers is on record."]
    return [f"{asked}. Nothing of that is open now, nor on record."]


def _explain(shop: contexts.Shop, seen: rounds.Look, facts: Sequence[Fact], rule: str | None = None) -> list[str]:
    """Each fact by today's rules, at the moment at which the look decided; then what it comes to, and what holds it."""
    now = seen.asked.now
    explained = [explaining.explain(shop.ruleset, fact, now, seen.missed.get(fact.key, ())) for fact in facts]
    told = [explaining.as_text(one, rule) for one in explained]
    if rule is not None:
        return told
    ended = endings.by_fact(seen.asked)
    return [
        "\n".join([said, *endings.tell(seen.recognised.world, fact, *ended[fact.key]), *endings.held(seen.plan, fact)])
        for said, fact in zip(told, facts, strict=True)
    ]


def _as_if_new(shop: contexts.Shop, world: worlds.World, order: str) -> list[str]:
    """What the rules would say to an order's first import, from what the shop says of it today; empty if it is gone."""
    number = order.strip().removeprefix("#")
    found = next((one for one in world.orders.values() if number in {one.number, one.name.removeprefix("#")}), None)
    if found is None:
        return []
    address = Address(order=found.number, order_id=found.id)
    new = Difference(kind=Kind.ORDER_NEW, address=address, summary="")
    (fact,) = describing.describe(world, [new])
    missed = deciding.find_missed(world, new, shop.decider.decide_at([fact], world.observed_at)[0])
    explained = explaining.explain(shop.ruleset, fact, world.observed_at, missed)
    return [
        "Nothing is left to do. If the order came in now, the rules would say:",
        explaining.as_text(explained),
    ]


def _history(desk: desks.Desk, order: str) -> str:
    """What was done so far, from the order's timeline; empty for an order that isn't here yet."""
    with desk.shop() as at, at.database.reading() as session:
        try:
            found = orders.find(session, at.domain, order)
        except store_errors.UnknownOrderError:
            return ""
        lines = [f"  {printing.moment(one.at)}  {one.author}: {one.text}" for one in timeline.entries(session, found)]
    return "\n".join([f"What happened to order {found.name} so far:", *lines]) if lines else ""


def _nothing(world: worlds.World, subject: Subject) -> str:
    if subject.sku is not None and not world.writes_inventory:
        return (
            f"Nothing is decided about {subject}: inventory write-back is off for the shop, so that levels are not "
            "compared. Switch it on with: trueup shop write-inventory on"
        )
    return f"There is nothing to decide about {subject}: it is as it should be, or closed."
