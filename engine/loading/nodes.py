"""YAML as a tree with places: text in, scalars, lists and maps out, every scalar exactly as it was written.

Built on the parser's events, so nothing is guessed: `NO` stays NO and `012` stays 012 until a field's type says how to
read it. Anchors, aliases, tags and further documents are refused, and so no small file can grow large.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import msgspec
from ruamel.yaml import YAML, events
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from engine import ir
from engine.loading.findings import Findings
from engine.loading.sources import Source

DEEPEST = 40
"""Levels of nesting. Conditions that people can follow need fewer than ten."""
MOST = 50_000
"""Values, lists and maps in one file. A thousand rules have about 20,000."""


class Scalar(msgspec.Struct, frozen=True):
    """A single value as written; `quoted` tells that it stood in quotes or in a block (| or >)."""

    place: ir.Place
    text: str
    quoted: bool

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was written: a blank, `~` or `null` without quotes."""
        return not self.quoted and self.text in ("", "~", "null", "Null", "NULL")


class Listing(msgspec.Struct, frozen=True):
    """A list."""

    place: ir.Place
    items: tuple["Node", ...]


class Table(msgspec.Struct, frozen=True):
    """A map, in the order of the file. Keys are scalars and differ."""

    place: ir.Place
    pairs: tuple[tuple[Scalar, "Node"], ...]

    def get(self, name: str) -> "Node | None":
        """Give the node under a key, or None."""
        return next((node for key, node in self.pairs if key.text == name), None)


Node: TypeAlias = Scalar | Listing | Table


class Unreadable(Exception):  # noqa: N818 - never leaves this package: the finding is already noted
    """The text is no YAML that a rule file may hold; the findings say why."""


_KEEP_ONE: Mapping[str, str] = {
    "on": "keep one of the two; several kinds stand in one list, as in `on: [order.new, order.unassigned]`",
    "then": "keep one of the two; several actions stand in one list under `then:`",
    "rules": "keep one of the two; all rules of a file stand in one list under `rules:`",
    "define": "keep one of the two; all named conditions of a file stand under one `define:`",
    "when": "keep one of the two; to ask for both, put all conditions under one `when:`",
    **dict.fromkeys(("name", "why", "stop", "enabled"), "keep one of the two"),
}
"""What to do about a word of the rule files that stands twice in a map; any other is taken for a condition."""


class _Open:
    """A list or map that is still being read."""

    def __init__(self, place: ir.Place, *, is_table: bool) -> None:
        self.place = place
        self.is_table = is_table
        self.items: list[Node] = []

    @property
    def last_place(self) -> ir.Place:
        return self.items[-1].place if self.items else self.place

    def close(self, findings: Findings) -> Node:
        if not self.is_table:
            return Listing(self.place, tuple(self.items))
        pairs: list[tuple[Scalar, Node]] = []
        seen: dict[str, Scalar] = {}
        for key, node in zip(self.items[::2], self.items[1::2], strict=True):
            if not isinstance(key, Scalar):
                findings.error(key.place, "a key must be a word", "quote it if it begins with [ or {")
                continue
            if key.text in seen:
                findings.error(
                    key.place,
                    f"`{key.text}` stands here twice; the first is in line {seen[key.text].place.line}",
                    _KEEP_ONE.get(key.text, "keep one of the two, or, in a condition, list both under `all:`"),
                )
                continue
            seen[key.text] = key
            pairs.append((key, node))
        return Table(self.place, tuple(pairs))


def parse(source: Source, findings: Findings) -> Node | None:
    """Parse a source. None for an empty file and for one that is refused: then the findings hold the reason."""
    parser = YAML(typ="safe", pure=True)
    try:
        return _build(parser.parse(source.text), source.file, findings)
    except Unreadable:
        return None
    except MarkedYAMLError as error:
        _note_syntax_error(error, source, findings)
    except (YAMLError, ValueError) as error:
        first_line = (str(error).splitlines() or ["not readable"])[0]
        findings.error(ir.Place(source.file, 1, 1), f"this is not YAML: {first_line}", "see the examples in rules/")
    return None


def _build(stream: Iterable[Any], file: str, findings: Findings) -> Node | None:
    stack: list[_Open] = []
    root: Node | None = None
    documents = 0
    for event in _bounded(stream, file, findings):
        kind = type(event)
        node: Node
        if kind is events.ScalarEvent:
            _refuse_extras(event, file, findings)
            node = _scalar(event, file, stack)
        elif kind in (events.MappingStartEvent, events.SequenceStartEvent):
            _refuse_extras(event, file, findings)
            place = _place(event, file)
            if len(stack) >= DEEPEST:
                _refuse(findings, place, f"this is nested more than {DEEPEST} levels deep", "flatten it")
            stack.append(_Open(place, is_table=kind is events.MappingStartEvent))
            continue
        elif kind in (events.MappingEndEvent, events.SequenceEndEvent):
            node = stack.pop().close(findings)
        elif kind is events.AliasEvent:
            _refuse(findings, _place(event, file), "aliases (*) are not used in rule files", "write the thing out")
        elif kind is events.DocumentStartEvent:
            documents += 1
            if documents > 1:
                _refuse(findings, _place(event, file), "a second document begins here", "make it a file of its own")
            continue
        else:
            continue
        if stack:
            stack[-1].items.append(node)
        else:
            root = node
    return None if isinstance(root, Scalar) and root.is_empty else root


def _bounded(stream: Iterable[Any], file: str, findings: Findings) -> Iterator[Any]:
    for count, event in enumerate(stream):
        if count > MOST:
            _refuse(findings, _place(event, file), f"the file holds more than {MOST:,} values", "split it by concern")
        yield event


def _scalar(event: Any, file: str, stack: list[_Open]) -> Scalar:
    place = _place(event, file)
    if event.style is None and not event.value and stack:
        place = stack[-1].last_place  # a value left out is missed at its key, not where the next thing begins
    return Scalar(place, event.value, event.style is not None)


def _refuse_extras(event: Any, file: str, findings: Findings) -> None:
    if event.anchor is not None:
        _refuse(findings, _place(event, file), "anchors (&) are not used in rule files", "use `define:` instead")
    if event.tag is not None:
        _refuse(findings, _place(event, file), "tags (!) are not used in rule files", "quote it if ! begins a text")


def _refuse(findings: Findings, place: ir.Place, summary: str, hint: str) -> None:
    findings.error(place, summary, hint)
    raise Unreadable


def _place(event: events.Event, file: str) -> ir.Place:
    return ir.Place(file, event.start_mark.line + 1, event.start_mark.column + 1)


_HINTS = (
    ("'\\t'", "a tab stands here: write spaces"),
    ("mapping values are not allowed", "a text with `: ` in it needs quotes, or the line is indented too far"),
    ("expected ':'", "a key is followed by a colon and a space, as in `name: value`"),
    ("expected <block end>", "check the indentation: what belongs together starts in one column"),
    ("expected ',' or", "a bracket [ or { is not closed, or a comma is missing"),
    ("unknown escape character", "in double quotes \\ begins an escape: use single quotes, as for every pattern"),
    ("while scanning a quoted scalar", "a quote is not closed"),
    ("found unexpected end of stream", "a quote is not closed"),
    ("cannot start any token", "quote a text that begins with a special character such as @, `, % or *"),
    ("while scanning an alias", "quote a text that begins with *"),
    ("while scanning an anchor", "quote a text that begins with &"),
)


def _note_syntax_error(error: MarkedYAMLError, source: Source, findings: Findings) -> None:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    said = " ".join(part for part in (error.context, error.problem) if part)
    hint = next((hint for words, hint in _HINTS if words in said), "see the examples in the rule guide")
    written = source.text.splitlines()[line - 1 : line]
    if written and "\t" in written[0][: max(column, 1)] and not written[0][: max(column, 1)].strip():
        hint = _HINTS[0][1]
    findings.error(ir.Place(source.file, line, column), f"this is not YAML: {error.problem or said}", hint)
