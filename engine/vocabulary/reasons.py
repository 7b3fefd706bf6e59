"""The closed list of reasons why something cannot be done, as rules and reports name them."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "unmapped_warehouse": "the ship-from warehouse has no location in this shop",
    "item_not_stocked": "the location does not stock the item",
    "location_gone": "the location no longer exists",
    "location_inactive": "the location is deactivated",
    "fulfillment_service_location": "the location belongs to another application",
    "on_hold": "the fulfillment order is on hold",
    "scheduled": "the fulfillment order is scheduled for later",
    "progress_reported": "work on the fulfillment order has been reported",
    "request_submitted": "the fulfillment order has been sent to a fulfillment service",
    "closed": "the fulfillment order is closed",
    "cancelled": "the order is cancelled",
    "not_relocated": "the goods are not yet at the location of the ship-from, so the tracking waits",
    "unclear_parcel": "a parcel in the shop carries the label's number but not its goods or its location",
    "refused_by_shopify": "Shopify refused it, with a text of its own",
}
"""Each reason with its meaning. A rule names the word on the left."""
