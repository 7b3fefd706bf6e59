"""Boundaries: a shop before which something happens at one request, by its number.

An ASGI app around another. At request `number` to the Admin API it calls `happens` at one of the moments: `before` its
effect (which then doesn't come), `after` it (and nobody gets the answer), or `arrived`, when it goes on as ever.
"""

import json
from collections.abc import Callable
from typing import Any

from support import bodies


class Cut(ConnectionError):  # noqa: N818 - names what happens to the client
    """Raised through the server, which can only close the connection then."""


def nothing() -> None:
    """Do nothing."""


class Boundary:
    """Counts requests; `asked` has the first words of each, so that a boundary can be named."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.number = 0
        self.moment = ""
        self.happens: Callable[[], None] = nothing
        self.asked: list[str] = []

    def at(self, number: int, moment: str, happens: Callable[[], None] = nothing) -> None:
        """Let it happen at that request, counted from now on."""
        self.asked.clear()
        self.number, self.moment, self.happens = number, moment, happens

    @property
    def mutations(self) -> list[int]:
        """The numbers of the requests that changed something."""
        return [number for number, words in enumerate(self.asked, 1) if words.startswith("mutation")]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Take a request, and pass it on."""
        if scope["type"] != "http" or not scope["path"].startswith("/admin/"):
            await self._app(scope, receive, send)
            return
        body = await bodies.read(receive)
        self.asked.append(_first_words(body))
        mine = len(self.asked) == self.number
        replay = bodies.replaying(body, receive)

        async def swallow(_message: Any) -> None:
            pass

        if mine and self.moment == "after":
            await self._app(scope, replay, swallow)
        if mine:
            self.happens()
        if mine and self.moment != "arrived":
            raise Cut(f"{self.moment} request {self.number}")
        await self._app(scope, replay, send)


def _first_words(body: bytes) -> str:
    words = json.loads(body or b"{}").get("query", "").split()[:2]
    return " ".join(words).partition("(")[0]
