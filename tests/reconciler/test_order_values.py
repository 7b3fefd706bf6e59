"""What rules see of an order: what isn't known is not guessed."""

from datetime import UTC, datetime
from typing import Any

import pytest

from reconciler import actual, order_values

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def _line(sku: str, quantity: int = 1, **more: Any) -> actual.Line:
    return actual.Line(id=sku, sku=sku, title=sku, quantity=quantity, **more)


def _order(*lines: actual.Line, methods: tuple[str | None, ...] = ()) -> actual.Order:
    waiting = tuple(
        actual.FulfillmentOrder(
            id=str(number),
            status="OPEN",
            request_status="UNSUBMITTED",
            location_id="l",
            location_name="l",
            lines=(),
            delivery_method=method,
        )
        for number, method in enumerate(methods)
    )
    return actual.Order(
        id="o", name="#1", number="1", created_at=NOW, updated_at=NOW, lines=lines, fulfillment_orders=waiting
    )


@pytest.mark.parametrize(
    ("lines", "grams"),
    [
        ([_line("A", 2, weight_grams=300), _line("B", 1, weight_grams=50)], 650),
        ([_line("A", 2, weight_grams=300), _line("REMOVED", 0, weight_grams=900)], 600),
        ([_line("A", 2, weight_grams=300), _line("GIFT", 1, requires_shipping=False)], 600),
        ([_line("A", 2, weight_grams=300), _line("UNKNOWN", 1)], None),
        ([], 0),
    ],
)
def test_the_weight_of_an_order_is_known_where_that_of_all_goods_is(
    lines: list[actual.Line], grams: int | None
) -> None:
    """A sum without one of them would send a heavy order by letter."""
    assert order_values.values(_order(*lines))["order.weight"] == grams


@pytest.mark.parametrize(
    ("methods", "method"),
    [
        (("SHIPPING",), "shipping"),
        (("NONE", "PICK_UP"), "pick_up"),
        (("NONE",), "none"),
        ((None, "LOCAL"), "local"),
        ((), None),
    ],
)
def test_a_gift_card_beside_the_goods_does_not_tell_how_they_travel(
    methods: tuple[str | None, ...], method: str | None
) -> None:
    """Shopify gives it a fulfillment order of its own, which needs no delivery."""
    assert order_values.values(_order(methods=methods))["order.delivery_method"] == method


def test_lines_that_were_taken_off_an_order_are_none_of_it() -> None:
    """Until nothing is left: a cancelled order is told by what it had."""
    left, gone = _line("A"), _line("B", 0)

    assert list(order_values.lines(_order(left, gone))) == [left]
    assert list(order_values.lines(_order(gone))) == [gone]
