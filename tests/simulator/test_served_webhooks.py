"""A shop that is served sends its webhooks by itself, over HTTP, to receivers nearby."""

import http.server
import threading
from collections.abc import Iterator
from email.message import Message

import httpx
import pytest
from support.daemon_processes import wait_until
from support.served_shops import TOKEN, ServedShop, serve
from support.wires import SUBSCRIBE, sign

from simulator.webhooks import sending


class Mailbox(http.server.ThreadingHTTPServer):
    """Keeps what is posted; answers with `status`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 200
        self.got: list[tuple[Message, bytes]] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}/webhooks"


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Mailbox

    def do_POST(self) -> None:
        """Keep it."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.headers, body))
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A receiver on this machine."""
    with Mailbox() as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.02,))
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture
def served(mailbox: Mailbox) -> Iterator[ServedShop]:
    """A served shop that tells the mailbox of new locations."""
    with serve() as shop:
        wish = {"topic": "LOCATIONS_CREATE", "wish": {"uri": mailbox.url}}
        answer = httpx.post(
            f"{shop.url}/admin/api/2026-10/graphql.json",
            json={"query": SUBSCRIBE, "variables": wish},
            headers={"X-Shopify-Access-Token": TOKEN},
        )
        assert answer.json()["data"]["webhookSubscriptionCreate"]["userErrors"] == []
        yield shop


def attempts(served: ServedShop) -> list[int]:
    """The statuses of all attempts."""
    return [each["status"] for each in served.control("GET", "webhooks")["attempts"]]


def test_a_served_shop_sends_by_itself(served: ServedShop, mailbox: Mailbox):
    """Nobody has to ask."""
    served.control("POST", "locations", name="Köln")

    headers, body = wait_until(lambda: mailbox.got, "a webhook")[0]
    assert headers["X-Shopify-Hmac-SHA256"] == sign(body)
    assert "Köln" in body.decode()
    wait_until(lambda: attempts(served) == [200], "the note of it")


def test_a_redirect_is_not_followed(served: ServedShop, mailbox: Mailbox):
    """It counts as a failure, and is tried again later."""
    mailbox.status = 302

    served.control("POST", "locations", name="Here")

    wait_until(lambda: attempts(served) == [302], "the note of it")
    assert len(served.control("GET", "webhooks")["waiting"]) == 1


@pytest.mark.parametrize(
    "uri",
    ["http://127.0.0.1:1/", "http://93.184.215.14/", "https://no.such.host.invalid/", "http://127.0.0.1:1/\u0000"],
)
async def test_where_nobody_answers_nobody_is_reached(uri: str):
    """A closed port, an address outside, no address at all: all the same, and quickly."""
    assert await sending.post(uri, {}, b"{}") == 0
