"""Walking a bulk query: every node of its connections becomes one line of JSON. Called when a job begins.

A child names its parent by `__parentId` and comes somewhere after it: right after it when objects are grouped, between
the children of others when they are not. Slashes are escaped. Source: recorded files.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, zip_longest
from typing import Any

import msgspec

from simulator import bulk_rules, executing, pages
from simulator.calls import Call
from simulator.plans import FieldPlan

TOGETHER = 8
"""Parents whose children are mixed where objects are not grouped."""

Nested = tuple[FieldPlan, Any]
Node = tuple[dict[str, Any], list[Nested]]


class Result(msgspec.Struct):
    """The lines of a file, how many of them are roots, and the code of the error that stopped it."""

    lines: list[bytes]
    root_count: int
    error: str | None


def write(query: bulk_rules.Query, call: Call, *, grouped: bool) -> Result:
    """Return everything that a bulk query finds."""
    walk = _Walk(query, call)
    roots = list(walk.roots())
    records = walk.grouped(roots) if grouped else walk.mixed(roots)
    lines = [msgspec.json.encode(record).replace(b"/", b"\\/") for record in records]
    if walk.run.errors:
        codes = {each["extensions"].get("code") for each in walk.run.errors}
        return Result([], 0, "ACCESS_DENIED" if "ACCESS_DENIED" in codes else "INTERNAL_SERVER_ERROR")
    return Result(lines, len(roots), None)


class _Walk:
    def __init__(self, query: bulk_rules.Query, call: Call) -> None:
        self._plan = query.plan
        self._roots = query.roots
        self.run = executing.Run(query.plan, call)

    def roots(self) -> Iterator[Node]:
        """Yield the nodes of the outermost connections."""
        _, found = self._record(self._roots, None)
        return chain.from_iterable(self._nodes(nested, None) for nested in found)

    def grouped(self, nodes: Iterable[Node]) -> Iterator[dict[str, Any]]:
        """Yield each node with all below it right after it."""
        for record, found in nodes:
            yield record
            for nested in found:
                yield from self.grouped(self._nodes(nested, record["id"]))

    def mixed(self, nodes: list[Node]) -> Iterator[dict[str, Any]]:
        """Yield several nodes, and then all below them in turns."""
        for start in range(0, len(nodes), TOGETHER):
            some = nodes[start : start + TOGETHER]
            yield from (record for record, _ in some)
            lists = [self._nodes(nested, record["id"]) for record, found in some for nested in found]
            below = [node for turn in zip_longest(*lists) for node in turn if node is not None]
            if below:
                yield from self.mixed(below)

    def _nodes(self, nested: Nested, parent: str | None) -> Iterator[Node]:
        connection, source = nested
        node = bulk_rules.node_of(self._plan, connection)
        page = self.run.value(connection, source, {**connection.args, pages.EVERYTHING: True})
        if node is None or page is None:
            return
        for value in page.nodes:
            record, found = self._record(self._plan.children(node, self.run.concrete(node, value)), value)
            yield (record if parent is None else {**record, "__parentId": parent}), found

    def _record(self, fields: list[FieldPlan], source: Any) -> Node:
        """Answer the fields of one object; connections below it are left for later."""
        record: dict[str, Any] = {}
        found: list[Nested] = []
        plain: list[FieldPlan] = []
        for field in fields:
            if bulk_rules.is_connection(field):
                found.append((field, source))
            elif field.selections and bulk_rules.holds_connection(self._plan, field):
                value = self.run.value(field, source, field.args)
                if value is not None:
                    children = self._plan.children(field, self.run.concrete(field, value))
                    record[field.key], below = self._record(children, value)
                    found += below
            else:
                plain.append(field)
        return {**self.run.record(plain, source), **record}, found
