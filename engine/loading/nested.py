"""Arguments of actions that are more than one value: lists, maps, and maps of shapes, as plain hashable values.

A node under an argument's name goes in, a tuple comes out, or None after noting what is wrong. Used by `actions`.
"""

import re

from engine import suggesting
from engine.loading import cures, lookalikes, scalars
from engine.loading.findings import Findings
from engine.loading.nodes import Listing, Node, Scalar, Table
from engine.vocabulary import ORDER_FIELDS, SHAPING, Argument, ArgumentType

MOST = 1_000
"""Entries of one list or map. A shop has tens of warehouses and fewer provinces than this."""

_COUNTRY_CODE = 2
_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)
_PERCENT = re.compile(r"(0|[1-9][0-9]?|100)%?", re.ASCII)

Pairs = tuple[tuple[str, object], ...]


def read_texts(argument: Argument, node: Node, findings: Findings) -> tuple[str, ...] | bool | None:
    """Read a list of texts; `true` where the argument takes that as well, for "any of them"."""
    may_be_true = argument.type is ArgumentType.TRUE_OR_TEXTS
    if may_be_true and isinstance(node, Scalar) and not node.quoted and node.text == "true":
        return True
    if not isinstance(node, Listing) or not node.items:
        hint = f"write {argument.name}: [one, two]" + (f", or {argument.name}: true for all" if may_be_true else "")
        findings.wrong_value(node.place, f"`{argument.name}` is a list", hint)
        return None
    texts = [_text(argument.name, item, findings) for item in node.items[:MOST]]
    if len(node.items) > MOST:
        findings.wrong_value(node.place, f"`{argument.name}` has more than {MOST:,} entries", "write fewer")
    for position, (text, item) in enumerate(zip(texts, node.items, strict=False)):
        if text is not None and text in texts[:position]:
            findings.wrong_value(item.place, f"`{text}` stands in this list twice", "keep one of them")
    return tuple(text for text in texts if text is not None)


def read_map(argument: Argument, node: Node, findings: Findings) -> Pairs | None:
    """Read a map of texts, or of shapes, as pairs in the order of the file."""
    if not isinstance(node, Table) or not node.pairs:
        example = "{TX: warehouse-b}" if argument.type is ArgumentType.MAP else "{warehouse-b: {reserve: 5}}"
        findings.wrong_value(node.place, f"`{argument.name}` is a map", f"write {argument.name}: {example}")
        return None
    if len(node.pairs) > MOST:
        findings.wrong_value(node.place, f"`{argument.name}` has more than {MOST:,} entries", "write fewer")
    found: list[tuple[str, object]] = []
    for key, value in node.pairs[:MOST]:
        if not key.text.strip():
            findings.wrong_value(key.place, f"a name in `{argument.name}` is empty", "write a text")
            continue
        if argument.type is ArgumentType.MAP:
            _check_province(key, findings)
            read: object = _text(key.text, value, findings)
        else:
            read = _shape(key.text, value, findings)
        if read is not None:
            found.append((key.text, read))
    return tuple(found)


def read_whole(name: str, value: Scalar, findings: Findings) -> int | None:
    """Read a whole number from 0 up."""
    if not value.quoted and _WHOLE.fullmatch(value.text):
        return int(value.text)
    findings.wrong_value(value.place, f"`{name}` is a whole number from 0 up", cures.whole(value))
    return None


def read_percent(name: str, value: Scalar, findings: Findings) -> int | None:
    """Read a whole percentage, with or without its sign."""
    if not value.quoted and _PERCENT.fullmatch(value.text):
        return int(value.text.rstrip("%"))
    findings.wrong_value(value.place, f"`{name}` is a whole number from 0 to 100", cures.percent(value))
    return None


def check_bounds(shape: dict[str, object], node: Node, findings: Findings) -> None:
    """Refuse a shape that could never offer anything but 0, because its `min` is above its `max`."""
    low, high = shape.get("min"), shape.get("max")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        findings.wrong_value(node.place, f"`min` ({low}) is larger than `max` ({high})", "swap the two")


def check_merged_bounds(arguments: dict[str, object], node: Node | None, findings: Findings) -> None:
    """The same for the shape of a single warehouse together with what is said of all; `node` is `warehouses`."""
    own = arguments.get("warehouses")
    if isinstance(own, tuple) and isinstance(node, Table):
        for warehouse, said in own:
            place = node.get(warehouse)
            if place is not None and not {"min", "max"} <= dict(said).keys():
                check_bounds({**arguments, **dict(said)}, place, findings)


def _check_province(key: Scalar, findings: Findings) -> None:
    """Refuse a province, or a country before it, that no address has."""
    country, dash, province = key.text.partition("-")
    if dash and len(country) == _COUNTRY_CODE:
        scalars.read_code(Scalar(key.place, country, quoted=True), ORDER_FIELDS["order.ship_to.country"], findings)
    else:
        province = key.text
    scalars.read_code(Scalar(key.place, province, quoted=True), ORDER_FIELDS["order.ship_to.province"], findings)


def _shape(of: str, node: Node, findings: Findings) -> Pairs | None:
    if not isinstance(node, Table) or not node.pairs:
        hint = f"write {of}: {{reserve: 5}}"
        findings.wrong_value(node.place, f"`{of}` needs what is kept back or offered there", hint)
        return None
    shape: dict[str, object] = {}
    for key, value in node.pairs:
        if key.text not in SHAPING:
            hint = suggesting.did_you_mean(key.text, SHAPING, f"it takes {suggesting.listed(SHAPING)}")
            findings.unknown(key.place, f"`{key.text}` does not shape inventory", hint)
        elif not isinstance(value, Scalar):
            findings.wrong_value(value.place, f"`{key.text}` is one number", f"write {key.text}: 5")
        else:
            read = (read_percent if key.text == "percent" else read_whole)(key.text, value, findings)
            if read is not None:
                shape[key.text] = read
    check_bounds(shape, node, findings)
    return tuple(shape.items())


def _text(name: str, node: Node, findings: Findings) -> str | None:
    if isinstance(node, Scalar) and lookalikes.note(node, findings):
        return None
    if isinstance(node, Scalar) and not node.is_empty and node.text.strip():
        return node.text
    findings.wrong_value(node.place, f"`{name}` needs a text here", "write the key of a warehouse")
    return None
