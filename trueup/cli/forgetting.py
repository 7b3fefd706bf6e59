"""`trueup forget`: take out of the database what is known of a customer."""

from typing import Annotated

import typer

from reconciler import forgetting, leasing
from trueup import opening
from trueup.cli import desks, printing, reporting

WHERE = {
    "facts": "what rules were asked and said about their orders",
    "remarks": "remarks on the timelines of their orders",
    "addresses": "addresses at which their parcels could be followed",
    "records": "records of rounds, requests and waiting plans that told more of their orders than they need",
    "messages": "answers of the shop about their orders",
    "texts": "texts in which somebody wrote their name",
    "marks": "marks of webhooks about their orders",
    "examples": "saved examples of the engine that held facts of orders",
}


def add_to(app: typer.Typer) -> None:
    """Put the command at the top of the tree."""
    app.command("forget", epilog='Example: trueup forget 1001 1017 "Ana Lopez"')(forget)


def forget(
    context: typer.Context,
    customer: Annotated[
        list[str], typer.Argument(help="Numbers of the customer's orders, Shopify's ids of them, or their name.")
    ],
    *,
    even_open: Annotated[
        bool, typer.Option("--even-open", help="Also while an order of theirs is still to be shipped.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
) -> None:
    """Take out of the database what is known of a customer, down to the bytes of its file. It can't be undone.

    Order numbers, lines, quantities, carriers and tracking numbers stay: stock and parcels hang on them. Shopify's own
    data, your backups, and reports that you saved are not touched.
    """
    desk = desks.at(context)
    with desk.shop() as at:
        person = forgetting.find(at.database, at.domain, customer)
        if person.open and not even_open:
            raise forgetting.OpenOrderError(person.open)
        orders = ", ".join(person.numbers) or "none"
        printing.say(f"Orders: {orders}. Names on record: {len(person.names)}.")
        if not yes:
            reporting.ask("Forget this customer? It can't be undone.", "Add --yes to forget without being asked.")
        with leasing.held(at.database, at.domain, clock=desks.now, ttl=opening.lease_of(desk.project)):
            done = forgetting.forget(
                at.database,
                at.domain,
                person,
                now=desks.now(),
                examples=desk.project.folder / opening.EXAMPLES,
            )
    _tell(done)


def _tell(done: forgetting.Forgotten) -> None:
    lines = [(getattr(done, name), words) for name, words in WHERE.items() if getattr(done, name)]
    printing.rows(("Forgotten", "What"), lines, nothing="Nothing was kept of them but what stock and parcels need.")
    if done.rounds:
        numbers = ", ".join(map(str, done.rounds))
        printing.say(f"`trueup replay` can't prove these rounds word for word any more: {numbers}.")
    if done.rules:
        numbers = ", ".join(map(str, done.rules))
        printing.say(f"The rules of these rounds named the customer, and what they decided went with them: {numbers}.")
        printing.say("If rule files or their lists still name them, mend those as well.")
