"""Shopify's search syntax in `query:` arguments: `status:open AND updated_at:>'2026-11-01T00:00:00Z'`.

Used by resolvers.

A filter that Shopify does not know is ignored, and only `extensions.search` says so. Source: recorded answers.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec

from simulator.calls import Call

_TOKEN = re.compile(
    r"""\s*(?:(?P<paren>[()])|(?P<minus>-(?=\S))|(?P<word>(?:[A-Za-z_]+:)?(?:[<>]=?|:)?(?:"[^"]*"|'[^']*'|[^\s()]+)))"""
)
_TERM = re.compile(r"""(?:(?P<field>[A-Za-z_]+):)?(?P<sign>[<>]=?)?(?P<value>.*)\Z""", re.DOTALL)


class Field(msgspec.Struct, frozen=True):
    """One filter.

    How to read it off a record, its kind (text, id, time, number, boolean), and the values it accepts.
    """

    read: Callable[[Any, Call], Any]
    kind: str = "text"
    accepts: frozenset[str] | None = None


Fields = dict[str, Field]
Test = Callable[[Any], bool]


def search(items: Iterable[Any], query: str | None, fields: Fields, call: Call) -> list[Any]:
    """Return the records that match a query; note every filter that was ignored in the call."""
    if query is None or not query.strip():
        return list(items)
    reader = _Reader(query, fields, call)
    test = reader.any_of()
    if reader.warnings:
        call.search.append({"path": call.path, "query": query, "parsed": reader.parsed(), "warnings": reader.warnings})
    return [item for item in items if test(item) and _indexed(item, call)]


def _indexed(item: Any, call: Call) -> bool:
    """Tell whether the search index has met a record yet. Source: third-party probes, new rows missing for seconds."""
    lag = call.world.search_lag
    if not lag:
        return True
    return bool(getattr(item, "created_at", call.world.now()) <= call.world.clock() - lag)


class _Reader:
    """Reads a query from left to right into one test."""

    def __init__(self, query: str, fields: Fields, call: Call) -> None:
        self._tokens = [found.group().strip() for found in _TOKEN.finditer(query) if found.group().strip()]
        self._at = 0
        self._fields = fields
        self._call = call
        self._terms: list[dict[str, str]] = []
        self.warnings: list[dict[str, str]] = []

    def parsed(self) -> dict[str, Any]:
        """Return the terms that were understood."""
        return self._terms[0] if len(self._terms) == 1 else {"and": self._terms}

    def any_of(self) -> Test:
        tests = [self._all_of()]
        while self._peek() == "OR":
            self._at += 1
            tests.append(self._all_of())
        return tests[0] if len(tests) == 1 else lambda item: any(test(item) for test in tests)

    def _all_of(self) -> Test:
        tests: list[Test] = []
        while (word := self._peek()) is not None and word not in {"OR", ")"}:
            if word == "AND":
                self._at += 1
                continue
            tests.append(self._one())
        return lambda item: all(test(item) for test in tests)

    def _one(self) -> Test:
        word = self._peek()
        self._at += 1
        if word in {"NOT", "-"}:
            if self._peek() in {None, ")"}:
                return lambda _: True
            inner = self._one()
            return lambda item: not inner(item)
        if word == "(":
            inner = self.any_of()
            self._at += self._peek() == ")"
            return inner
        return self._term(str(word))

    def _peek(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _term(self, token: str) -> Test:
        found = _TERM.match(token)
        name, sign, value = (found["field"], found["sign"] or "", found["value"]) if found else (None, "", token)
        value = value.strip("'\"")
        field = self._fields.get(name or "default")
        if field is None:
            self._warn(name or "default", "Invalid search field for this query.", "invalid_field")
            return lambda _: True
        if field.accepts is not None and value.lower() not in field.accepts:
            self._warn(name or "default", f"Input `{value}` is not an accepted value.", "invalid_value")
            return lambda _: True
        try:
            matches = _matcher(field.kind, sign, value, self._call)
        except ValueError:
            self._warn(name or "default", f"Input `{value}` is not an accepted value.", "invalid_value")
            return lambda _: True
        self._terms.append({"field": name or "default", "match_all": value})
        return lambda item: matches(field.read(item, self._call))

    def _warn(self, field: str, message: str, code: str) -> None:
        self.warnings.append({"field": field, "message": message, "code": code})


def _matcher(kind: str, sign: str, value: str, call: Call) -> Test:
    if kind == "text":
        return _text(value)
    wanted = _convert(kind, value, call)
    return lambda actual: _compare(actual, sign, wanted)


def _text(value: str) -> Test:
    wanted = value.lower()
    if wanted == "*":
        return bool

    def matches(actual: Any) -> bool:
        values = actual if isinstance(actual, list) else [actual]
        texts = [str(each).lower() for each in values if each is not None]
        if wanted.endswith("*"):
            return any(text.startswith(wanted[:-1]) for text in texts)
        return wanted in texts

    return matches


def _compare(actual: Any, sign: str, wanted: Any) -> bool:
    values = actual if isinstance(actual, list) else [actual]
    return any(_holds(each, sign, wanted) for each in values if each is not None)


def _holds(actual: Any, sign: str, wanted: Any) -> bool:
    match sign:
        case ">":
            return bool(actual > wanted)
        case ">=":
            return bool(actual >= wanted)
        case "<":
            return bool(actual < wanted)
        case "<=":
            return bool(actual <= wanted)
        case _:
            return bool(actual == wanted)


def _convert(kind: str, value: str, call: Call) -> Any:
    if kind == "id":
        return int(value.rpartition("/")[2])
    if kind == "number":
        return float(value)
    if kind == "boolean":
        if value.lower() not in {"true", "false"}:
            raise ValueError(value)
        return value.lower() == "true"
    if value == "now":
        return call.world.now()
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
