"""The topics that the simulator sends, and how the header writes them. Used by noticing, sending and payloads."""

SENT = (
    "ORDERS_CREATE", "ORDERS_UPDATED", "ORDERS_CANCELLED", "ORDERS_EDITED", "ORDERS_FULFILLED",
    "ORDERS_PARTIALLY_FULFILLED", "FULFILLMENTS_CREATE", "FULFILLMENTS_UPDATE", "FULFILLMENT_ORDERS_MOVED",
    "FULFILLMENT_ORDERS_SPLIT", "FULFILLMENT_ORDERS_MERGED", "FULFILLMENT_ORDERS_PLACED_ON_HOLD",
    "FULFILLMENT_ORDERS_HOLD_RELEASED", "FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE", "FULFILLMENT_ORDERS_CANCELLED",
    "FULFILLMENT_ORDERS_PROGRESS_REPORTED", "INVENTORY_LEVELS_CONNECT", "INVENTORY_LEVELS_UPDATE",
    "INVENTORY_LEVELS_DISCONNECT", "LOCATIONS_CREATE", "LOCATIONS_UPDATE", "LOCATIONS_DELETE", "LOCATIONS_ACTIVATE",
    "LOCATIONS_DEACTIVATE",
)  # fmt: skip
"""The others can be subscribed to, and nothing is ever sent for them."""

_RESOURCES = ("FULFILLMENT_ORDERS", "INVENTORY_LEVELS", "FULFILLMENTS", "LOCATIONS", "ORDERS")


def written(topic: str) -> str:
    """Return a topic as the header has it: ORDERS_CREATE is orders/create."""
    resource = resource_of(topic)
    return f"{resource}/{topic[len(resource) + 1 :]}".lower() if resource else topic.lower()


def resource_of(topic: str) -> str:
    """Return what a topic is about, such as FULFILLMENT_ORDERS; empty for what is never sent."""
    return next((each for each in _RESOURCES if topic.startswith(f"{each}_") and topic in SENT), "")
