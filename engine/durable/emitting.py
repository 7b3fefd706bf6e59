"""What durable_rules is given to read: boxes as its JSON, in shards small enough for it, with nothing in it but ints.

The discipline, each point of which avoids a crash or a wrong answer of durable_rules 2.0.28: no text, no float, no
missing field, no `$neq`, no `$not`, no joins, no `id` or `sid`, at most 60 boxes in a ruleset, few alternatives, each
rule guarded by the presence of the fact's number `n`, and a `warm` rule that matches one fact of each batch.
"""

import json
from collections.abc import Sequence
from typing import Any, TypeAlias

import msgspec

from engine.coding import boxes as coded
from engine.coding import masks

_MOST_BOXES = 60
"""durable_rules drops a fact for which more than 64 alternatives hold at once."""
_MOST_FIELDS = 200
"""durable_rules refuses a fact of more than 252 fields."""
_MOST_PATHS = 8
"""How many paths the alternatives of one box may open: 60 times 8 stays below 512, where durable_rules hangs."""
_MOST_MATCHES = 60_000
"""How many matches a rule hands over at once; a batch has fewer facts, and durable_rules counts in 16 bits."""

Ranges: TypeAlias = list[tuple[int, int]]
"""Codes as ranges, both ends included."""


class Shard(msgspec.Struct, frozen=True, kw_only=True):
    """One durable_rules ruleset.

    Field `f<i>` of its facts is the code of slot `slots[i]`; after these come fields that are 1 when a slot's code
    lies in given ranges and 0 if not (`members`). Rule `b<i>` of the definition stands for box `boxes[i]`.
    """

    definition: str
    slots: tuple[int, ...]
    members: tuple[tuple[int, Ranges], ...]
    boxes: tuple[int, ...]


def shards(boxes: Sequence[coded.Box], highest: Sequence[int]) -> list[Shard]:
    """Write the boxes down for durable_rules. `highest` gives the largest code of each slot."""
    made: list[Shard] = []
    drafts: list[tuple[int, coded.Box]] = []
    fields: set[int] = set()
    # Boxes that test like slots stand together: a shard then tests fewer fields, and its rules share first tests.
    for number, box in sorted(enumerate(boxes), key=lambda each: each[1]):
        # Each literal needs a field for its slot or, at worst, one of its own besides: hence twice.
        grown = fields | {slot for slot, _ in box}
        if drafts and (len(drafts) == _MOST_BOXES or 2 * len(grown) > _MOST_FIELDS):
            made.append(_Draft(drafts, highest).shard())
            drafts, grown = [], {slot for slot, _ in box}
        fields = grown
        drafts.append((number, box))
    if drafts:
        made.append(_Draft(drafts, highest).shard())
    return made


class _Draft:
    """A shard being written."""

    def __init__(self, boxes: list[tuple[int, coded.Box]], highest: Sequence[int]) -> None:
        self._boxes = boxes
        self._highest = highest
        self._slots = {slot: position for position, slot in enumerate(sorted({s for _, box in boxes for s, _ in box}))}
        self._members: dict[tuple[int, int], int] = {}

    def shard(self) -> Shard:
        rules = {f"b{position}": _rule(self._tests(box)) for position, (_, box) in enumerate(self._boxes)}
        definition = {"warm": _rule([{"w": 1}], guard="w"), **rules}
        return Shard(
            definition=json.dumps(definition, separators=(",", ":")),
            slots=tuple(self._slots),
            members=tuple((slot, masks.ranges(mask)) for slot, mask in self._members),
            boxes=tuple(number for number, _ in self._boxes),
        )

    def _tests(self, box: coded.Box) -> list[dict[str, Any]]:
        tests: list[dict[str, Any]] = []
        paths = 1
        for slot, mask in box:
            ranges = masks.ranges(mask)
            if paths * len(ranges) > _MOST_PATHS:
                tests.append({self._member(slot, mask): 1})
                continue
            paths *= len(ranges)
            alternatives = [_within(f"f{self._slots[slot]}", low, high, self._highest[slot]) for low, high in ranges]
            if len(alternatives) == 1:
                tests.extend(alternatives[0])
            else:
                tests.append({"$or": [each[0] if len(each) == 1 else {"$and": each} for each in alternatives]})
        # Equality first: rules that start alike share their tests.
        return sorted(tests, key=lambda test: next(iter(test)).startswith("$"))

    def _member(self, slot: int, mask: int) -> str:
        position = self._members.setdefault((slot, mask), len(self._members))
        return f"f{len(self._slots) + position}"


def _rule(tests: list[dict[str, Any]], guard: str = "n") -> dict[str, Any]:
    return {"all": [{"m": {"$and": [{"$ex": {guard: 1}}, *tests]}}], "cap": _MOST_MATCHES}


def _within(field: str, low: int, high: int, highest: int) -> list[dict[str, Any]]:
    if low == high:
        return [{field: low}]
    tests: list[dict[str, Any]] = []
    if low > masks.MISSING:
        tests.append({"$gte": {field: low}})
    if high < highest:
        tests.append({"$lte": {field: high}})
    # A range without ends holds for every code; inside alternatives it still has to be a test.
    return tests or [{"$gte": {field: masks.MISSING}}]
