"""The closed list of reasons why something cannot be done, as rules and reports name them."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "unmapped_warehouse": "the ship-from warehouse has no location in this shop",
    "item_not_stocked": "the location does not stock the item",
    "location_inactive": "the location is deactivated",
    "location_gone": "the location no longer exists",
    "fulfillment_service_location": "the location belongs to another application",
    "on_hold": "the fulfillment order is on hold",
    "scheduled": "the fulfillment order is scheduled for later",
    "progress_reported": "work on the fulfillment order has been reported",
    "request_submitted": "the fulfillment order has been sent to a fulfillment service",
    "closed": "the fulfillment order is closed",
    "cancelled": "the order is cancelled",
    "already_fulfilled": "the goods are fulfilled already",
    "lines_differ": "the order's lines no longer match the shop's",
    "untracked": "the shop does not track the item's stock",
    "unknown_sku": "the shop has no product with the SKU",
    "ambiguous_sku": "several products of the shop carry the SKU",
    "not_relocated": "the order has not been moved to the ship-from's location yet",
    "refused_by_shopify": "Shopify refused it, with a text of its own",
}
"""Each reason with its meaning. A rule names the word on the left."""
