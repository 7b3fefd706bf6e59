"""Every table, so that the metadata is whole once this package is imported."""

from store.tables import bases
from store.tables.decided import DecidedContent, DecidedRound, DecidedRules
from store.tables.feeds import Feed
from store.tables.labels import Label, LabelLine
from store.tables.orders import Line, Order, Part, PartLine, Tag, TimelineEntry
from store.tables.rounds import Change, JournalEntry, Round, WaitingPlan
from store.tables.shops import Lease, Location, Product, Refusal, Shop
from store.tables.warehouses import Mapping, Stock, Warehouse
from store.tables.webhooks import DirtyMark, Webhook

METADATA = bases.Base.metadata

__all__ = [
    "METADATA",
    "Change",
    "DecidedContent",
    "DecidedRound",
    "DecidedRules",
    "DirtyMark",
    "Feed",
    "JournalEntry",
    "Label",
    "LabelLine",
    "Lease",
    "Line",
    "Location",
    "Mapping",
    "Order",
    "Part",
    "PartLine",
    "Product",
    "Refusal",
    "Round",
    "Shop",
    "Stock",
    "Tag",
    "TimelineEntry",
    "WaitingPlan",
    "Warehouse",
    "Webhook",
]
