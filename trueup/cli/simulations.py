"""`trueup simulate`: a simulated Shopify on this machine, to try things on."""

from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from simulator import app, seeds, throttle, worlds
from trueup.cli import printing

TOKEN = "shpat_simulator"  # noqa: S105 - of a shop that holds nothing


def add_to(top: typer.Typer) -> None:
    """Put the command at the top of the tree."""
    top.command("simulate", epilog="Example: trueup simulate --port 8765 --state shop.json")(simulate)


def simulate(
    *,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on, on this machine only.")] = 8765,
    state: Annotated[Path | None, typer.Option(help="A file that keeps the shop from one run to the next.")] = None,
    seed: Annotated[str, typer.Option(help=f"What a new shop holds: {', '.join(sorted(seeds.SEEDS))}.")] = "story",
    plan: Annotated[str, typer.Option(help=f"How fast it answers: {', '.join(sorted(throttle.PLANS))}.")] = "standard",
) -> None:
    """Serve a simulated shop until it is stopped with Ctrl-C, and say how to point Trueup at it."""
    for option, word, known in (("--seed", seed, seeds.SEEDS), ("--plan", plan, throttle.PLANS)):
        if word not in known:
            raise typer.BadParameter(f"{word} is not one of {', '.join(sorted(known))}.", param_hint=option)
    is_new = state is None or not state.exists()
    world = worlds.World(token=TOKEN, plan=plan, state_file=state)
    if is_new:
        seeds.SEEDS[seed](world)
        world.save()
    printing.say(
        f"A simulated shop answers at http://127.0.0.1:{port} until you press Ctrl-C. In another terminal:\n\n"
        "  export TRUEUP_SHOP__DOMAIN=simulated.myshopify.com\n"
        f"  export TRUEUP_SHOP__URL=http://127.0.0.1:{port}\n"
        f"  export TRUEUP_SHOP_TOKEN={TOKEN}\n"
        "  trueup locations\n"
    )
    uvicorn.run(app.create_app(world), host="127.0.0.1", port=port, log_level="warning")
