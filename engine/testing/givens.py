"""What a case gives: its kind of difference, values of fields, and lines, as the fact that rules see.

The map under `given` goes in, a fact comes out; what cannot be read is noted and left out. Called by `cases`.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from engine import facts, suggesting, vocabulary
from engine.facts import Fact, Value
from engine.loading import frames, scalars
from engine.loading.findings import Findings
from engine.loading.nodes import Listing, Node, Scalar, Table
from engine.vocabulary import Field, FieldType

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
"""The moment at which cases are judged. Ages are counted back from it."""

_LINES = tuple(word for word in frames.CONDITION_WORDS if word.endswith(" line"))


def read(given: Table, key: str, findings: Findings) -> Fact | None:
    """Read the fact that a case gives; None where it cannot be told of which kind it is."""
    kind = _kind(given, findings)
    if kind is None:
        return None
    pairs = tuple((name, node) for name, node in given.pairs if name.text not in ("kind", "lines"))
    values = _values(pairs, vocabulary.fields(kind), kind, findings)
    lines = given.get("lines")
    if lines is not None and not vocabulary.KINDS[kind].has_lines:
        findings.error(lines.place, f"{kind} has no lines", "leave `lines` out")
    return Fact(kind=kind, key=key, values=values, lines=_lines(lines, findings))


def _kind(given: Table, findings: Findings) -> str | None:
    node = given.get("kind")
    if isinstance(node, Listing) and len(node.items) == 1:
        node = node.items[0]
        findings.error(node.place, "a case is about one kind of difference", "write it without brackets")
    if not isinstance(node, Scalar) or node.is_empty:
        place = given.place if node is None else node.place
        findings.error(place, "`given` needs the `kind` of the difference", "write kind: order.new, for example")
        return None
    if node.text in vocabulary.KINDS:
        return node.text
    hint = suggesting.did_you_mean(node.text, vocabulary.KINDS, "list them: trueup rules fields")
    findings.unknown(node.place, f"`{node.text}` is not a kind of difference", hint)
    return suggesting.nearest(node.text, vocabulary.KINDS)


def _lines(node: Node | None, findings: Findings) -> tuple[Mapping[str, Value], ...]:
    if node is None:
        return ()
    if not isinstance(node, Listing) or not all(isinstance(item, Table) for item in node.items):
        findings.error(node.place, "`lines` is a list of maps", "write - {sku: MUG-01, quantity: 1}")
        return ()
    return tuple(
        _values(item.pairs, vocabulary.LINE_FIELDS, "a line", findings)
        for item in node.items
        if isinstance(item, Table)
    )


def _values(
    pairs: tuple[tuple[Scalar, Node], ...], fields: Mapping[str, Field], of: str, findings: Findings
) -> dict[str, Value]:
    values: dict[str, Value] = {}
    set_by: dict[str, str] = {}
    for key, node in pairs:
        field = fields.get(key.text) or _unknown(key, fields, of, findings)
        value = None if field is None else _value(node, field, findings)
        if field is None or value is None:
            continue
        stored = field.stored_as or field.name
        if stored in set_by and set_by[stored] != key.text:
            summary = f"`{key.text}` and `{set_by[stored]}` say the same thing, and a case is judged by one"
            findings.error(key.place, summary, "keep one of the two")
        set_by[stored] = key.text
        values[stored] = value
    return values


def _unknown(key: Scalar, fields: Mapping[str, Field], of: str, findings: Findings) -> Field | None:
    """Note that a name is no field here; gives the one that was all but certainly meant."""
    name = key.text
    knowing = [kind for kind in vocabulary.KINDS if name in vocabulary.fields(kind)]
    if of in vocabulary.KINDS and (name in vocabulary.LINE_FIELDS or name in _LINES):
        hint = "give the lines themselves: lines: [{sku: MUG-01, quantity: 1}]"
    elif knowing:
        few = suggesting.listed(knowing[:4]) + (" and others" if len(knowing) > 4 else "")
        hint = f"only {few} {'has' if len(knowing) == 1 else 'have'} it"
    elif any(field.startswith(f"{name}.") for field in fields):
        example = next(field for field in fields if field.startswith(f"{name}."))
        hint = f"write each field with its whole name, such as `{example}: …`"
    else:
        hint = suggesting.did_you_mean(name, fields, "list the fields: trueup rules fields")
    findings.unknown(key.place, f"`{name}` is not a field of {of}", hint)
    return fields.get(suggesting.surely_meant(name, fields) or "")


def _value(node: Node, field: Field, findings: Findings) -> Value | None:
    if field.type is FieldType.TEXTS:
        return _texts(node, field, findings)
    if not isinstance(node, Scalar):
        hint = f"write a value after the colon; comparisons such as {field.example} stand in rules"
        if isinstance(node, Listing) or not field.example.startswith("{"):
            hint = "write one value after the colon"
        findings.error(node.place, f"`{field.name}` has one value", hint)
        return None
    if field.type is FieldType.AGE:
        seconds = scalars.read_age(node, findings)
        return None if seconds is None else NOW - timedelta(seconds=seconds)
    return scalars.read(node, field, findings)


def _texts(node: Node, field: Field, findings: Findings) -> tuple[str, ...]:
    items = node.items if isinstance(node, Listing) else (node,)
    texts: list[facts.Scalar] = []
    for item in items:
        if not isinstance(item, Scalar):
            findings.error(item.place, f"`{field.name}` is a list of texts", "write [one, two]")
            continue
        text = scalars.read(item, field, findings)
        if text is not None:
            texts.append(text)
    return tuple(str(text) for text in texts)
