"""The endpoint: what is taken, what changes nothing, and with which answer."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from sqlalchemy import event
from support.receivers import LEVEL, SECRET, Receiver, headers_for

from reconciler.webhooks import receiving
from store import databases

ITEM = "gid://shopify/InventoryItem/11"


@pytest.fixture
async def receiver(database: databases.Database) -> AsyncIterator[Receiver]:
    """A receiver on each kind of database."""
    made = Receiver(database)
    yield made
    await made.http.aclose()


@pytest.fixture
async def plain(sqlite_database: databases.Database) -> AsyncIterator[Receiver]:
    """A receiver for what has nothing to do with the database."""
    made = Receiver(sqlite_database)
    yield made
    await made.http.aclose()


@pytest.fixture
def said() -> Iterator[list[str]]:
    """What the receiver says in the log, however others have set it up."""
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger(receiving.__name__)
    logger.addHandler(handler)
    logger.setLevel(logging.WARNING)
    yield lines
    logger.removeHandler(handler)
    logger.setLevel(logging.NOTSET)


async def test_a_signed_webhook_marks_what_it_is_about(receiver: Receiver):
    """Before it is answered: what is answered with 200 is on disk."""
    assert await receiver.send() == 200

    assert receiver.marked() == {ITEM}
    assert receiver.rung == 1


async def test_the_headers_may_come_without_their_prefix(plain: Receiver):
    """As Shopify's own client accepts them."""
    body = json.dumps(LEVEL).encode()
    headers = {name.removeprefix("X-"): value for name, value in headers_for(body, "inventory_levels/update").items()}

    assert await plain.post(body, headers) == 200
    assert plain.marked() == {ITEM}


async def test_a_webhook_that_comes_again_is_answered_and_changes_nothing(receiver: Receiver):
    """Shopify sends some twice although they were answered; and a stranger may send one again."""
    await receiver.send(Webhook_Id="one")
    assert receiver.rung == 1

    assert await receiver.send(Webhook_Id="one") == 200
    assert await receiver.send(payload={**LEVEL, "inventory_item_id": 12}, Webhook_Id="one") == 200

    assert receiver.rung == 1
    assert receiver.marked() == {ITEM}


async def test_webhooks_of_one_event_are_all_taken(receiver: Receiver):
    """They share the event's id; dropping by that would miss what the second is about."""
    await receiver.send(Event_Id="same")
    await receiver.send(payload={**LEVEL, "inventory_item_id": 12}, Event_Id="same")

    assert receiver.marked() == {ITEM, "gid://shopify/InventoryItem/12"}


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"Hmac_SHA256": None}, 401),
        ({"Hmac_SHA256": "bm9ib2R5"}, 401),
        ({"secret": "another"}, 401),
        ({"Shop_Domain": "other.myshopify.com"}, 400),
        ({"Shop_Domain": None}, 400),
        ({"Topic": None}, 400),
        ({"Topic": "orders create"}, 400),
        ({"Webhook_Id": None}, 400),
        ({"Webhook_Id": "x" * 101}, 400),
        ({"Webhook_Id": "a b"}, 400),
        ({"Topic": "customers/create"}, 200),
        ({"Topic": "app/uninstalled"}, 200),
        ({"Topic": "products/update"}, 200),
    ],
)
async def test_what_is_no_webhook_for_us_changes_nothing(plain: Receiver, changed: dict[str, Any], status: int):
    """Unsigned, forged, of another shop, malformed; or about something that we don't keep true."""
    assert await plain.send(**changed) == status

    assert plain.marked() == set()
    assert plain.rung == 0


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[]", b'"text"', b"{}", b"\xff\xfe", b"[" * 100_000, b'{"inventory_item_id": "11"}',
     b'{"inventory_item_id": true}', b'{"inventory_item_id": -1}', b'{"inventory_item_id": 1e3}',
     b'{"inventory_item_id": 123456789012345678901234567890}'],
    ids=repr,
)  # fmt: skip
async def test_a_signed_body_that_says_nothing_is_malformed(plain: Receiver, body: bytes):
    """The signature proves who sent it, not that it makes sense."""
    assert await plain.post(body, headers_for(body, "inventory_levels/update")) == 400

    assert plain.marked() == set()


async def test_a_secret_that_was_changed_is_good_for_both(sqlite_database: databases.Database):
    """What was signed before the change is still under way."""
    receiver = Receiver(sqlite_database, "now", "before")
    body = json.dumps(LEVEL).encode()

    answers = [
        await receiver.post(body, headers_for(body, "inventory_levels/update", secret))
        for secret in ("before", "now", SECRET)
    ]

    assert answers == [200, 200, 401]


async def test_a_body_that_says_it_is_too_large_is_not_even_read(plain: Receiver):
    """Nor is one that says nothing and goes on for ever."""
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b"x" * 65_536

    headers = headers_for(b"", "orders/create")
    honest = await plain.http.post(
        "https://receiver.test/webhooks",
        headers={**headers, "Content-Length": str(receiving.LARGEST_BODY + 1)},
        content=endless(),
    )
    assert honest.status_code == 413

    silent = await plain.http.post("https://receiver.test/webhooks", headers=headers, content=endless())
    assert silent.status_code == 413
    assert plain.marked() == set()


async def test_only_webhooks_are_received(plain: Receiver):
    """Other ways and other paths lead nowhere."""
    assert (await plain.http.get("https://receiver.test/webhooks")).status_code == 405
    assert (await plain.http.post("https://receiver.test/")).status_code == 404


async def test_a_storm_is_written_in_few_transactions(receiver: Receiver):
    """Each of a thousand is answered once it is on disk, and all that it leaves is what it was about."""
    commits = 0

    def count(_: object) -> None:
        nonlocal commits
        commits += 1

    event.listen(receiver.database.engine, "commit", count)
    answers = await asyncio.gather(
        *(receiver.send(payload={**LEVEL, "inventory_item_id": 11 + number % 5}) for number in range(1000))
    )

    assert set(answers) == {200}
    assert len(receiver.marked()) == 5
    assert commits < 100


async def test_what_cannot_be_kept_is_not_said_to_be(
    plain: Receiver, sqlite_database: databases.Database, said: list[str]
):
    """Shopify sends it again; the log says why, once, and without the secret."""
    with sqlite_database.session() as session:
        session.connection().exec_driver_sql("ALTER TABLE webhooks RENAME TO elsewhere")

    assert [await plain.send(), await plain.send()] == [503, 503]

    assert plain.marked() == set()
    assert len(said) == 1
    assert SECRET not in said[0]
    with sqlite_database.session() as session:
        session.connection().exec_driver_sql("ALTER TABLE elsewhere RENAME TO webhooks")
    assert await plain.send() == 200


async def test_a_flood_of_forged_webhooks_is_one_line_in_the_log(plain: Receiver, said: list[str]):
    """Anybody may send anything, and must not fill the disk with it."""
    for _ in range(50):
        await plain.send(Hmac_SHA256="x")

    assert said == ["A webhook was refused: it is not signed with the app's secret."]
