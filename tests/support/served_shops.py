"""A simulated shop on a real port of this machine, for programs that are run whole, such as the command line."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from simulator import worlds
from simulator.app import create_app

TOKEN = "shpat_simulator"
DOMAIN = "demo.myshopify.com"


class ServedShop:
    """Where the shop answers, and what others do in it."""

    def __init__(self, url: str) -> None:
        self.url = url

    def control(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        """Do something in the shop that is not ours to do."""
        response = httpx.request(method, f"{self.url}/_control/{path}", json=body or None)
        assert response.status_code < 400, response.text
        answered: dict[str, Any] = response.json() if response.content else {}
        return answered

    def levels(self, sku: str) -> dict[str, int]:
        """Available by location name."""
        state = self.control("GET", "state")
        return {level["location"]: level["available"] for level in state["levels"] if level["sku"] == sku}


@contextmanager
def serve(around: Callable[[Any], Any] = lambda app: app, *, state: Path | None = None) -> Iterator[ServedShop]:
    """A shop on a free port of the loopback address, gone at the end: an empty one, or that of the state file.

    `around` puts an app around its app.
    """
    world = worlds.World(token=TOKEN, state_file=state)
    world.shop.domain = DOMAIN
    app = around(create_app(world))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    started = threading.Event()
    startup = server.startup

    async def noted_startup(sockets: Any = None) -> None:
        await startup(sockets)
        started.set()

    server.startup = noted_startup  # type: ignore[method-assign]  # the server tells nobody when it listens
    thread.start()
    assert started.wait(10), "the simulated shop did not start"
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield ServedShop(f"http://127.0.0.1:{port}")
    finally:
        server.should_exit = True
        thread.join(10)
