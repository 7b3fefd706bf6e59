"""`python -m simulator`: serves a shop on this machine until it is stopped."""

import argparse
from pathlib import Path

import uvicorn

from simulator import seeds, throttle
from simulator.app import create_app
from simulator.worlds import World


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m simulator", description="A Shopify that runs anywhere.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8765, help="port to listen on (default: 8765)")
    parser.add_argument("--state", type=Path, default=None, help="file that keeps the shop across restarts")
    parser.add_argument("--seed", choices=sorted(seeds.SEEDS), default="empty", help="what a new shop starts with")
    parser.add_argument("--plan", choices=sorted(throttle.PLANS), default="standard", help="which throttle applies")
    parser.add_argument("--token", default="shpat_simulator", help="access token that is let in")
    options = parser.parse_args()
    fresh = options.state is None or not options.state.exists()
    world = World(token=options.token, plan=options.plan, state_file=options.state)
    if fresh:
        seeds.SEEDS[options.seed](world)
        world.save()
    uvicorn.run(create_app(world), host=options.host, port=options.port, log_level="warning")


if __name__ == "__main__":
    main()
