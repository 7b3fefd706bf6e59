"""The demo's story, told step by step as a person would want to see it. Called by `trueup demo`."""

import shlex
import shutil
import sys
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table

from reconciler import plans
from reconciler import round as rounds
from reconciler.reports import as_text, building
from trueup.demos import towns
from trueup.demos.towns import Town

FIRST, SECOND, THIRD = "1Z999AA10123456784", "1Z999AA10123456793", "1Z999AA10123456801"


async def tell(folder: Path, screen: Console, *, port: int) -> None:
    """Tell the whole story on a simulated shop, and leave a project to play with in the folder.

    `port` is where that shop answers when it is brought to life. Raises ProjectError when the folder is not free.
    """
    project = towns.prepare(folder, port)
    async with towns.open_town(project) as town:
        await _the_shop(town, screen)
        await _an_order_ships_from_elsewhere(town, screen)
        await _a_failure_that_heals(town, screen)
        await _stock_is_put_right(town, screen)
        waiting = await _an_order_is_left_to_ship(town, screen)
    _what_next(folder, screen, port=port, order=waiting)


async def _the_shop(town: Town, screen: Console) -> None:
    screen.print(
        Panel(
            "Shopify thinks in locations; warehouses know what is really on the shelf.\n"
            "Trueup keeps the first true to the second. All of this is real: a simulated\n"
            "Shopify, a real database, the shipped rule files, and real rounds.",
            title="Trueup demo",
            expand=False,
        )
    )
    _chapter(screen, 1, "A shop with two locations, and two warehouses that ship for it")
    town.add_warehouse("warehouse-a", "Warehouse A", 48, default=True)
    town.add_warehouse("warehouse-b", "Warehouse B", 50)
    town.map("warehouse-a", "Austin Office")
    town.map("warehouse-b", "Lake Jackson")
    _say(screen, "Warehouse A (the default) is Austin Office, Warehouse B is Lake Jackson.")
    _levels(town, screen)


async def _an_order_ships_from_elsewhere(town: Town, screen: Console) -> None:
    _chapter(screen, 2, "A customer orders one mug; Shopify places the order at Lake Jackson")
    number = town.order()
    _levels(town, screen)
    _say(screen, "A round imports it, and the rule file gives it to the default warehouse, A:")
    await _round(town, screen)

    _chapter(screen, 3, "Warehouse A packs and labels it")
    _command(screen, f"trueup label {number} --carrier UPS --tracking {FIRST}")
    town.label(number, FIRST)
    _say(screen, "The dry run shows what will happen, and changes nothing:")
    _command(screen, "trueup diff")
    _report(screen, await rounds.plan(town.shop), ())
    _say(screen, "Then the round carries it out. The stock moved by Shopify's own doing:")
    await rounds.reconcile(town.shop)
    _levels(town, screen)
    parcel = town.order_in_shop(number)["fulfillments"][0]
    _say(
        screen,
        f"The customer has the tracking number {parcel['tracking'][0]['number']}, "
        f"and the parcel is recorded at {parcel['location']}.",
    )
    before = town.writes()
    await rounds.reconcile(town.shop)
    _say(screen, f"A second round finds nothing to do: {town.writes() - before} write requests.")


async def _a_failure_that_heals(town: Town, screen: Console) -> None:
    _chapter(screen, 4, "An order ships from a warehouse that nobody mapped")
    number = town.order()
    await rounds.reconcile(town.shop)
    town.add_warehouse("warehouse-c", "Warehouse C", 20)
    _command(screen, f"trueup orders ship-from {number} warehouse-c")
    town.ship_from(number, "warehouse-c")
    town.label(number, SECOND)
    await rounds.reconcile(town.shop)
    _say(screen, "Nothing was moved and nothing was sent; the order itself says what is wrong:")
    _order_says(town, screen, number)
    town.open_location("Dallas", 20)
    _command(screen, 'trueup map warehouse-c "Dallas"')
    town.map("warehouse-c", "Dallas")
    _say(screen, "The next round heals it:")
    await _round(town, screen)
    _order_says(town, screen, number)


async def _stock_is_put_right(town: Town, screen: Console) -> None:
    _chapter(screen, 5, "Somebody types a wrong number into Shopify: Austin offers 400 mugs")
    town.write_back(on=True)
    await rounds.reconcile(town.shop)
    town.overwrite("Austin Office", 400)
    _say(screen, "With inventory write-back on, each location offers what its warehouse has available on hand:")
    _command(screen, "trueup diff")
    _report(screen, await rounds.plan(town.shop), ())
    await rounds.reconcile(town.shop)
    _levels(town, screen)


async def _an_order_is_left_to_ship(town: Town, screen: Console) -> str:
    _chapter(screen, 6, "A last order comes in: it is yours to ship")
    number = town.order()
    await _round(town, screen)
    return number


async def _round(town: Town, screen: Console) -> None:
    result = await rounds.reconcile(town.shop)
    _report(screen, result.plan, result.outcomes)


def _report(screen: Console, plan: plans.Plan, outcomes: tuple[plans.Outcome, ...]) -> None:
    text = as_text.render(building.build(plan, outcomes), width=min(screen.width, 100) - 4)
    screen.print(Padding(text.strip(), (0, 0, 1, 4), expand=False), highlight=False, markup=False)


def _order_says(town: Town, screen: Console, number: str) -> None:
    tags = ", ".join(town.order_in_shop(number)["tags"]) or "none"
    screen.print(
        Padding(f"Order #{number} · tags: {tags}\nnote: {town.notes(number)[-1]}", (0, 0, 1, 4), expand=False),
        markup=False,
    )


def _levels(town: Town, screen: Console) -> None:
    grid = Table("Enamel Mug at", box=None, header_style="dim", padding=(0, 2, 0, 0))
    for name in ("available", "committed", "on hand"):
        grid.add_column(name, justify="right")
    for row in town.levels():
        grid.add_row(row["location"], str(row["available"]), str(row["committed"]), str(row["on_hand"]))
    screen.print(Padding(grid, (0, 0, 1, 4), expand=False))


def _chapter(screen: Console, number: int, title: str) -> None:
    screen.print()
    screen.rule(f"[bold]{number}  {title}", align="left")
    screen.print()


def _say(screen: Console, sentence: str) -> None:
    screen.print(Padding(sentence, (0, 0, 1, 2), expand=False), highlight=False)


def _command(screen: Console, words: str) -> None:
    screen.print(Padding(f"[bold cyan]$[/] {words}", (0, 0, 1, 2), expand=False), highlight=False)


def _program() -> str:
    """How to call Trueup from another terminal: by its name where the shell finds it, else by its path."""
    if shutil.which("trueup"):
        return "trueup"
    called = Path(sys.argv[0]).absolute()
    if called.name == "__main__.py":  # python -m trueup
        return shlex.join([sys.executable, "-m", "trueup"])
    return shlex.quote(str(called))


def _what_next(folder: Path, screen: Console, *, port: int, order: str) -> None:
    """Each line can be pasted as it stands; what it does stands behind it as a comment of the shell."""
    program, place = _program(), shlex.quote(str(folder))
    state = shlex.quote(str(folder / towns.SHOP_FILE))
    tries = (
        ("diff", "nothing differs any more"),
        ("orders list", f"order {order} waits to be shipped"),
        ("explain 1001", "why it shipped from where it did"),
        (f"label {order} --carrier UPS --tracking {THIRD}", "you pack it and label it"),
        ("apply --yes", "moves it to where it ships from, and tells the customer"),
        ("check", "after writing a rule of your own into rules/10-ship-from.yaml"),
        ("test", "whether the rules still do what their test cases say"),
    )
    width = max(len(words) for words, _ in tries)
    lines = "\n".join(f"    {program} {words:<{width}}  # {meaning}" for words, meaning in tries)
    screen.print()
    screen.rule("[bold]What to try next", align="left")
    screen.print(
        f"""
  The demo's shop and project are in {folder}. Bring the shop to life in one terminal:

    {program} simulate --port {port} --state {state}

  and play with it in another one:

    cd {place}
{lines}

  For a shop of your own:

    {program} init my-shop
""",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )
