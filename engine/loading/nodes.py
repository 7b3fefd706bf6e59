"""YAML as a tree with places: text in, scalars, lists and maps out, every scalar exactly as it was written.

Built on the parser's events, so nothing is guessed: `NO` stays NO and `012` stays 012 until a field's type says how to
read it. Anchors, aliases, tags and further documents are refused, and so no small file can grow large.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn, TypeAlias

import msgspec
from ruamel.yaml import YAML, events
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from engine import ir
from engine.loading import syntax
from engine.loading.findings import Findings
from engine.loading.sources import Source

DEEPEST = 40
"""Levels of nesting. Conditions that people can follow need fewer than ten."""
MOST = 50_000
"""Values, lists and maps in one file. A thousand rules have about 20,000."""


class Scalar(msgspec.Struct, frozen=True):
    """A single value as written; `quoted` tells that it stood in quotes or in a block (| or >).

    Where nothing was written, `comment` is the comment in its place, which may have been meant as the value.
    """

    place: ir.Place
    text: str
    quoted: bool
    comment: str = ""

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

_COMMENT = re.compile(r"(?:\"[^\"]*\"|'[^']*'|[^:#]*):\s+(#.*)")
"""A key, nothing after its colon, and a comment."""


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
                findings.not_yaml(key.place, "a key must be a word", "quote it if it begins with [ or {")
                continue
            if key.text == "<<" and not key.quoted:
                findings.not_yaml(key.place, "merge keys (<<) are not used in rule files", "write the thing out")
                merged = node.pairs if isinstance(node, Table) else ()
                pairs += [pair for pair in merged if pair[0].text not in seen]
                continue
            if key.text in seen:
                findings.not_yaml(
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
    builder = _Builder(source, findings)
    try:
        return builder.build(YAML(typ="safe", pure=True).parse(source.text))
    except Unreadable:
        return None
    except MarkedYAMLError as error:
        if not builder.met_extras:  # what begins with & or ! may have swallowed a bracket
            findings.not_yaml(*syntax.explain(error, source))
    except (YAMLError, ValueError) as error:
        first_line = (str(error).splitlines() or ["not readable"])[0]
        findings.not_yaml(ir.Place(source.file, 1, 1), f"this is not YAML: {first_line}", "see the examples in rules/")
    return None


class _Builder:
    """Builds the tree of one source from the parser's events."""

    def __init__(self, source: Source, findings: Findings) -> None:
        self._file = source.file
        self._lines = source.lines()
        self._findings = findings
        self._stack: list[_Open] = []
        self._has_holes = False
        self.met_extras = False

    def build(self, stream: Iterable[Any]) -> Node | None:
        """Read all events; raises Unreadable, after noting why, where no whole tree comes of them."""
        root: Node | None = None
        documents = 0
        for event in self._bounded(stream):
            kind = type(event)
            node: Node
            if kind is events.ScalarEvent:
                self._note_extras(event)
                node = self._scalar(event)
            elif kind in (events.MappingStartEvent, events.SequenceStartEvent):
                self._open(event, is_table=kind is events.MappingStartEvent)
                continue
            elif kind in (events.MappingEndEvent, events.SequenceEndEvent):
                node = self._stack.pop().close(self._findings)
            elif kind is events.AliasEvent:
                node = self._hole(event)
            elif kind is events.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self._refuse(event, "a second document begins here", "make it a file of its own")
                continue
            else:
                continue
            if self._stack:
                self._stack[-1].items.append(node)
            else:
                root = node
        if self._has_holes:
            raise Unreadable
        return None if isinstance(root, Scalar) and root.is_empty else root

    def _bounded(self, stream: Iterable[Any]) -> Iterator[Any]:
        for count, event in enumerate(stream):
            if count > MOST:
                self._refuse(event, f"the file holds more than {MOST:,} values", "split it by concern")
            yield event

    def _open(self, event: Any, *, is_table: bool) -> None:
        self._note_extras(event)
        if len(self._stack) >= DEEPEST:
            self._refuse(event, f"this is nested more than {DEEPEST} levels deep", "flatten it")
        self._stack.append(_Open(self._place(event), is_table=is_table))

    def _scalar(self, event: Any) -> Scalar:
        if event.style is None and not event.value and self._stack:
            # A value left out is missed at its key, not where the next thing begins.
            place = self._stack[-1].last_place
            comment = _COMMENT.match(self._lines[place.line - 1][place.column - 1 :])
            return Scalar(place, event.value, quoted=False, comment=comment[1].strip() if comment else "")
        return Scalar(self._place(event), event.value, event.style is not None)

    def _hole(self, event: Any) -> Scalar:
        self._has_holes = True
        hint = "write the thing out; a text that begins with * needs quotes"
        self._findings.not_yaml(self._place(event), "aliases (*) are not used in rule files", hint)
        return Scalar(self._place(event), "", quoted=True)

    def _note_extras(self, event: Any) -> None:
        # The tree is whole without them, so reading goes on.
        place = self._place(event)
        if event.anchor is None and event.tag is None:
            return
        self.met_extras = True
        self._has_holes |= isinstance(event, events.ScalarEvent) and event.style is None and not event.value
        if event.anchor is not None:
            hint = "use `define:` instead; a text that begins with & needs quotes"
            self._findings.not_yaml(place, "anchors (&) are not used in rule files", hint)
        if event.tag is not None:
            self._findings.not_yaml(place, "tags (!) are not used in rule files", "quote it if ! begins a text")

    def _refuse(self, event: Any, summary: str, hint: str) -> NoReturn:
        self._findings.not_yaml(self._place(event), summary, hint)
        raise Unreadable

    def _place(self, event: Any) -> ir.Place:
        return ir.Place(self._file, event.start_mark.line + 1, event.start_mark.column + 1)
