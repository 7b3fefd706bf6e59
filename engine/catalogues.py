"""The vocabulary to read: tables of kinds, fields and actions, for the command line and for the rule guide."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from engine import suggesting, vocabulary
from engine.vocabulary import ActionSpec, Field, FieldType

Row = tuple[str, ...]

FIELD_HEAD: Row = ("field", "type", "meaning", "example")
KIND_HEAD: Row = ("kind", "what disagrees")
ACTION_HEAD: Row = ("action", "what it does", "answers")
OPERATOR_HEAD: Row = ("type", "takes")
REASON_HEAD: Row = ("reason", "meaning")


def kind_rows() -> list[Row]:
    """Give a row for each kind of difference."""
    return [(kind.name, kind.meaning) for kind in vocabulary.KINDS.values()]


def field_rows(kind: str | None = None) -> list[Row]:
    """Give a row for each field: of one kind, or of all kinds. KeyError for a kind that does not exist."""
    if kind is not None:
        return [_field_row(field) for field in vocabulary.fields(kind).values()]
    known = {field.name: field for field in every_field() if field.name not in vocabulary.LINE_FIELDS}
    return [_field_row(field) for field in known.values()]


def every_field() -> list[Field]:
    """Give every field once: those of kinds, then those of lines."""
    every: dict[str, Field] = {}
    for each in vocabulary.KINDS.values():
        every.update(each.fields)
    return [*every.values(), *vocabulary.LINE_FIELDS.values()]


def line_rows() -> list[Row]:
    """Give a row for each field of a line."""
    return [_field_row(field) for field in vocabulary.LINE_FIELDS.values()]


def action_rows() -> list[Row]:
    """Give a row for each action."""
    return [(f"`{spec.example}`", spec.meaning, _answers(spec)) for spec in vocabulary.ACTIONS.values()]


def as_values(kind: str | None = None) -> dict[str, object]:
    """Give the catalogue as plain values for other programs: of one kind, or of all. KeyError for an unknown kind."""
    kinds = vocabulary.KINDS if kind is None else {kind: vocabulary.KINDS[kind]}
    return {
        "kinds": [
            {
                "kind": one.name,
                "stage": str(one.stage),
                "meaning": one.meaning,
                "fields": [msgspec.to_builtins(field) | _operators(field) for field in one.fields.values()],
                "has_lines": one.has_lines,
                "actions": [spec.name for spec in vocabulary.ACTIONS.values() if one.name in spec.kinds],
            }
            for one in kinds.values()
        ],
        "line_fields": [msgspec.to_builtins(field) | _operators(field) for field in vocabulary.LINE_FIELDS.values()],
        "actions": [
            {"action": spec.name, "meaning": spec.meaning, "example": spec.example}
            for spec in vocabulary.ACTIONS.values()
            if kind is None or kind in spec.kinds
        ],
    }


def operator_rows(fields: Iterable[Field]) -> list[Row]:
    """Give a row for each type that occurs among the fields, with the words that may stand under such a field."""
    rows: dict[str, str] = {}
    for field in fields:
        closed = field.type is FieldType.TEXT and field.choices
        kind = f"{field.type} of a closed list" if closed else str(field.type)
        rows.setdefault(kind, suggesting.listed(vocabulary.words_of(field)))
    order = [str(kind) for kind in FieldType]
    return sorted(rows.items(), key=lambda row: (order.index(row[0].split()[0]), row[0]))


def reason_rows() -> list[Row]:
    """Give a row for each reason why something cannot be done."""
    return list(vocabulary.REASONS.items())


def field_lines(name: str) -> list[str]:
    """Tell all about one field: type, meaning, example, words, values, who knows it. KeyError for an unknown one."""
    knowing = [kind.name for kind in vocabulary.KINDS.values() if name in kind.fields]
    field = vocabulary.fields(knowing[0])[name] if knowing else vocabulary.LINE_FIELDS[name]
    unit = f", {field.unit}" if field.unit else ""
    lines = [
        f"{field.name} ({field.type}{unit}): {field.meaning}",
        f"  example  {field.name}: {field.example}",
        f"  takes    {', '.join(vocabulary.words_of(field))}",
    ]
    if values := field.choices or field.codes:
        lines.append(f"  values   {', '.join(values)}")
    inside = "a line, inside `any line`, `every line` and `no line`"
    return [*lines, f"  known of {', '.join(knowing) if knowing else inside}"]


def _operators(field: Field) -> dict[str, list[str]]:
    return {"operators": sorted(str(operator) for operator in vocabulary.operators_of(field))}


def guide_sections() -> Mapping[str, str]:
    """Give the generated sections of the rule guide, in Markdown, by the names of their marks."""
    return {
        "kinds": markdown(KIND_HEAD, _as_code(kind_rows())),
        "kind-fields": _fields_by_kind(),
        "fields": markdown(FIELD_HEAD, _as_code(field_rows())),
        "lines": markdown(FIELD_HEAD, _as_code(line_rows())),
        "actions": markdown(ACTION_HEAD, action_rows()),
        "operators": markdown(OPERATOR_HEAD, operator_rows(every_field())),
        "reasons": markdown(REASON_HEAD, _as_code(reason_rows())),
    }


def fill_guide(text: str) -> str:
    """Put the generated sections between their marks (`<!-- fields -->` and `<!-- /fields -->`) of a guide."""
    for name, section in guide_sections().items():
        start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, _, rest = text.partition(start)
        _, found, after = rest.partition(end)
        if not found:
            raise ValueError(f"the rule guide lacks the marks {start} and {end}; put them where the section belongs")
        text = f"{before}{start}\n{section}\n{end}{after}"
    return text


def markdown(head: Row, rows: Iterable[Sequence[str]]) -> str:
    """Write a table in Markdown."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _field_row(field: Field) -> Row:
    kind = f"{field.type}, {field.unit}" if field.unit else str(field.type)
    meaning = field.meaning
    if field.choices and field.name not in ("reason", "failure.reasons"):
        meaning += f": {', '.join(field.choices)}"
    return field.name, kind, meaning, f"`{field.example}`"


def _answers(spec: ActionSpec) -> str:
    if len(spec.kinds) == len(vocabulary.KINDS):
        return "every kind"
    if all(vocabulary.KINDS[kind].has_lines for kind in spec.kinds) and len(spec.kinds) > 10:
        return "kinds about an order"
    return suggesting.listed(kind for kind in vocabulary.KINDS if kind in spec.kinds)


def _fields_by_kind() -> str:
    base = frozenset(vocabulary.fields("order.new"))
    rows: list[Row] = []
    for kind in vocabulary.KINDS.values():
        own = [name for name in kind.fields if name not in base]
        order = ["all of `order.*` and `customer.*`, and lines"] if kind.has_lines else []
        rows.append((f"`{kind.name}`", ", ".join([*order, *(f"`{name}`" for name in own)]) or "none but `round.*`"))
    return markdown(("kind", "knows"), rows)


def _as_code(rows: Iterable[Sequence[str]]) -> list[Row]:
    return [(f"`{row[0]}`", *row[1:]) for row in rows]
