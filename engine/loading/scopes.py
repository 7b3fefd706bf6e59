"""What a condition may name where it stands: the fields in reach, the named conditions, and where findings go."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from engine import ir, vocabulary
from engine.loading.findings import Findings
from engine.loading.nodes import Node, Scalar
from engine.loading.tables import ListFiles
from engine.vocabulary import Field

LINE = "a line"
"""Who has the fields inside `any line` and its kin."""


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
        return msgspec.structs.replace(self, fields=vocabulary.LINE_FIELDS, of=LINE, has_lines=False)

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
