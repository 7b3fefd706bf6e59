"""Remarks: what the order's timeline says about what was done to it in the shop. Called by `carrying`."""

from collections.abc import Callable
from typing import Any

from reconciler import plans

KIND = "shop"
"""The kind of these remarks on the timeline."""


def of(outcome: plans.Outcome) -> str:
    """The sentence for an order's timeline; empty when there is nothing to remember."""
    change = outcome.change
    if outcome.result == "refused":
        return f'Shopify refused to {_WORDS.get(change.action, change.action)}: "{outcome.message}"'
    said = _DONE.get(type(change.work))
    if outcome.result != "done" or said is None:
        return ""
    return said(change)


_WORDS = {
    "relocate": "move the order",
    "write_tracking": "take the tracking number",
    "update_tracking": "correct the tracking number",
    "cancel_fulfillment": "take the parcel back",
    "stock_at_location": "stock the item",
    "tag": "set the tag",
    "untag": "take off the tag",
}

_DONE: dict[type[Any], Callable[[plans.Change], str]] = {
    plans.Relocate: lambda change: f"Moved in Shopify: {change.before} → {change.after}.",
    plans.StockAtLocation: lambda change: (
        f"{change.address.sku or 'The item'} is {change.after} in Shopify now, at zero."
    ),
    plans.WriteTracking: lambda change: f"Tracking written to Shopify: {change.after}.",
    plans.UpdateTracking: lambda change: f"Tracking corrected in Shopify: {change.before} → {change.after}.",
    plans.CancelFulfillment: lambda change: f"Taken back in Shopify: {change.before}.",
    plans.SetTags: lambda change: f"Tag in Shopify: {change.before} → {change.after}.",
}
