"""Gates: a shop whose answers can be held back, to stop the world at the moment that a test is about."""

import asyncio
import threading
from typing import Any

from support import bodies

WAIT_SECONDS = 15.0


class Gate:
    """An ASGI app around another: requests that name a held word wait at the gate until it is opened.

    Works in one event loop and between threads. `arrived` counts the requests held so far; `most` is how many
    requests were ever under way at the same moment.
    """

    def __init__(self, app: Any) -> None:
        self._app = app
        self._word = b""
        self._open = threading.Event()
        self._open.set()
        self.arrived = 0
        self._under_way = 0
        self.most = 0

    def hold(self, word: str) -> None:
        """Hold back what names this word (an operation or a root field) from now on."""
        self._word = word.encode()
        self.arrived = 0
        self._open.clear()

    def let_go(self) -> None:
        """Let everything through."""
        self._open.set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Take a request, hold it if it is meant, and pass it on."""
        if scope["type"] != "http" or not scope["path"].startswith("/admin/"):
            await self._app(scope, receive, send)
            return
        self._under_way += 1
        self.most = max(self.most, self._under_way)
        try:
            await self._pass_on(scope, receive, send)
        finally:
            self._under_way -= 1

    async def _pass_on(self, scope: Any, receive: Any, send: Any) -> None:
        body = await bodies.read(receive)
        if not self._open.is_set() and self._word in body:
            self.arrived += 1
            while not self._open.is_set():  # noqa: ASYNC110 - opened from another thread
                await asyncio.sleep(0.005)
        await self._app(scope, bodies.replaying(body, receive), send)

    async def wait_for_arrival(self) -> None:
        """Return once a request is held at the gate."""
        async with asyncio.timeout(WAIT_SECONDS):
            while not self.arrived:  # noqa: ASYNC110 - counted in another task
                await asyncio.sleep(0.005)
