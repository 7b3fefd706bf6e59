"""`python -m simulator`: serves a shop on this machine until it is stopped."""

import argparse
import sys
from pathlib import Path

import uvicorn

from simulator import clocks, crowds, seeds, showing, throttle
from simulator.app import create_app
from simulator.worlds import World


def main() -> None:
    """Read the command line and serve."""
    options = _parser().parse_args()
    try:
        world = _world(options)
    except ValueError as problem:
        sys.exit(f"python -m simulator: {problem}")
    address = f"http://{options.host}:{options.port}"
    _tell(f"A simulated Shopify answers at {address} (stop with Ctrl-C). It holds {showing.holds(world)}.\n")
    _tell(showing.pointers(world, address, options.token))
    uvicorn.run(create_app(world, tell=_tell), host=options.host, port=options.port, log_level="warning")


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


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
