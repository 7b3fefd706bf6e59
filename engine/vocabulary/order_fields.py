"""Fields about an order, its customer, its lines and its parts."""

from collections.abc import Iterable

from engine.vocabulary.codes import COUNTRIES, CURRENCIES
from engine.vocabulary.types import Field, FieldType

TEXT, TEXTS, NUMBER, MONEY = FieldType.TEXT, FieldType.TEXTS, FieldType.NUMBER, FieldType.MONEY
FLAG, AGE, MOMENT = FieldType.FLAG, FieldType.AGE, FieldType.MOMENT

FINANCIAL_STATUSES = (
    "authorized",
    "expired",
    "paid",
    "partially_paid",
    "partially_refunded",
    "pending",
    "refunded",
    "voided",
)
"""Shopify's words in lower case. Source: Shopify Admin API docs, OrderDisplayFinancialStatus."""

FULFILLMENT_STATUSES = (
    "fulfilled",
    "in_progress",
    "on_hold",
    "open",
    "partially_fulfilled",
    "pending_fulfillment",
    "request_declined",
    "restocked",
    "scheduled",
    "unfulfilled",
)
"""Shopify's words in lower case. Source: Shopify Admin API docs, OrderDisplayFulfillmentStatus."""

DELIVERY_METHODS = ("local", "none", "pick_up", "pickup_point", "retail", "shipping")
"""Shopify's words in lower case. Source: Shopify Admin API docs, DeliveryMethodType."""


def _field(  # noqa: PLR0913 - the columns of the table below
    name: str, kind: FieldType, meaning: str, example: str, unit: str = "", *, choices: tuple[str, ...] = ()
) -> Field:
    return Field(name=name, type=kind, meaning=meaning, example=example, unit=unit, choices=choices)


def by_name(fields: Iterable[Field]) -> dict[str, Field]:
    """Index fields by their names."""
    return {field.name: field for field in fields}


PERSONAL = frozenset({"order.ship_to.name", "order.ship_to.company", "order.ship_to.city", "order.ship_to.postal_code"})
"""Fields that tell who somebody is or where they live: recorded only where rules test them, and in no report."""

ORDER_FIELDS = by_name(
    (
        _field("order.number", TEXT, "the order's number, without the mark before it", '"1001"'),
        _field("order.name", TEXT, "the order's name as the shop shows it", '"#1001"'),
        _field("order.tags", TEXTS, "the order's tags in the shop", "wholesale"),
        _field("order.channel", TEXT, "the sales channel the order came through", "Online Store"),
        _field("order.source", TEXT, "the application that made the order", "pos"),
        _field(
            "order.total",
            MONEY,
            "what the customer pays in all, after edits and refunds",
            "{at_least: 100}",
            "order.currency",
        ),
        _field(
            "order.subtotal",
            MONEY,
            "the lines' sum after discounts, before shipping",
            "{less_than: 19.90}",
            "order.currency",
        ),
        Field(name="order.currency", type=TEXT, meaning="the currency's code", example="USD", codes=CURRENCIES),
        _field(
            "order.financial_status",
            TEXT,
            "how far the order is paid",
            "[paid, authorized]",
            choices=FINANCIAL_STATUSES,
        ),
        _field(
            "order.fulfillment_status",
            TEXT,
            "how far the order is fulfilled",
            "unfulfilled",
            choices=FULFILLMENT_STATUSES,
        ),
        _field(
            "order.shipping_method",
            TEXT,
            "the shipping the customer asked for, as the shop names it",
            "{contains: Express}",
        ),
        _field("order.delivery_method", TEXT, "how the goods reach the customer", "shipping", choices=DELIVERY_METHODS),
        _field("order.item_count", NUMBER, "the sum of the lines' quantities", "{at_most: 3}", "items"),
        _field("order.line_count", NUMBER, "how many lines the order has, without those taken off it", "1", "lines"),
        _field(
            "order.weight",
            NUMBER,
            "the weight of all goods; missing where the shop doesn't know that of one",
            "{more_than: 20000}",
            "grams",
        ),
        _field("order.created_at", MOMENT, "when the customer ordered, UTC", "{at_least: 2026-11-01}"),
        Field(
            name="order.age",
            type=AGE,
            meaning="the time since the customer ordered",
            example="{older_than: 2h}",
            stored_as="order.created_at",
        ),
        _field("order.ship_to.name", TEXT, "who receives the goods", "{contains: Ltd}"),
        _field("order.ship_to.company", TEXT, "the receiving company", "{exists: true}"),
        Field(
            name="order.ship_to.country",
            type=TEXT,
            meaning="the country's two-letter code",
            example="[US, CA]",
            codes=COUNTRIES,
        ),
        Field(
            name="order.ship_to.province",
            type=TEXT,
            meaning="the code of the state or province, in capital letters",
            example="[TX, LA, OK]",
            in_capitals=True,
        ),
        _field("order.ship_to.city", TEXT, "the city", "{is: austin, ignoring_case: true}"),
        _field("order.ship_to.postal_code", TEXT, "the postal code", '{starts_with: "773"}'),
        _field(
            "order.ship_to.po_box",
            FLAG,
            "the address names a post-office box, in the words of some ten languages",
            "true",
        ),
        _field(
            "order.ship_to.residential",
            FLAG,
            "the address is a home; known where an attribute of the order, `residential` or `address type`, says so",
            "{exists: true}",
        ),
        _field("customer.tags", TEXTS, "the customer's tags", "vip"),
        _field("customer.order_count", NUMBER, "how many orders the customer has placed", "{more_than: 1}", "orders"),
        _field(
            "warehouse.can_fulfil_all",
            TEXTS,
            "the keys of the warehouses that have everything that is left to pack, beside what other orders need",
            "warehouse-b",
        ),
    )
)
"""What every kind of difference about an order knows of it."""

LINE_FIELDS = by_name(
    (
        _field("sku", TEXT, "the SKU, exactly as the shop writes it", '{starts_with: "FRZ-"}'),
        _field("vendor", TEXT, "the product's vendor", "Acme"),
        _field("product_type", TEXT, "the product's type", "Furniture"),
        _field("title", TEXT, "the product's title", "{contains: Sample}"),
        _field("quantity", NUMBER, "how many the order has of it, after edits and refunds", "{at_least: 10}", "items"),
        _field("price", MONEY, "the price of one, before discounts", "{more_than: 500}", "order.currency"),
        _field("weight", NUMBER, "the weight of one", "{more_than: 30000}", "grams"),
        _field("requires_shipping", FLAG, "it is a physical good", "true"),
        _field("gift_card", FLAG, "it is a gift card", "false"),
        _field("bundle", FLAG, "it is made of other products", "false"),
        _field("stocked_at", TEXTS, "the names of the locations that stock the item", "Lake Jackson"),
        _field("on_hand", NUMBER, "what is on the shelves of all warehouses, added up", "{more_than: 0}", "items"),
        _field(
            "available",
            NUMBER,
            "what of it no other order needs, in all warehouses together; negative when they need more than there is",
            "{less_than: 1}",
            "items",
        ),
        _field(
            "in_stock_at",
            TEXTS,
            "the keys of the warehouses that have as many as the line needs, beside what other orders need",
            "warehouse-b",
        ),
    )
)
"""What `any line`, `every line` and `no line` may test."""

PART_FIELDS = by_name(
    (
        _field("part.number", NUMBER, "which part of the order, counted from 1", "1"),
        _field("part.ship_from", TEXT, "the key of the warehouse the part ships from", "warehouse-a"),
        _field("part.labelled", FLAG, "the part has a label that is not voided", "true"),
        _field(
            "part.created_at",
            MOMENT,
            "when the part was made, by the import or by a split, UTC",
            "{at_least: 2026-11-01}",
        ),
        Field(
            name="part.age",
            type=AGE,
            meaning="the time since the part was made",
            example="{older_than: 1 day}",
            stored_as="part.created_at",
        ),
        _field(
            "part.in_stock",
            FLAG,
            "its warehouse has everything that is left to pack, beside what other orders need",
            "false",
        ),
        _field("part.decided_by", TEXT, "who chose the ship-from", "rule", choices=("rule", "person")),
    )
)
"""What kinds of difference about a part know besides the order."""
