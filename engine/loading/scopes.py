"""What a condition may name where it stands: the fields in reach, the named conditions, and where findings go."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from engine import ir, suggesting, vocabulary
from engine.loading.findings import Findings
from engine.loading.nodes import Node, Scalar
from engine.loading.tables import ListFiles
from engine.vocabulary import Field


class Definition(msgspec.Struct, frozen=True, kw_only=True):
    """A named condition: compiled wherever `meets` names it, so that its fields are checked for each kind."""

    name: Scalar
    condition: Node
    folder: Path | None


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """The fields that conditions may test, who has them (`of`, for messages), and what else is in reach.

    `folder` is where `in_list` files are looked for, None for text without a file. `within` holds the named conditions
    that are being compiled, so that one that names itself is noticed; `compiled` holds those that are done, by name and
    by who has the fields.
    """

    fields: Mapping[str, Field]
    of: str
    has_lines: bool
    folder: Path | None
    definitions: Mapping[str, Definition]
    lists: ListFiles
    findings: Findings
    compiled: dict[tuple[str, str], ir.Condition]
    within: tuple[str, ...] = ()

    def for_lines(self) -> "Scope":
        """Give the scope inside `any line` and its kin."""
        return msgspec.structs.replace(self, fields=vocabulary.LINE_FIELDS, of="a line", has_lines=False)

    def inside(self, definition: Definition) -> "Scope":
        """Give the scope inside a named condition."""
        return msgspec.structs.replace(
            self, within=(*self.within, definition.name.text), folder=definition.folder or self.folder
        )


def fields_of(kinds: Iterable[str]) -> dict[str, Field]:
    """Give the fields that all the kinds have."""
    maps = [vocabulary.fields(kind) for kind in kinds]
    if not maps:
        return {}
    return {name: field for name, field in maps[0].items() if all(name in other for other in maps[1:])}


def note_unknown_field(key: Scalar, scope: Scope) -> None:
    """Note that a name is no field here: it may belong to other kinds, to lines, or be misspelt."""
    name = key.text
    elsewhere = [kind for kind in vocabulary.KINDS if name in vocabulary.fields(kind)]
    if elsewhere:
        few = suggesting.listed(elsewhere[:4]) + (" and others" if len(elsewhere) > 4 else "")
        scope.findings.error(key.place, f"`{name}` is not known of {scope.of}", f"only {few} have it")
    elif name in vocabulary.LINE_FIELDS:
        hint = f"write `any line: {{{name}: …}}`, `every line: …` or `no line: …`"
        scope.findings.error(key.place, f"`{name}` is a field of a line, not of {scope.of}", hint)
    else:
        hint = suggesting.did_you_mean(name, [*scope.fields, *_WORDS], "the rule guide lists all fields")
        scope.findings.error(key.place, f"`{name}` is not a field of {scope.of}", hint)


_WORDS = ("all", "any", "not", "meets", "any line", "every line", "no line")
