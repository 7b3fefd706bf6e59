"""Reading orders: which are open, and each of them whole, however many lines and fulfillment orders it has.

In: order ids or a number. Out: `actual.Order`. `nodes(ids:)` is charged once whatever the number of ids, so orders are
read many at a time; what does not fit the first page of a nested connection is fetched order by order.
"""

import logging
import re
from collections.abc import Sequence
from typing import Any

import msgspec

from reconciler import actual
from reconciler.shopify import access, documents, errors, order_shapes, paging, translations, windows
from reconciler.shopify.client import ShopClient
from reconciler.shopify.paging import Page, Progress

ORDERS_PER_REQUEST = 100
"""An order of usual size answers with 2 to 10 kB; a hundred stay below 2 MB."""

FIRST_LINES = 20
FIRST_FULFILLMENT_ORDERS = 5
"""First pages of what hangs on an order: nearly all fit, and the cost of a request grows with them."""

_log = logging.getLogger(__name__)

_SEARCHABLE = re.compile(r"[\w./#+-]+")


class _OpenNode(msgspec.Struct, frozen=True, rename="camel"):
    id: str
    order_id: str
    status: str


_OPEN = dict[str, Page[_OpenNode]]
_FORWARD: dict[str, Any] = {"query": None, "reverse": False}


class _FoundNode(msgspec.Struct, frozen=True):
    id: str
    name: str
    number: int


class _Found(msgspec.Struct, frozen=True):
    nodes: tuple[_FoundNode, ...]


class _Orders(msgspec.Struct, frozen=True):
    nodes: tuple[msgspec.Raw, ...]


async def open_order_ids(client: ShopClient) -> tuple[str, ...]:
    """Orders with something still to ship, each once, oldest fulfillment order first.

    Reads the fulfillment orders themselves, not a search index: an order of a second ago is among them.
    """
    found = await _open_nodes(client)
    return tuple(dict.fromkeys(node.order_id for node in found if node.status in actual.OPEN_STATUSES))


async def _open_nodes(client: ShopClient) -> list[_OpenNode]:
    """The open fulfillment orders by their ids: from several places at once, or, where that fails, in turns."""
    variables = {**_FORWARD, "first": paging.LARGEST, "after": None}
    begun = await paging.page(client, "open_orders", variables, _OPEN)
    found = list(begun.nodes)
    if not begun.page_info.has_next_page:
        return found
    if "open_orders" not in client.in_turns:
        price = client.price(documents.load("open_orders"), {**_FORWARD, "first": paging.LARGEST})
        connection = windows.Connection(
            page=lambda: "open_orders", probe="open_orders", price=price, shape=_OPEN, variables={}
        )
        try:
            last = await windows.last_number(client, connection)
            await windows.walk(client, connection, begun, last, found.extend)
            return sorted(found, key=lambda node: windows.number(node.id))
        except windows.Unsound as problem:
            _log.warning("open orders are read page after page, because %s", problem)
            client.in_turns.add("open_orders")
            found = list(begun.nodes)
    variables = {**_FORWARD, "after": begun.page_info.end_cursor}
    async for nodes in paging.pages(client, "open_orders", variables, _OPEN):
        found.extend(nodes)
    return found


async def order_by_number(client: ShopClient, number: str) -> actual.Order | None:
    """The order that people call `number`, with or without its prefix ("1001", "#1001"); None when there is none."""
    bare = number.strip().removeprefix("#")
    if not _SEARCHABLE.fullmatch(bare):
        return None
    data = await client.ask(documents.load("order_search"), {"first": 10, "query": f'name:"{bare}"'}, dict[str, _Found])
    nodes = data["orders"].nodes
    # Numbers are not unique where the prefix was changed; names are what people read, so they go first.
    named = [node.id for node in nodes if bare == node.name.removeprefix("#")]
    numbered = [node.id for node in nodes if bare == str(node.number)]
    found = await orders(client, (named + numbered)[:1], lambda _done, _total: None)
    return found[0] if found else None


async def orders(client: ShopClient, ids: Sequence[str], on_progress: Progress) -> tuple[actual.Order, ...]:
    """These orders, in the order of `ids`, whole.

    An id that the shop does not know, or does not show, is left out: `read_orders` alone shows the last 60 days
    (source: Shopify docs, access scopes; read_all_orders shows all).
    """
    if not ids:
        return ()
    with_customer = (await access.granted(client)) >= access.WELCOME
    done = 0

    async def read(chunk: Sequence[str]) -> list[actual.Order]:
        nonlocal done
        shapes = await _shapes(client, chunk, with_customer=with_customer)
        found = await paging.together(_whole(client, shape) for shape in shapes)
        done += len(chunk)
        on_progress(done, len(ids))
        return found

    parts = await paging.together(read(chunk) for chunk in paging.chunks(ids, ORDERS_PER_REQUEST))
    return tuple(order for part in parts for order in part)


async def _shapes(client: ShopClient, ids: Sequence[str], *, with_customer: bool) -> list[order_shapes.Order]:
    """One request; with smaller first pages where Shopify finds it too expensive."""
    while True:
        lines = client.page_sizes.get("orders", FIRST_LINES)
        variables = {
            "ids": list(ids),
            "lines": lines,
            "fulfillmentOrders": max(1, FIRST_FULFILLMENT_ORDERS * lines // FIRST_LINES),
            "withCustomer": with_customer,
        }
        try:
            data = await client.ask(documents.load("orders"), variables, _Orders)
        except errors.AccessError:
            # The scope is granted, and yet customers may be closed to an app that was not approved for their data.
            if not with_customer:
                raise
            with_customer = False
            continue
        except errors.CostError:
            if lines == 1:
                raise
            client.page_sizes["orders"] = min(lines // 2, client.page_sizes.get("orders", FIRST_LINES))
            continue
        return [_decode(raw) for raw in data.nodes if bytes(raw) not in {b"null", b"{}"}]


def _decode(raw: msgspec.Raw) -> order_shapes.Order:
    try:
        return msgspec.json.decode(raw, type=order_shapes.Order)
    except msgspec.ValidationError as problem:
        raise errors.QueryError(f"the shop describes an order in an unexpected form: {problem}") from problem


async def _whole(client: ShopClient, shape: order_shapes.Order) -> actual.Order:
    """Follow each nested connection to its end; most orders need no further request."""
    lines = await paging.rest(client, "order_lines", {"id": shape.id}, shape.line_items, order_shapes.Line)
    shapes = await paging.rest(
        client,
        "order_fulfillment_orders",
        {"id": shape.id, "first": 10, "lines": FIRST_LINES},
        shape.fulfillment_orders,
        order_shapes.FulfillmentOrder,
    )
    fulfillment_orders = [
        translations.fulfillment_order(
            one,
            await paging.rest(
                client, "fulfillment_order_lines", {"id": one.id}, one.line_items, order_shapes.FulfillmentOrderLine
            ),
        )
        for one in shapes
    ]
    fulfillments = [
        translations.fulfillment(
            one,
            await paging.rest(
                client, "fulfillment_lines", {"id": one.id}, one.fulfillment_line_items, order_shapes.FulfillmentLine
            ),
        )
        for one in shape.fulfillments
    ]
    return translations.order(shape, lines, tuple(fulfillment_orders), tuple(fulfillments))
