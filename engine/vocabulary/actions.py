"""The closed list of actions: what a rule may ask for, with which arguments, for which kinds of difference."""

from collections.abc import Iterable, Mapping

from engine.vocabulary.kinds import KINDS
from engine.vocabulary.types import ActionSpec, Argument, ArgumentType

MAIN = "main"
"""The group of actions that say what becomes of a difference: the first stands."""

_ALL = frozenset(KINDS)
_WITH_ORDER = frozenset(name for name, kind in KINDS.items() if kind.has_lines)
_TEXT = Argument(name="text", type=ArgumentType.TEXT, meaning="the words, used as they are")

_TAG = Argument(name="text", type=ArgumentType.TEXT, meaning="the tag", longest=40)
"""Source: Shopify Admin API docs, tagsAdd: a tag of an order has at most 40 characters."""

_NOTIFY_CUSTOMER = Argument(
    name="notify_customer", type=ArgumentType.FLAG, meaning="Shopify mails the customer; false when not given"
)


_SHAPING = (
    Argument(name="reserve", type=ArgumentType.WHOLE, meaning="keep this many back at each warehouse"),
    Argument(name="percent", type=ArgumentType.PERCENT, meaning="of the rest offer this share, rounded down"),
    Argument(name="max", type=ArgumentType.WHOLE, meaning="offer at most this many of each warehouse"),
    Argument(name="min", type=ArgumentType.WHOLE, meaning="offer none when it would be fewer than this"),
)
SHAPING: Mapping[str, Argument] = {argument.name: argument for argument in _SHAPING}
"""The words that shape what a warehouse offers."""


def _arguments(arguments: Iterable[Argument]) -> dict[str, Argument]:
    return {argument.name: argument for argument in arguments}


_SPECS = (
    ActionSpec(
        name="assign_warehouse",
        meaning="ship the part from this warehouse, unless a person decided otherwise",
        example="assign_warehouse: cold-store",
        kinds=frozenset({"order.new", "order.unassigned", "order.spans_locations"}),
        arguments=_arguments(
            (
                Argument(name="name", type=ArgumentType.TEXT, meaning="the key of a warehouse"),
                Argument(name="default", type=ArgumentType.FLAG, meaning="the shop's default warehouse"),
                Argument(
                    name="first_with_stock",
                    type=ArgumentType.TEXTS,
                    meaning="the first of these warehouses that has everything the part needs",
                ),
                Argument(
                    name="most_stock",
                    type=ArgumentType.TRUE_OR_TEXTS,
                    meaning="of all warehouses, or of these, the one that has everything and most left of the scarcest",
                ),
                Argument(
                    name="by_province",
                    type=ArgumentType.MAP,
                    meaning="the warehouse named for the province of the ship-to, such as TX or US-TX",
                ),
            )
        ),
        bare="name",
        needed=True,
        group=MAIN,
    ),
    ActionSpec(
        name="split",
        meaning="split the order into parts, one per location, each with the ship-from mapped to it",
        example="split: by_location",
        kinds=frozenset({"order.spans_locations"}),
        arguments=_arguments(
            (
                Argument(
                    name="how",
                    type=ArgumentType.TEXT,
                    meaning="what makes the parts",
                    choices=("by_location",),
                ),
            )
        ),
        bare="how",
        needed=True,
        group=MAIN,
    ),
    ActionSpec(
        name="accept",
        meaning="take over what the shop says",
        example="accept",
        kinds=frozenset({"order.edited", "order.cancelled"}),
        arguments={},
        group=MAIN,
    ),
    ActionSpec(
        name="relocate",
        meaning="move the goods' fulfillment order to the location of the ship-from; Shopify moves the stock itself",
        example="relocate",
        kinds=frozenset({"placement.elsewhere"}),
        arguments={},
        group=MAIN,
    ),
    ActionSpec(
        name="stock_at_location",
        meaning="stock the item at the wanted location, with a quantity of 0",
        example="stock_at_location",
        kinds=frozenset({"placement.blocked", "tracking.blocked", "availability.not_stocked"}),
        arguments={},
        group=MAIN,
    ),
    ActionSpec(
        name="write_tracking",
        meaning="write the label's carrier and tracking number to the shop as a fulfillment",
        example="write_tracking: {notify_customer: true}",
        kinds=frozenset({"tracking.missing"}),
        arguments={"notify_customer": _NOTIFY_CUSTOMER},
        group=MAIN,
    ),
    ActionSpec(
        name="update_tracking",
        meaning="put the label's number and carrier on the fulfillment that stands",
        example="update_tracking",
        kinds=frozenset({"tracking.stale"}),
        arguments={"notify_customer": _NOTIFY_CUSTOMER},
        group=MAIN,
    ),
    ActionSpec(
        name="cancel_fulfillment",
        meaning="cancel the fulfillment of a voided label",
        example="cancel_fulfillment",
        kinds=frozenset({"tracking.void"}),
        arguments={},
        group=MAIN,
    ),
    ActionSpec(
        name="set_inventory",
        meaning="write the target, shaped, as what the shop offers",
        example="set_inventory: {reserve: 2, max: 50}",
        kinds=frozenset({"availability.differs"}),
        arguments=_arguments(
            (
                *_SHAPING,
                Argument(
                    name="warehouses",
                    type=ArgumentType.SHAPES,
                    meaning="what is different at single warehouses, by their keys",
                ),
            )
        ),
        group=MAIN,
    ),
    ActionSpec(
        name="hold",
        meaning="do nothing about it, and keep showing it as held",
        example="hold: waiting for the buyer",
        kinds=_ALL,
        arguments={"text": _TEXT},
        bare="text",
        group=MAIN,
    ),
    ActionSpec(
        name="ignore",
        meaning="it is right as it is: do nothing and show it only among the ignored",
        example="ignore",
        kinds=_ALL,
        arguments={},
        group=MAIN,
    ),
    ActionSpec(
        name="tag",
        meaning="add the tag to the order, here and in the shop",
        example="tag: rush",
        kinds=_WITH_ORDER,
        arguments={"text": _TAG},
        bare="text",
        needed=True,
    ),
    ActionSpec(
        name="untag",
        meaning="take the tag off the order, here and in the shop",
        example="untag: rush",
        kinds=_WITH_ORDER,
        arguments={"text": _TAG},
        bare="text",
        needed=True,
    ),
    ActionSpec(
        name="note",
        meaning="write a note on the order's timeline; the word reason stands for a sentence that says what is wrong "
        "and what mends it",
        example="note: reason",
        kinds=_WITH_ORDER,
        arguments={"text": _TEXT},
        bare="text",
        needed=True,
    ),
    ActionSpec(
        name="notify",
        meaning="tell people about it, in the round's summary and wherever notices go",
        example="notify: ask the warehouse",
        kinds=_ALL,
        arguments={"text": _TEXT},
        bare="text",
    ),
    ActionSpec(
        name="require_approval",
        meaning="do what the other actions say only after a person has approved the plan",
        example="require_approval",
        kinds=_ALL,
        arguments={},
    ),
)

ACTIONS: Mapping[str, ActionSpec] = {spec.name: spec for spec in _SPECS}
"""Every action by name."""
