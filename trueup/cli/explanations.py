"""`trueup explain`: what the rules decide about an order or a level now, and for each rule why or why not."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from engine import explaining, suggesting
from engine.decisions import Missed
from engine.facts import Fact
from reconciler import contexts, describing, names, scoping, worlds
from reconciler import round as rounds
from reconciler.differences import Address, Difference, Kind
from reconciler.planning import deciding
from store import errors as store_errors
from store import orders, timeline
from trueup import errors, opening
from trueup.cli import desks, endings, printing, settling


def add_to(app: typer.Typer) -> None:
    """Put the command at the top of the tree."""
    app.command("explain", epilog="Example: trueup explain 1001 --rule follow-the-label")(explain)


def explain(
    context: typer.Context,
    order: Annotated[str | None, typer.Argument(help="An order's number, such as 1001 or #1001.")] = None,
    *,
    sku: Annotated[str | None, typer.Option(help="Or a SKU.")] = None,
    location: Annotated[str | None, typer.Option(help="The SKU at one location, by its name in the shop.")] = None,
    rule: Annotated[str | None, typer.Option(help="Only what this rule says: why, or why not.")] = None,
) -> None:
    """Tell what the rules decide about an order or a SKU: which match and by what, which do not and why."""
    if (order is None) == (sku is None):
        raise typer.BadParameter("Name an order or, with --sku, an item.", param_hint="ORDER")
    if location is not None and sku is None:
        raise typer.BadParameter("Name the SKU whose level there is meant, with --sku.", param_hint="--location")
    desk = desks.at(context)
    told = asyncio.run(_tell(desk, (order, sku, location), rule))
    before = _history(desk, order) if order and rule is None else ""
    subject = f"order {order}" if order else f"{sku}" + (f" at {location}" if location else "")
    parts = [before, *(told or [_nothing(subject)])]
    printing.say("\n\n".join(part for part in parts if part))


async def _tell(desk: desks.Desk, asked: tuple[str | None, str | None, str | None], rule: str | None) -> list[str]:
    async with opening.open_shop(desk.project) as shop:
        known = [one.name for one in shop.ruleset.rules]
        if rule is not None and rule not in known:
            hint = suggesting.did_you_mean(rule, known, "the rules have " + suggesting.listed(known))
            raise errors.TrueupError(f"There is no rule {rule}: {hint}")
        order, sku, location = asked
        meant = await names.resolve(shop, scoping.Scope(order=order, sku=sku, location=location))
        asked = (meant.order, sku, location)
        seen = await rounds.look(shop)
        facts = _about(seen.facts, *asked)
        told = _explain(shop, facts, seen.missed, rule)
        if rule is None:
            told = _with_endings(seen, facts, told)
        if not facts and asked[1] is not None:
            told = settling.tell(seen.recognised.world, asked[1], asked[2])
        if not facts and asked[0] is not None:
            told = _as_if_new(shop, seen.recognised.world, asked[0], rule)
        return told


def _as_if_new(shop: contexts.Shop, world: worlds.World, order: str, rule: str | None) -> list[str]:
    """What the rules would say to an order's first import, from what the shop says of it today; empty if it is gone."""
    number = order.strip().removeprefix("#")
    found = next((one for one in world.orders.values() if number in {one.number, one.name.removeprefix("#")}), None)
    if found is None:
        return []
    address = Address(order=found.number, order_id=found.id)
    new = Difference(kind=Kind.ORDER_NEW, address=address, summary="")
    facts = describing.describe(world, [new])
    missed = {new.key: deciding.find_missed(world, new, shop.decider.decide_at(facts, world.observed_at)[0])}
    return [
        "Nothing is left to do. If the order came in now, the rules would say:",
        *_explain(shop, facts, missed, rule),
    ]


def _history(desk: desks.Desk, order: str) -> str:
    """What was decided and done so far, from the order's timeline; empty for an order that isn't here yet."""
    with desk.shop() as at, at.database.reading() as session:
        try:
            found = orders.find(session, at.domain, order)
        except store_errors.UnknownOrderError:
            return ""
        lines = [f"  {printing.moment(one.at)}  {one.author}: {one.text}" for one in timeline.entries(session, found)]
    return "\n".join([f"What happened to order {found.name} so far:", *lines]) if lines else ""


def _explain(
    shop: contexts.Shop, facts: Sequence[Fact], missed: Mapping[str, tuple[Missed, ...]], rule: str | None
) -> list[str]:
    now = shop.clock()
    explained = [explaining.explain(shop.ruleset, fact, now, missed.get(fact.key, ())) for fact in facts]
    return [explaining.as_text(one, rule) for one in explained]


def _with_endings(seen: rounds.Look, facts: Sequence[Fact], told: Sequence[str]) -> list[str]:
    """Add to each explanation which warehouse or quantity it comes to."""
    ended = endings.by_fact(seen.asked)
    return [
        "\n".join([said, *endings.tell(seen.recognised.world, fact, *ended[fact.key])])
        for said, fact in zip(told, facts, strict=True)
    ]


def _about(facts: Sequence[Fact], order: str | None, sku: str | None, location: str | None) -> list[Fact]:
    if order is not None:
        name = order.strip().removeprefix("#")
        return [fact for fact in facts if name in (fact.values.get("order.number"), _bare(fact))]
    return [
        fact
        for fact in facts
        if fact.values.get("product.sku") == sku and location in (None, fact.values.get("location.name"))
    ]


def _bare(fact: Fact) -> str:
    return str(fact.values.get("order.name", "")).removeprefix("#")


def _nothing(subject: str) -> str:
    return f"There is nothing to decide about {subject}: it is as it should be, or closed."
