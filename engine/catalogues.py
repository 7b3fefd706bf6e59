"""The vocabulary to read: tables of kinds, fields and actions, for the command line and for the rule guide."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from engine import suggesting, vocabulary
from engine.vocabulary import ActionSpec, Field, FieldType

Row = tuple[str, ...]

FIELD_HEAD: Row = ("field", "type", "meaning", "example")
KIND_HEAD: Row = ("kind", "what disagrees")
ACTION_HEAD: Row = ("action", "what it does", "answers")


def kind_rows() -> list[Row]:
    """Give a row for each kind of difference."""
    return [(kind.name, kind.meaning) for kind in vocabulary.KINDS.values()]


def field_rows(kind: str | None = None) -> list[Row]:
    """Give a row for each field: of one kind, or of all kinds. KeyError for a kind that does not exist."""
    if kind is not None:
        return [_field_row(field) for field in vocabulary.fields(kind).values()]
    every: dict[str, Field] = {}
    for each in vocabulary.KINDS.values():
        every.update(each.fields)
    return [_field_row(field) for field in every.values()]


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
        "operators": markdown(("type", "operators"), _operator_rows()),
        "reasons": markdown(("reason", "meaning"), _as_code(vocabulary.REASONS.items())),
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


def _operator_rows() -> list[Row]:
    rows: list[Row] = []
    for kind in FieldType:
        words = sorted(str(operator) for operator in vocabulary.OPERATORS[kind])
        rows.append((str(kind), suggesting.listed(words)))
    return rows


def _as_code(rows: Iterable[Sequence[str]]) -> list[Row]:
    return [(f"`{row[0]}`", *row[1:]) for row in rows]
