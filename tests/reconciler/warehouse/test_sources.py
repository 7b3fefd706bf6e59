"""Where feeds are read: files that change, and addresses that are asked politely."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from reconciler.warehouse import errors, files
from reconciler.warehouse.downloads import WebSource
from reconciler.warehouse.files import FileSource

TEXT = b"warehouse,sku,on_hand\nmain,MUG,5\n"
URL = "https://erp.example/stock.csv?code=pl4nted"


def served(answer: Callable[[Request], Awaitable[Response]]) -> WebSource:
    """A source at an address that answers so."""
    app = Starlette(routes=[Route("/stock.csv", answer)])
    return WebSource(URL, "Bearer pl4nted", transport=httpx.ASGITransport(app=app))


async def test_a_file_is_read_with_its_moment_and_again_only_when_it_changed(tmp_path: Path):
    """The moment is when it was written."""
    path = tmp_path / "stock.csv"
    path.write_bytes(TEXT)
    os.utime(path, (1_800_000_000, 1_800_000_000))
    source = FileSource(path)

    first = await source.read()

    assert first is not None
    assert (first.data, first.as_of) == (TEXT, datetime.fromtimestamp(1_800_000_000, UTC))
    assert await source.read(first.version) is None

    path.write_bytes(TEXT.replace(b"5", b"6"))

    assert await source.read(first.version) is not None


async def test_a_file_that_is_not_there_says_so(tmp_path: Path):
    """With its path."""
    with pytest.raises(errors.UnavailableError, match=r"stock\.csv can't be read: No such file"):
        await FileSource(tmp_path / "stock.csv").read()


async def test_a_file_too_long_for_a_feed_is_not_read(tmp_path: Path):
    """Somebody named a disk image."""
    path = tmp_path / "stock.csv"
    path.touch()
    os.truncate(path, files.LARGEST + 1)

    with pytest.raises(errors.UnavailableError, match="at most"):
        await FileSource(path).read()


async def test_an_address_is_asked_with_what_it_said_last_time():
    """ETag and Last-Modified go back, and 304 means unchanged. Its own moment is Last-Modified."""
    asked: list[dict[str, str]] = []

    async def answer(request: Request) -> Response:
        asked.append(dict(request.headers))
        if request.headers.get("if-none-match") == '"1"':
            return Response(status_code=304)
        return Response(TEXT, headers={"ETag": '"1"', "Last-Modified": "Mon, 23 Nov 2026 06:00:00 GMT"})

    source = served(answer)
    first = await source.read()

    assert first is not None
    assert (first.data, first.as_of) == (TEXT, datetime(2026, 11, 23, 6, tzinfo=UTC))
    assert await source.read(first.version) is None
    assert asked[1]["if-modified-since"] == "Mon, 23 Nov 2026 06:00:00 GMT"
    assert asked[0]["authorization"] == "Bearer pl4nted"


async def test_fewer_bytes_than_promised_are_told_with_both_numbers():
    """The document carries them, so that it is judged as cut short."""

    async def answer(_request: Request) -> Response:
        return Response(TEXT, headers={"Content-Length": "9000"})

    document = await served(answer).read()

    assert document is not None
    assert (document.declared, document.received) == (9000, len(TEXT))


async def test_a_connection_that_breaks_off_is_judged_by_what_came():
    """Over a real socket: the server promises 9,000 bytes and hangs up."""

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n" + TEXT)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        document = await WebSource(f"http://127.0.0.1:{port}/stock.csv").read()

    assert document is not None
    assert (document.declared, document.received, document.data) == (9000, len(TEXT), TEXT)


@pytest.mark.parametrize(
    ("status", "said"), [(500, "HTTP 500"), (404, "HTTP 404"), (401, "HTTP 401"), (302, "has moved")]
)
async def test_an_answer_that_is_no_feed_is_told_without_anything_secret(status: int, said: str):
    """Neither what the address asks with nor what is sent, and a redirect is not followed with it."""

    async def answer(_request: Request) -> Response:
        return Response("no", status_code=status, headers={"Location": "https://other.example/"})

    with pytest.raises(errors.UnavailableError, match=said) as caught:
        await served(answer).read()

    assert "https://erp.example/stock.csv" in str(caught.value)
    assert "pl4nted" not in str(caught.value)


async def test_an_endless_answer_is_given_up():
    """Before it fills the memory."""

    async def answer(_request: Request) -> Response:
        return Response(b"x" * (files.LARGEST + 1))

    with pytest.raises(errors.UnavailableError, match="sends more than"):
        await served(answer).read()


async def test_a_host_that_does_not_answer_says_so():
    """Nobody listens there."""
    with pytest.raises(errors.UnavailableError, match="can't be read"):
        await WebSource("http://127.0.0.1:1/stock.csv").read()
