"""Refunds and returns: what they do to orders and to stock."""

import pytest
from support.admin import Admin


@pytest.mark.parametrize(("wish", "level"), [({"restock_at": "Lake Jackson"}, (49, 1, 50)), ({}, (47, 1, 48))])
def test_refunding_what_was_not_sent_takes_it_off_the_order(
    shop: Admin, wish: dict[str, str], level: tuple[int, int, int]
):
    """Offered again, or only no longer committed."""
    shop.place(("MUG", 3))
    shop.control("orders/1001/refund", lines=[{"sku": "MUG", "quantity": 2}], **wish)
    assert shop.level("MUG", "Lake Jackson") == level
    order = shop.order("#1001")
    assert order["lines"][0]["quantity"] == 1
    assert order["fulfillment_orders"][0]["lines"] == [{"sku": "MUG", "total": 1, "remaining": 1}]


def test_goods_that_come_back_are_on_sale_where_they_return(shop: Admin):
    """Sent from Lake Jackson, returned to Austin."""
    shop.place(("MUG", 2))
    shop.control("orders/1001/fulfil")
    shop.control("orders/1001/refund", lines=[{"sku": "MUG", "quantity": 1}], restock_at="Austin")
    assert shop.level("MUG", "Lake Jackson") == (48, 0, 48)
    assert shop.level("MUG", "Austin") == (49, 0, 49)
    assert shop.order("#1001")["lines"][0]["quantity"] == 1


def test_what_is_refunded_was_in_the_order(shop: Admin):
    """Neither more nor something else."""
    shop.place(("MUG", 1))
    answer = shop.request("POST", "/_control/orders/1001/refund", json={"lines": [{"sku": "MUG", "quantity": 2}]})
    assert (answer.status_code, answer.json()) == (422, {"error": "#1001 holds 1 of MUG, not 2"})
    answer = shop.request("POST", "/_control/orders/1001/refund", json={"lines": [{"sku": "CUP", "quantity": 1}]})
    assert (answer.status_code, answer.json()) == (404, {"error": "#1001 has no line with the SKU 'CUP'"})
