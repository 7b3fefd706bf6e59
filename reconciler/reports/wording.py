"""The words and signs of reports: glyphs, names of actions, counted phrases, subjects. `building` uses them."""

import re

from reconciler.differences import Address
from reconciler.reports.values import Result

ACTIONS = {
    "import_order": ("+", "import"),
    "assign_warehouse": ("~", "ship from"),
    "split": ("÷", "split"),
    "accept": ("~", "take over"),
    "relocate": ("→", "move"),
    "stock_at_location": ("+", "stock item"),
    "write_tracking": ("+", "write tracking"),
    "update_tracking": ("~", "correct tracking"),
    "cancel_fulfillment": ("-", "cancel fulfillment"),
    "tag": ("+", "tag"),
    "untag": ("-", "remove tag"),
    "note": ("+", "note"),
    "set_inventory": ("~", "set level"),
    "notify": ("!", "notice"),
}
"""Per action its glyph and its words for people. The order is the order of the totals."""

_PLANNED = {
    "import_order": ("order to import", "orders to import"),
    "assign_warehouse": ("ship-from to set", "ship-froms to set"),
    "split": ("order to split", "orders to split"),
    "accept": ("order to take over from the shop", "orders to take over from the shop"),
    "relocate": ("order to move", "orders to move"),
    "stock_at_location": ("item to stock", "items to stock"),
    "write_tracking": ("tracking to write", "trackings to write"),
    "update_tracking": ("tracking to correct", "trackings to correct"),
    "cancel_fulfillment": ("fulfillment to cancel", "fulfillments to cancel"),
    "tag": ("tag to add", "tags to add"),
    "untag": ("tag to remove", "tags to remove"),
    "note": ("note to write", "notes to write"),
    "set_inventory": ("level to set", "levels to set"),
    "notify": ("notice", "notices"),
}

_DONE = {
    "import_order": ("order imported", "orders imported"),
    "assign_warehouse": ("ship-from set", "ship-froms set"),
    "split": ("order split", "orders split"),
    "accept": ("order taken over from the shop", "orders taken over from the shop"),
    "relocate": ("order moved", "orders moved"),
    "stock_at_location": ("item stocked", "items stocked"),
    "write_tracking": ("tracking written", "trackings written"),
    "update_tracking": ("tracking corrected", "trackings corrected"),
    "cancel_fulfillment": ("fulfillment cancelled", "fulfillments cancelled"),
    "tag": ("tag added", "tags added"),
    "untag": ("tag removed", "tags removed"),
    "note": ("note written", "notes written"),
    "set_inventory": ("level set", "levels set"),
    "notify": ("notice given", "notices given"),
}

SHORT_RESULTS = {
    "done": "done",
    "already": "already so",
    "refused": "refused",
    "stale": "stale",
    "unknown": "unknown",
    "skipped": "skipped",
    "untried": "not tried",
}
"""Per result code the word for a narrow column or a count."""

GOOD_RESULTS = frozenset({"done", "already"})
"""Results after which the shop is as it should be."""

RESULTS = {
    "done": "done",
    "already": "was so already",
    "refused": "refused by Shopify",
    "stale": "not done: the shop moved on since it was read",
    "unknown": "not known yet: the next round looks what became of it",
    "skipped": "skipped: something it needs was not done",
    "untried": "not tried",
}
"""Per result code what it says to a person."""

CAUSES = {
    "no_rule": "no rule answers it",
    "rule": "held by a rule",
    "ignored": "ignored by a rule",
    "approval": "waits for approval",
    "kept": "is not undone",
    "quiet": "waits until its quiet hours are over",
    "impossible": "can't be done now",
    "waiting": "waits for an earlier request",
}
"""Per cause of `plans.Held` what it says to a person."""

# Control characters, and the marks that change the direction of text: both can make a line look like another one.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]+"
)


def clean(text: str) -> str:
    """One printable line: text from a shop may hold line breaks and terminal codes."""
    return _UNPRINTABLE.sub(" ", text).strip() if _UNPRINTABLE.search(text) else text


def count(number: int, one: str, many: str) -> str:
    """A number with its noun: `1 order`, `1,200 orders`."""
    return f"{number:,} {one if number == 1 else many}"


def count_planned(action: str, number: int) -> str:
    """What a plan would do: `2 orders to move`."""
    one, many = _PLANNED[action]
    return count(number, one, many)


def count_result(action: str, code: str, number: int) -> str:
    """What was done: `2 orders moved`; for other results than done, how many ended so: `1 refused`."""
    if code == "done":
        one, many = _DONE[action]
        return count(number, one, many)
    return f"{number:,} {SHORT_RESULTS[code]}"


def subject(address: Address) -> str:
    """What an address is about, in words, without the ids: `order 1001, part 2`."""
    words = [
        ("order", address.order),
        ("part", address.part),
        ("label", address.label),
        ("SKU", address.sku),
        ("at", address.location),
        ("warehouse", address.warehouse),
    ]
    named = ", ".join(
        str(value) if str(value).lower().startswith(word) else f"{word} {value}"
        for word, value in words
        if value is not None
    )
    return named.replace(", at ", " at ") or str(address) or "the shop"


def name_rule(rule: str, place: str, why: str) -> str:
    """A rule on one line, with its file and its reason."""
    where = f" ({place})" if place else ""
    because = f": {why}" if why else ""
    return clean(f"rule {rule}{where}{because}")


def tell(result: Result) -> str:
    """What became of a change, in words, with the text of the one who refused it."""
    said = RESULTS.get(result.code, result.code)
    tries = f" (attempt {result.attempts})" if result.attempts > 1 else ""
    return clean(f"{said}{tries}: {result.message}" if result.message else f"{said}{tries}")


def transition(before: str, after: str) -> str:
    """A change on one line: `49 → 50`. What was or will be nothing is left out, or said."""
    if before and after:
        return f"{before} → {after}"
    return after or (f"{before} → nothing" if before else "")
