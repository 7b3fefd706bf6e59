"""A simulated shop with a little of everything, for those who send it anything."""

import re

import httpx
from support.admin import Admin

SECONDS = 10.0
"""More than this for one request counts as hanging; what is slow takes a tenth of it on a busy machine."""


def furnish(shop: Admin) -> list[str]:
    """Fill a shop with a little of everything, and return the ids found in it."""
    for name in ("Lake Jackson", "Austin"):
        shop.control("locations", name=name)
    shop.control("products", title="Mug", sku="MUG", stock={"Lake Jackson": 50, "Austin": 48})
    shop.control("products", title="Cup", sku=None, stock={"Austin": 5})
    for quantity in (1, 2, 3):
        shop.place(("MUG", quantity))
    shop.control("orders/1001/fulfil")
    shop.control("orders/1002/hold")
    state = str(shop.state())
    products = shop.data("{ productVariants(first: 5) { nodes { id product { id } inventoryItem { id } } } }")
    found = set(re.findall(r"gid://shopify/[A-Za-z]+/[0-9]+", state + str(products)))
    return [*sorted(found), "gid://shopify/Order/1", "gid://shopify/Shop/1", "gid://shopify/Nothing/1", "1001", ""]


def judge(shop: Admin, answer: httpx.Response) -> None:
    """Whatever was asked, the answer is JSON, in time, and not the simulator's own failure."""
    shop.world.bucket.give_back(40_000)
    assert answer.status_code < 500, answer.text
    assert answer.elapsed.total_seconds() < SECONDS
    for error in answer.json().get("errors") or ():
        assert error == str(error) or error.get("extensions", {}).get("code") != "INTERNAL_SERVER_ERROR", answer.text
