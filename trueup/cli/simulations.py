"""`trueup simulate`: a simulated Shopify on this machine, to try things on."""

from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from simulator import app, clocks, crowds, seeds, showing, throttle, worlds
from trueup.cli import printing

TOKEN = "shpat_simulator"  # noqa: S105 - of a shop that holds nothing


def add_to(top: typer.Typer) -> None:
    """Put the command at the top of the tree."""
    top.command("simulate", epilog="Example: trueup simulate --skus 500 --orders 200 --speed 60")(simulate)


def simulate(  # noqa: PLR0913 - the options of a command are its arguments
    *,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on, on this machine only.")] = 8765,
    state: Annotated[Path | None, typer.Option(help="A file that keeps the shop from one run to the next.")] = None,
    seed: Annotated[str, typer.Option(help=f"What a new shop holds: {', '.join(sorted(seeds.SEEDS))}.")] = "story",
    skus: Annotated[int | None, typer.Option(help="Instead of a seed: a shop with so many products.")] = None,
    locations: Annotated[int, typer.Option(help="With --skus: how many locations.")] = 2,
    orders: Annotated[int, typer.Option(min=0, help="How many orders a new shop has.")] = 0,
    plan: Annotated[str, typer.Option(help=f"How fast it answers: {', '.join(sorted(throttle.PLANS))}.")] = "standard",
    speed: Annotated[float, typer.Option(help="How fast its clock runs; 60 makes a minute of each second.")] = 1,
) -> None:
    """Serve a simulated shop until it is stopped with Ctrl-C, and say how to point Trueup at it."""
    for option, word, known in (("--seed", seed, seeds.SEEDS), ("--plan", plan, throttle.PLANS)):
        if word not in known:
            raise typer.BadParameter(f"{word} is not one of {', '.join(sorted(known))}.", param_hint=option)
    is_new = state is None or not state.exists()
    try:
        clock = clocks.utc_now if speed == 1 else clocks.faster(speed)
        world = worlds.World(token=TOKEN, plan=plan, state_file=state, clock=clock)
        if is_new and skus is not None:
            crowds.gather(world, crowds.Size(locations=locations, skus=skus, orders=orders))
        elif is_new:
            seeds.SEEDS[seed](world)
            seeds.order(world, orders)
    except ValueError as problem:
        raise typer.BadParameter(str(problem)) from problem
    world.save()
    address = f"http://127.0.0.1:{port}"
    printing.say(
        f"A simulated shop answers at {address} until you press Ctrl-C.\n"
        f"It holds {showing.holds(world)}. In another terminal, for Trueup:\n\n"
        f"  export TRUEUP_SHOP__DOMAIN={world.shop.domain}\n"
        f"  export TRUEUP_SHOP__URL={address}\n"
        f"  export TRUEUP_SHOP_TOKEN={TOKEN}\n"
        "  trueup locations\n\n"
        "For any other client:\n\n"
        f"{showing.pointers(world, address, TOKEN)}"
    )
    uvicorn.run(app.create_app(world, tell=printing.say), host="127.0.0.1", port=port, log_level="warning")
