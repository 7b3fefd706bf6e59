"""`python -m simulator`: serves a shop on this machine until it is stopped."""

import argparse
import sys
from pathlib import Path

import uvicorn

from simulator import clocks, crowds, seeds, throttle
from simulator.app import create_app
from simulator.worlds import World


def main() -> None:
    """Read the command line and serve."""
    options = _parser().parse_args()
    try:
        world = _world(options)
    except ValueError as problem:
        sys.exit(f"python -m simulator: {problem}")
    sys.stdout.write(
        f"A simulated Shopify answers at http://{options.host}:{options.port} (stop with Ctrl-C).\n"
        f"  GraphQL  POST /admin/api/2026-10/graphql.json  with X-Shopify-Access-Token: {options.token}\n"
        "  Control  GET /_control/state, POST /_control/orders, ...\n"
    )
    sys.stdout.flush()
    uvicorn.run(create_app(world), host=options.host, port=options.port, log_level="warning")


def _world(options: argparse.Namespace) -> World:
    fresh = options.state is None or not options.state.exists()
    clock = clocks.utc_now if options.speed == 1 else clocks.faster(options.speed)
    world = World(token=options.token, plan=options.plan, state_file=options.state, clock=clock)
    if fresh:
        if options.skus is None:
            seeds.SEEDS[options.seed](world)
            seeds.order(world, options.orders)
        else:
            crowds.gather(world, crowds.Size(locations=options.locations, skus=options.skus, orders=options.orders))
        world.save()
    return world


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m simulator", description="A Shopify that runs anywhere.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8765, help="port to listen on (default: 8765)")
    parser.add_argument("--state", type=Path, default=None, help="file that keeps the shop across restarts")
    parser.add_argument("--seed", choices=sorted(seeds.SEEDS), default="empty", help="what a new shop starts with")
    parser.add_argument("--skus", type=int, default=None, help="instead of a seed: a shop with so many products")
    parser.add_argument("--locations", type=int, default=2, help="with --skus: locations (default: 2)")
    parser.add_argument("--orders", type=int, default=0, help="orders of a new shop (default: none)")
    parser.add_argument("--plan", choices=sorted(throttle.PLANS), default="standard", help="which throttle applies")
    parser.add_argument("--speed", type=float, default=1, help="how fast its clock runs (default: 1, real time)")
    parser.add_argument("--token", default="shpat_simulator", help="access token that is let in")
    return parser


if __name__ == "__main__":
    main()
