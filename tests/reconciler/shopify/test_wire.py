"""A real socket that breaks at the moments that matter."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import msgspec
import pytest
from support import shop_answers

from reconciler.shopify import client, errors, reading, tokens, writing

Behaviour = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


async def at_once(_seconds: float) -> None:
    """Sleep without sleeping: nothing here depends on how long."""
    await asyncio.sleep(0)


@contextlib.asynccontextmanager
async def serving(behaviour: Behaviour) -> AsyncIterator[tuple[client.ShopClient, list[bytes]]]:
    """A server on this machine, a client of it, and the bodies that arrived."""
    arrived: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
            arrived.append(await reader.readexactly(int(length.split(b":")[1])))
            await behaviour(arrived[-1], writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, connect(port) as shop:
        yield shop, arrived


def connect(port: int) -> client.ShopClient:
    """A client of a port of this machine."""
    return client.ShopClient(
        "acme.myshopify.com", tokens.StaticToken("t"), base_url=f"http://127.0.0.1:{port}", sleep=at_once
    )


def whole(data: dict[str, object]) -> bytes:
    """A complete answer."""
    body = msgspec.json.encode({"data": data, "extensions": shop_answers.cost(2, 2, 1998)})
    head = f"HTTP/1.1 200 OK\r\nX-Shopify-API-Version: 2026-10\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"Connection: close\r\n\r\n" + body


def breaks(answer: bytes) -> list[int]:
    """Where an answer may break: beside each end of a line, at its first and last bytes, and at every eighth."""
    ends = [at + near for at, byte in enumerate(answer) for near in (0, 1, 2) if byte in b"\r\n"]
    return sorted({0, 1, len(answer) - 1, *ends, *range(0, len(answer), 8)} - {len(answer)})


class Breaking:
    """Sends only `size` bytes of the answers to an operation, `times` times, and whole answers otherwise."""

    def __init__(self, operation: bytes) -> None:
        self._operation = operation
        self.size = 0
        self.times = 0

    async def __call__(self, body: bytes, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        answer = whole(shop_answers.TAGGED if b'"AddTags"' in body else shop_answers.SHOP)
        if self._operation in body and self.times:
            self.times -= 1
            answer = answer[: self.size]
        writer.write(answer)
        await writer.drain()


async def test_a_mutation_cut_off_anywhere_in_its_answer_is_unknown_and_sent_once():
    """In the status, the headers or the body: the request arrived, and it may have been carried out."""
    behaviour = Breaking(b'"AddTags"')
    async with serving(behaviour) as (shop, arrived):
        for behaviour.size in breaks(whole(shop_answers.TAGGED)):
            behaviour.times = 1
            arrived.clear()

            with pytest.raises(errors.UnknownOutcomeError):
                await writing.add_tags(shop, "gid://shopify/Order/1", ["late"])

            assert sum(b'"AddTags"' in body for body in arrived) == 1, behaviour.size


async def test_a_query_cut_off_anywhere_in_its_answer_is_asked_again():
    """Two broken answers, then a whole one."""
    behaviour = Breaking(b'"Shop"')
    async with serving(behaviour) as (shop, arrived):
        for behaviour.size in breaks(whole(shop_answers.SHOP)):
            behaviour.times = 2
            arrived.clear()

            info = await reading.shop_info(shop)

            assert info.name == "Acme"
            assert len(arrived) == 3, behaviour.size


async def test_a_port_where_nobody_listens_is_a_shop_that_can_not_be_reached():
    """Nothing was sent, and the error says where to."""
    server = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()

    async with connect(port) as shop:
        with pytest.raises(errors.ShopUnavailable, match="can't be reached") as caught:
            await reading.shop_info(shop)

    assert not caught.value.may_have_run
