"""Looking for what must not be written: all that a program left behind, and texts in every form they may take."""

import base64
import json
import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib import parse

from support import bodies

Left = dict[str, bytes]
"""What was left behind, by where."""


def forms(text: str) -> dict[str, bytes]:
    """A text as it is, and encoded as headers, URLs, JSON and dumps have it."""
    data = text.encode()
    found = {
        "plain": data,
        "quoted": parse.quote(text, safe="").encode(),
        "quoted for a form": parse.quote_plus(text).encode(),
        "inside JSON": json.dumps(text)[1:-1].encode(),
        "repr": repr(text)[1:-1].encode(),
        "hexadecimal": data.hex().encode(),
        "reversed": data[::-1],
    }
    for shift in range(3):  # base64 looks otherwise for each place at which a text may begin
        inner = base64.b64encode(b"x" * shift + data)[(0, 2, 3)[shift] : -4]
        found[f"base64 from {shift}"] = inner
        found[f"base64 for URLs from {shift}"] = inner.translate(bytes.maketrans(b"+/", b"-_"))
    return found


def find(planted: Mapping[str, str], left: Mapping[str, bytes]) -> list[str]:
    """Which planted texts stand where, and in which form."""
    wanted = [(name, form, data) for name, text in planted.items() for form, data in forms(text).items()]
    return [
        f"{name} ({form}) in {where}"
        for where, content in left.items()
        for name, form, data in wanted
        if data in content
    ]


def gather(folder: Path, *, but: Iterable[str] = ()) -> Left:
    """Every file below a folder, but those with some names; databases row by row as well, unpacked where packed."""
    left: Left = {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in but):
        left[str(file.relative_to(folder))] = file.read_bytes()
        if file.suffix == ".db":
            left |= {f"{file.relative_to(folder)}, {table}": rows for table, rows in dump(file).items()}
    return left


def dump(file: Path) -> Left:
    """The rows of each table of a SQLite file."""
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}  # noqa: S608 - its own names
    connection.close()
    return {name: b"\n".join(_cell(cell) for row in rows for cell in row) for name, rows in found.items()}


def _cell(cell: object) -> bytes:
    if isinstance(cell, bytes):
        try:
            return zlib.decompress(cell)
        except zlib.error:
            return cell
    return str(cell).encode()


class EchoingShop:
    """An ASGI app around a shop's: on request it refuses, and quotes what it was sent, as proxies and debuggers do.

    `status` is what the next requests are refused with, one after the other; 200 stands for an error inside a good
    answer. `tokens` are those that came.
    """

    def __init__(self, app: Any) -> None:
        self._app = app
        self.status: list[int] = []
        self.tokens: set[str] = set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http" or not scope["path"].startswith("/admin/"):
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if token := headers.get("x-shopify-access-token"):
            self.tokens.add(token)
        if not self.status:
            await self._app(scope, receive, send)
            return
        status = self.status.pop(0)
        body = await bodies.read(receive)
        told = {"errors": [{"message": f"request refused: {headers} {body.decode()[:2000]}"}]}
        answer = [(b"content-type", b"application/json"), (b"x-shopify-api-version", b"2026-10")]
        if status in range(300, 400):
            answer.append((b"location", f"https://elsewhere.test/?token={token}".encode()))
        await send({"type": "http.response.start", "status": status, "headers": answer})
        await send({"type": "http.response.body", "body": json.dumps(told).encode()})
